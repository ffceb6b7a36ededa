"""A migrated, empty database, made once in a run, which every lane copies: migrating takes seconds, and there are many lanes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "folkmoot_template"


def on_sqlite(folder: Path) -> str:
    """The path of a file in this folder."""
    _migrate({"DATA_DIR": str(folder)})
    return str(folder / "unused.sqlite3")


def on_postgres(address: str) -> str:
    """The name of a database on this server; `drop` it afterwards."""
    name = f"{NAME}_{os.getpid()}"
    _tell(address, f"CREATE DATABASE {name}")
    _migrate({"DATABASE_URL": address.rpartition("/")[0] + "/" + name})
    return name


def drop(address: str) -> None:
    _tell(address, f"DROP DATABASE IF EXISTS {NAME}_{os.getpid()} WITH (FORCE)")


def _migrate(env: dict[str, str]) -> None:
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DATA_DIR", "REDIS_URL"}}
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=clean | {"DJANGO_SETTINGS_MODULE": "community.settings.test"} | env, check=True)


def _tell(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
