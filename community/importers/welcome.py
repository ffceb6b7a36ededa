"""What `make run` says when the forum answers."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from accounts.models import Member

from .demo import LOGINS


def text(address: str) -> str:
    """The address, and how to log in to the demo community as long as its accounts are there."""
    names = [name for _role, name, _password in LOGINS]
    known = set(Member.objects.filter(username__in=names).values_list("username", flat=True))
    rows = [(role, name, password) for role, name, password in LOGINS if name in known]
    lines = ["", f"  The forum is open:  {address}", ""]
    if rows:
        lines += ["  Log in as", *(f"    {role:<12}{name:<14}{password}" for role, name, password in rows), ""]
    elif not Member.objects.filter(is_superuser=True, is_active=True).exists():
        lines += ["  Nobody looks after it yet. Make yourself the admin, in another terminal:"]
        lines += [f"    {_where()}.venv/bin/python manage.py createsuperuser", ""]
    lines += [f"  Mails it would send: {address}/mailbox/", "  Ctrl+C stops it.", ""]
    return "\n".join(lines)


def _where() -> str:
    """The command works on the same database as this forum, wherever `make run` was told to put it."""
    folder = os.environ.get("DATA_DIR")
    return f"DATA_DIR={shlex.quote(str(Path(folder).absolute()))} " if folder else ""
