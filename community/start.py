"""`make run`: from an empty folder to a forum that answers, and quickly there again the next time.

Prepares what is missing (tables, static files, the demo community), then serves in this very process, so that the
second start costs one import of Django only. Production starts gunicorn itself (see community/gunicorn.py).
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HOST = os.environ.setdefault("HOST", "127.0.0.1")
PORT = os.environ.setdefault("PORT", "8000")
ADDRESS = f"http://localhost:{PORT}"


class CannotStart(Exception):
    """Says what is wrong and what to do about it."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")
    os.environ.setdefault("SITE_URL", ADDRESS)
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    try:
        port_is_free()
        prepare()
    except CannotStart as trouble:
        print(f"\n{trouble}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped before the forum was ready. `make run` goes on where this ended.")
        return 0
    return serve()


def port_is_free() -> None:
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        raise CannotStart(f"PORT={PORT} is not a port. Try: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            hint = f"Port {PORT} is taken: another program, perhaps this forum, already listens there."
            raise CannotStart(f"{hint}\nTry another one: make run PORT={int(PORT) % 65535 + 1}\n({error})") from error


def prepare() -> None:
    """Everything that must be there before the first page. Each step does nothing when it was done before."""
    try:
        import django

        django.setup()
    except OSError as error:
        raise CannotStart(f"{error}\nSet DATA_DIR to a folder this user may write to: make run DATA_DIR=~/folkmoot") from error
    from django.conf import settings
    from django.db import connections

    folder: Path = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        raise CannotStart(f"{folder} cannot be written to.\nSet DATA_DIR to another folder: make run DATA_DIR=~/folkmoot")
    _check()
    _migrate()
    _collect_static(folder)
    _demo(folder)
    # The server forks; no connection may be shared with the child.
    connections.close_all()


def _check() -> None:
    from django.core.management import CommandError, call_command

    try:
        with Path(os.devnull).open("w") as nowhere:
            call_command("check", stdout=nowhere)
    except CommandError as error:
        raise CannotStart(str(error)) from error


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        print("Preparing the database ...", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        hint = "Is DATABASE_URL right? Without it SQLite is used."
        raise CannotStart(f"The database could not be prepared: {error}\n{hint}") from error


def _collect_static(folder: Path) -> None:
    """Compress and fingerprint style sheets and scripts, when one of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    print_of = hashlib.sha256()
    for base in map(Path, settings.STATICFILES_DIRS):
        for file in sorted(path for path in base.rglob("*") if path.is_file()):
            facts = file.stat()
            print_of.update(f"{file.relative_to(base)}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    print_of.update((settings.BASE_DIR / "requirements.txt").read_bytes())
    stamp = folder / "static.stamp"
    done = stamp.exists() and stamp.read_text() == print_of.hexdigest()
    if done and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return
    print("Preparing style sheets and scripts ...", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(print_of.hexdigest())


def _demo(folder: Path) -> None:
    """Fill an empty forum once. A forum that somebody set up without it stays as it is."""
    from accounts.models import Member

    stamp, begun = folder / "demo.done", folder / "demo.begun"
    wanted = os.environ.get("DEMO", "1").lower() not in {"0", "no", "false", "off"}
    if stamp.exists() or not wanted or (Member.objects.exists() and not begun.exists()):
        return
    from django.core.management import call_command

    begun.touch()
    print("Inventing a demo community ...", flush=True)
    with Path(os.devnull).open("w") as nowhere:
        call_command("import_community", "demo", stdout=nowhere)
    stamp.touch()


def serve() -> int:
    """Run gunicorn here until Ctrl+C; tell the address once it answers."""
    from gunicorn.app.base import BaseApplication

    from community import gunicorn as our_settings
    from community.wsgi import application

    class Forum(BaseApplication):
        def load_config(self) -> None:
            for name, value in vars(our_settings).items():
                if name in self.cfg.settings and value is not None:
                    self.cfg.set(name, value)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("pre_fork", _alone)
            self.cfg.set("post_fork", _announce_once)
            self.cfg.set("on_exit", lambda server: print("\nStopped.", flush=True))

        def load(self) -> Any:
            return application

    logging.getLogger("huey").setLevel(logging.WARNING)
    try:
        Forum().run()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _alone(server: Any, worker: Any) -> None:
    """A lock that another thread holds while we fork is held in the child for ever: its first import may never end."""
    assert threading.active_count() == 1, "Nothing may run beside the process that forks."


def _announce_once(server: Any, worker: Any) -> None:
    if worker.age == 1:
        threading.Thread(target=_announce, daemon=True).start()


def _announce() -> None:
    """Wait for a real answer of the page a visitor opens first, then say where it is."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{PORT}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    break
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    else:
        print("The forum started but does not answer; see the messages above.", file=sys.stderr, flush=True)
        return
    from community.importers.welcome import text

    print(text(ADDRESS), flush=True)


if __name__ == "__main__":
    sys.exit(main())
