"""Set-up is done once a worker and played back afterwards: most of a test's time went into inserting the same cast again.

The first time a fixture runs, what it writes is written down, with what it returns and what it leaves in the cache. The next test
which asks for the same fixtures in the same order gets the same rows, by the same statements, without asking how they come about.
Whatever is not known to be the same is done for real: after a write by anything else, within a real transaction, with other
settings, or when the recording is older than a moment (so that "now" stays true). RECORDING=0 does everything for real.
"""

from __future__ import annotations

import copy
import inspect
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import is_not
from pathlib import Path
from typing import Any

from django.conf import UserSettingsHolder, settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

SECONDS = 40.0
ON = os.environ.get("RECORDING") != "0"
# What neither writes nor matters once it is over.
HARMLESS = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA", "SET CONSTRAINTS", "EXPLAIN", "CLOSE")
EMPTY = "SELECT EXISTS (SELECT 1 FROM accounts_member) OR EXISTS (SELECT 1 FROM forums_forum)"
# Differ from run to run or from test to test, and change no row.
UNIMPORTANT = {"MEDIA_ROOT"}


@dataclass
class Recording:
    made_at: float
    statements: list[tuple[str, Any]]
    value: Any
    changed: dict[int, dict[str, Any]]
    cached: dict[Any, Any]
    expiry: dict[Any, Any]
    forgotten: set[Any]
    # The recordings of what came before: if one was made anew, this one is about other rows.
    rests_on: list[Any]


@dataclass
class Stage:
    """What stands in the database of this test by now: the fixtures in order, or None if anything else wrote."""

    done: tuple[Any, ...] | None = None
    objects: list[Any] = field(default_factory=list)
    originals: list[Any] = field(default_factory=list)
    heard: list[tuple[str, Any, bool]] | None = None
    begun: bool = False
    over: bool = False


_kept: dict[tuple[Any, ...], Recording] = {}
_stage = Stage()


def _listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    result = execute(sql, params, many, context)
    if not str(sql).startswith(HARMLESS):
        if _stage.heard is None:
            _stage.done = None
        else:
            _stage.heard.append((str(sql), params, many))
    return result


def begin() -> None:
    """Before anything is set up for a test."""
    global _stage
    _stage = Stage()
    if ON and _listen not in connection.execute_wrappers:
        connection.execute_wrappers.append(_listen)


def end() -> None:
    """Everything is set up; what follows is the test's own, also a fixture it asks for by name."""
    _stage.done, _stage.over = None, True
    if _listen in connection.execute_wrappers:
        connection.execute_wrappers.remove(_listen)


def can_record(fixturedef: Any) -> bool:
    """A plain function of one test, of which nothing is to be torn down."""
    func = fixturedef.func
    code = getattr(func, "__code__", None)
    return (
        ON
        and fixturedef.scope == "function"
        and not fixturedef.params
        and code is not None
        and not code.co_flags & inspect.CO_GENERATOR
        and func.__qualname__ == func.__name__
        and func.__module__.startswith("tests.")
    )


def made(func: Any, values: dict[str, Any]) -> Any:
    """What the fixture returns: played back, or made and recorded, or just made."""
    if not _is_known(values) or (key := _key(func)) is None:
        return func(**values)
    kept = _kept.get(key)
    if kept is None or time.monotonic() - kept.made_at > SECONDS or any(map(is_not, kept.rests_on, _stage.originals)):
        return _record(key, func, values)
    value = _play(kept)
    _remember(key, value, kept.value)
    return value


def _is_known(values: dict[str, Any]) -> bool:
    """Whether the fixture gets nothing but the database and what was recorded before."""
    known = {id(found) for found in _stage.objects}
    return bool(values) and all(name == "db" if value is None else id(value) in known for name, value in values.items())


def _key(func: Any) -> tuple[Any, ...] | None:
    if _stage.over or not connection.in_atomic_block or transaction.on_commit.__module__ != "django.db.transaction":
        return None
    if not _stage.begun:
        _stage.begun = True
        with connection.cursor() as cursor:
            cursor.execute(EMPTY)
            _stage.done = None if cursor.fetchone()[0] else ()
    if _stage.done is None:
        return None
    return (*_stage.done, _settings(), f"{func.__module__}.{func.__name__}")


def _settings() -> tuple[Any, ...]:
    """What this test sets, as far as it is set by now."""
    found: dict[str, str] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        found = {name: repr(value) for name, value in vars(holder).items() if name.isupper()} | found
        holder = holder.default_settings
    return tuple(sorted((name, value) for name, value in found.items() if name not in UNIMPORTANT))


def _remember(key: tuple[Any, ...], value: Any, original: Any) -> None:
    _stage.done = key
    known = {id(found) for found in _stage.objects}
    for found, first in zip(_objects_in(value), _objects_in(original), strict=True):
        if id(found) not in known:
            _stage.objects.append(found)
            _stage.originals.append(first)


def _objects_in(value: Any) -> Iterator[Any]:
    """The value and all it is made of; a text or a number is no object that anybody could change."""
    if isinstance(value, models.Model | AnonymousUser):
        yield value
    elif type(value) in (dict, list, tuple):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from _objects_in(part)
    elif value is not None and not isinstance(value, str | int | float | date | timedelta):
        raise TypeError


def _can_be_copied(value: Any) -> bool:
    try:
        return any(True for _found in _objects_in(value))
    except TypeError:
        return False


def _record(key: tuple[Any, ...], func: Any, values: dict[str, Any]) -> Any:
    before = [_state_of(found) for found in _stage.objects]
    sequences = _sequences()
    cache_before = dict(cache._cache)  # type: ignore[attr-defined]
    done, _stage.done = _stage.done, None
    _stage.heard = heard = []
    try:
        value = func(**values)
    finally:
        _stage.heard = None
    altered = [number for number, found in enumerate(_stage.objects) if _state_of(found) != before[number]]
    if (
        not _can_be_copied(value)
        or any(sql.startswith("ROLLBACK") for sql, _params, _many in heard)
        # Statements bring back no files.
        or any(Path(settings.MEDIA_ROOT).glob("*"))
        or not all(isinstance(_stage.objects[number], models.Model) for number in altered)
    ):
        _stage.done = None if heard else done  # e.g. a function that makes more of them
        return value
    memo = {id(found): original for found, original in zip(_stage.objects, _stage.originals, strict=True)}
    changed = {number: copy.deepcopy(vars(_stage.objects[number]), memo) for number in altered}
    cached = {name: data for name, data in cache._cache.items() if cache_before.get(name) != data}  # type: ignore[attr-defined]
    kept = Recording(
        made_at=time.monotonic(),
        statements=[*_set_sequences(sequences), *_prepared(heard)],
        value=copy.deepcopy(value, memo),
        changed=changed,
        cached=cached,
        expiry={name: cache._expire_info.get(name) for name in cached},  # type: ignore[attr-defined]
        forgotten=cache_before.keys() - cache._cache.keys(),  # type: ignore[attr-defined]
        rests_on=list(_stage.originals),
    )
    _kept[key] = kept
    _remember(key, value, kept.value)
    return value


def _play(kept: Recording) -> Any:
    raw = connection.connection.cursor()
    for sql, params in kept.statements:
        raw.execute(sql, params) if params is not None else raw.execute(sql)
        if connection.vendor == "sqlite" and " RETURNING " in sql:
            raw.fetchall()
    raw.close()
    for name in kept.forgotten:
        cache.delete(name.split(":", 2)[2])
    cache._cache.update(kept.cached)  # type: ignore[attr-defined]
    cache._expire_info.update(kept.expiry)  # type: ignore[attr-defined]
    memo = {id(original): found for found, original in zip(_stage.objects, _stage.originals, strict=True)}
    value = copy.deepcopy(kept.value, memo)
    for number, state in kept.changed.items():
        vars(_stage.objects[number]).update(copy.deepcopy(state, memo))
    return value


def _state_of(found: Any) -> dict[str, Any]:
    if not isinstance(found, models.Model):
        return {"parts": [id(part) for part in _objects_in(found)]}
    state = {name: list(value) if isinstance(value, list) else value for name, value in vars(found).items() if name != "_state"}
    related = {name: id(value) for name, value in found._state.fields_cache.items()}
    return state | {"_related": related, "_adding": found._state.adding}


def _prepared(heard: list[tuple[str, Any, bool]]) -> list[tuple[str, Any]]:
    single = [(sql, each) for sql, params, many in heard for each in (params if many else [params])]
    if connection.vendor == "postgresql":
        whole = ";".join(connection.ops.compose_sql(sql, params) if params is not None else sql for sql, params in single)
        return [(whole, None)] if whole else []
    return [
        (sql, None) if params is None else (FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%"), tuple(params))
        for sql, params in single
    ]


def _sequences() -> dict[str, int | None]:
    """PostgreSQL counts on when a transaction is rolled back; SQLite counts back."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        return dict(cursor.fetchall())


def _set_sequences(before: dict[str, int | None]) -> list[tuple[str, Any]]:
    calls = [
        f"setval('{name}', {before[name] or 1}, {'true' if before[name] else 'false'})"
        for name, value in _sequences().items()
        if value != before.get(name)
    ]
    return [("SELECT " + ", ".join(calls), None)] if calls else []
