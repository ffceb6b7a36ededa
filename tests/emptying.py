"""Emptying the tables after a test with connections of its own: only those that hold something, and keeping what a migration
fills anew each time. Django empties every table and asks every app to start over, which takes longer than most such tests."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import connection

# What post_migrate would write again, word for word.
KEPT = {"django_content_type", "auth_permission", "django_site"}


def only_what_is_filled() -> None:
    """Called once a run, before any test."""
    flush = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    type(connection.ops).sql_flush = flush  # type: ignore[method-assign]


def begin_with_a_copy() -> None:
    """On SQLite, of the database that was migrated for the whole run, if there is one. PostgreSQL copies its own."""
    test = connection.settings_dict["TEST"]
    creation: Any = type(connection.creation)
    if connection.vendor != "sqlite" or not test.get("TEMPLATE"):
        return
    make = creation._create_test_db

    def copied(self: Any, *args: Any, **kwargs: Any) -> Any:
        name = make(self, *args, **kwargs)
        shutil.copyfile(test["TEMPLATE"], name)
        return name

    creation._create_test_db = copied


def _filled(operations: Any, tables: Any) -> list[str]:
    quote = operations.quote_name
    with operations.connection.cursor() as cursor:
        found = []
        for name in sorted(set(tables) - KEPT):
            cursor.execute(f"SELECT 1 FROM {quote(name)} LIMIT 1")
            if cursor.fetchone():
                found.append(name)
    return found


def _on_postgres(self: Any, style: Any, tables: Any, *, reset_sequences: bool = False, allow_cascade: bool = False) -> list[str]:
    # A replica checks no foreign key, so the order does not matter; rows go quicker than a table's files.
    delete = [f"DELETE FROM {self.quote_name(name)}" for name in _filled(self, tables)]
    return ["SET LOCAL session_replication_role = replica", *delete] if delete else []


def _on_sqlite(self: Any, style: Any, tables: Any, *, reset_sequences: bool = False, allow_cascade: bool = False) -> list[str]:
    return [f"DELETE FROM {self.quote_name(name)}" for name in _filled(self, tables)]
