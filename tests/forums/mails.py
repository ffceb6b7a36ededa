"""Mails as people's programs write them, for the tests of answers by mail."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import count
from typing import Any

from forums.mailin import arriving, posting
from forums.mailin.keys import reply_address
from forums.mailin.models import Incoming

_numbers = count(1)
QUOTE = "\n\nOn Thu, 5 Nov 2026 at 10:00, Folkmoot <forum@localhost>\nwrote:\n\n> The joint opens in summer.\n"


def mail(
    sender: str, to: str, text: str = "Hide glue, warmed twice.", *, html: str = "", quote: str = QUOTE, **headers: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, "Re: Which glue for oak?"
    made["Message-ID"] = f"<{next(_numbers)}@mail.example>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del made[name]
        if value:
            made[name] = value
    if text:
        made.set_content(text + quote)
    if html:
        made.add_alternative(html, subtype="html") if text else made.set_content(html, subtype="html")
    return made


def address(member: Any, thing: Any) -> str:
    return reply_address(member, f"{type(thing).__name__.lower()}:{thing.pk}")


def arrives(made: EmailMessage | bytes, **more: Any) -> Incoming:
    """It came and was worked through; the row as it is afterwards."""
    raw = made if isinstance(made, bytes) else made.as_bytes()
    row = arriving.receive(raw, **more)
    assert row is not None, "known before"
    posting.work(row.pk)
    return Incoming.objects.get(pk=row.pk)
