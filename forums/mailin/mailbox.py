"""A mailbox that is looked into with IMAP, for those whose mail server cannot call us."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from .arriving import receive

logger = logging.getLogger(__name__)
BATCH = 50
_TIMEOUT = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass
class Fetched:
    """How a look into the mailbox ended."""

    new: int = 0
    known: int = 0


class MailboxAway(Exception):
    """The mailbox could not be opened, or stopped answering; what was fetched until then is kept."""


def connect() -> imaplib.IMAP4:
    """A connection to settings.IMAP_HOST that is encrypted and checked."""
    server = imaplib.IMAP4_SSL(settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT)
    server.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
    return server


def fetch(open_mailbox: Callable[[], Any] = connect) -> Fetched:
    """Take in the unread mails, at most a batch of them, and mark each as read after it is stored. Raises MailboxAway."""
    done = Fetched()
    try:
        server = open_mailbox()
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(str(error)) from error
    try:
        _ok(server.select(settings.IMAP_FOLDER))
        found = _ok(server.uid("SEARCH", "UNSEEN"))
        for uid in (found[0] or b"").split()[:BATCH]:
            _take(server, uid.decode(), done)
        if settings.IMAP_DONE_FOLDER and (done.new or done.known):
            server.expunge()
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(str(error)) from error
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error) as error:
            logger.info("the mailbox did not say good-bye: %s", error)
    return done


def _take(server: Any, uid: str, done: Fetched) -> None:
    """One mail; a crash between storing and marking only means that it is met again and known."""
    size = _SIZE.search(_first(_ok(server.uid("FETCH", uid, "(RFC822.SIZE)"))))
    too_large = size is not None and int(size.group(1)) > settings.MAIL_IN_MAX_BYTES
    what = "(BODY.PEEK[HEADER])" if too_large else "(BODY.PEEK[])"
    parts = [part[1] for part in _ok(server.uid("FETCH", uid, what)) if isinstance(part, tuple)]
    if parts:
        row = receive(parts[0], is_too_large=too_large)
        done.new += row is not None
        done.known += row is None
    _ok(server.uid("STORE", uid, "+FLAGS", r"(\Seen)"))
    if settings.IMAP_DONE_FOLDER:
        _ok(server.uid("COPY", uid, settings.IMAP_DONE_FOLDER))
        _ok(server.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))


def _first(data: list[Any]) -> bytes:
    return b" ".join(b" ".join(piece) if isinstance(piece, tuple) else piece or b"" for piece in data)


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {status}")
    return data
