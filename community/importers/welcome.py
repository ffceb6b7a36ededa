"""What `make run` says when the forum answers."""

from __future__ import annotations

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
    else:
        lines += [f"  Nobody can log in yet. Sign up at {address}/accounts/signup/ or make an admin:"]
        lines += ["    .venv/bin/python manage.py createsuperuser", ""]
    lines += [f"  Mails it would send: {address}/mailbox/", "  Ctrl+C stops it.", ""]
    return "\n".join(lines)
