"""One mail, read: who wrote, to which address, whether a machine did, and which words are new. Pure: no database."""

from __future__ import annotations

import email
import email.header
import email.message
import email.policy
import hashlib
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr

from .words import from_html, own_words, unflowed

# What a server or a list writes, and no person.
_MACHINES = ("mailer-daemon@", "postmaster@")
_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_TELL_TALES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "X-Failed-Recipients")
_RECIPIENTS = ("Delivered-To", "X-Original-To", "X-Envelope-To", "To", "Cc")
MOST_CHARACTERS = 100_000
MOST_PARTS = 200
# Smaller pictures are logos and smileys of a mail program.
_SMALLEST_PICTURE = 4_000


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a mail."""

    name: str
    content: bytes
    is_picture: bool


class Letter:
    """A mail as bytes, understood as far as possible; whatever strange stands in it raises nothing."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
        self.mail = parsed

    def header(self, name: str) -> str:
        """The first header of that name, decoded, in one line without what nobody sees."""
        value = self.mail.get(name)
        return _decoded(value) if value is not None else ""

    def headers(self, name: str) -> list[str]:
        return [_decoded(value) for value in self.mail.get_all(name, [])]

    @property
    def message_id(self) -> str:
        """The mail's own name; one is made from its bytes where it has none, or one too long to keep."""
        given = "".join(self.header("Message-ID").split())
        if 5 <= len(given) <= 240:
            return given
        return f"<{hashlib.sha256(given.encode() or self.raw).hexdigest()}@without-a-name>"

    @property
    def senders(self) -> list[str]:
        """Every address in From. More than one is nobody's."""
        lines = [str(value) for value in self.mail.get_all("From", [])]
        return [address.strip() for _name, address in getaddresses(lines) if "@" in address]

    @property
    def recipients(self) -> list[str]:
        return [line for name in _RECIPIENTS for line in self.headers(name)]

    @property
    def answers(self) -> list[str]:
        """The Message-IDs it answers, the nearest first."""
        found = self.header("In-Reply-To").split() + self.header("References").split()[::-1]
        return list(dict.fromkeys(found))[:20]

    @property
    def automatic(self) -> str:
        """The header that shows that no person wrote it, or ""."""
        said = self.header("Auto-Submitted").partition(";")[0].strip().lower()
        if said and said != "no":
            return "Auto-Submitted"
        if self.header("Precedence").strip().lower() in _PRECEDENCE:
            return "Precedence"
        if found := next((name for name in _TELL_TALES if self.mail.get(name) is not None), ""):
            return found
        if any(line.strip() == "<>" for line in self.headers("Return-Path")):
            return "Return-Path"
        if self.mail.get_content_type() in {"multipart/report", "message/delivery-status"}:
            return "Content-Type"
        if any(address.lower().startswith(_MACHINES) for address in self.senders):
            return "From"
        return ""

    @property
    def whole_text(self) -> str:
        """All words of the mail, quotes too."""
        plain, html = "", ""
        for part in self._parts():
            if _is_enclosed(part):
                continue
            kind = part.get_content_type()
            if kind == "text/plain" and not plain.strip():
                text = _text_of(part)
                is_flowed = str(part.get_param("format", "")).lower() == "flowed"
                plain = unflowed(text, delsp=str(part.get_param("delsp", "")).lower() == "yes") if is_flowed else text
            elif kind == "text/html" and not html:
                html = _text_of(part)
        return plain if plain.strip() else from_html(html)

    @property
    def text(self) -> str:
        """The words that are new in it."""
        return own_words(self.whole_text)

    @property
    def enclosures(self) -> list[Enclosure]:
        found = []
        for part in self._parts():
            kind = part.get_content_type()
            is_picture = kind.startswith("image/")
            if not is_picture and not _is_enclosed(part):
                continue
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            if is_picture and not _is_enclosed(part) and len(content) < _SMALLEST_PICTURE:
                continue
            # Keys and signatures of the mail itself.
            if kind not in {"application/pgp-signature", "application/pkcs7-signature", "application/pgp-keys"}:
                found.append(Enclosure(_decoded(part.get_filename() or "")[:120], content, is_picture))
        return found

    def _parts(self) -> list[email.message.Message]:
        return [part for _n, part in zip(range(MOST_PARTS), self.mail.walk(), strict=False) if not part.is_multipart()]

    def is_proven(self, server: str) -> bool:
        """Whether our own mail server `server` found the sender's domain behind it: DMARC, or SPF or DKIM with that domain.

        Only the topmost line counts that names our server: what stands below came with the mail.
        """
        domain = parseaddr(self.senders[0])[1].rpartition("@")[2].lower() if self.senders else ""
        for line in self.headers("Authentication-Results"):
            name, _semicolon, results = line.partition(";")
            if name.split()[:1] != [server]:
                continue
            checks = [" ".join(check.split()).lower() for check in results.split(";")]
            if any(check.startswith("dmarc=") for check in checks):
                # Said of this domain: of an odd From line the server may have read another address than we did.
                return any(check.startswith("dmarc=pass") and _said_of(check) in ("", domain) for check in checks)
            passed = [check for check in checks if check.startswith(("spf=pass", "dkim=pass"))]
            return any(_names(check, domain) for check in passed)
        return False


def _said_of(check: str) -> str:
    return next((word.removeprefix("header.from=").strip("\"'") for word in check.split() if word.startswith("header.from=")), "")


def _names(check: str, domain: str) -> bool:
    """Whether a passed check speaks for the domain itself."""
    for word in check.split():
        key, _equals, value = word.partition("=")
        if key in {"header.d", "header.i", "smtp.mailfrom"} and value.strip("\"'").rpartition("@")[2] == domain:
            return True
    return False


def _is_enclosed(part: email.message.Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _text_of(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = payload.decode("utf-8", "replace")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")[:MOST_CHARACTERS]


def _decoded(value: object) -> str:
    try:
        text = str(email.header.make_header(email.header.decode_header(str(value))))
    except (LookupError, ValueError, UnicodeError):
        text = str(value)
    # A lone surrogate stands for a byte of no known alphabet, and no database keeps it.
    text = text.encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
