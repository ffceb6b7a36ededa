"""Which kinds of files there are, told by what is in them. An archive is looked at from outside and never unpacked."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# More entries than any archive somebody shows to a forum; listing a million names takes seconds.
MOST_ENTRIES = 10_000
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/)|(?:^|/)Basic/", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_TRACK = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)*<gpx[\s>]")
# An entity of its own is all that is dangerous in XML, and no track or calendar needs one.
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def _text(raw: bytes) -> str | None:
    """The words of a plain text, in UTF-8 or in what older programs write; None for anything else."""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            words = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(words) else words
    return None


def _is_text(raw: bytes) -> bool:
    return _text(raw) is not None


def _is_pdf(raw: bytes) -> bool:
    # Readers forgive bytes before the header and after the end; whoever hides a second file there counts on that.
    return raw.startswith(b"%PDF-") and b"%%EOF" in raw[-1_024:]


def _is_calendar(raw: bytes) -> bool:
    words = _text(raw)
    return words is not None and words.lstrip().upper().startswith("BEGIN:VCALENDAR")


def _is_track(raw: bytes) -> bool:
    words = _text(raw)
    return words is not None and _TRACK.match(words[:4_000]) is not None and not _ENTITY.search(raw)


def _is_solid(raw: bytes) -> bool:
    if len(raw) >= 84 and len(raw) == 84 + 50 * int(struct.unpack_from("<I", raw, 80)[0]):
        return True
    words = _text(raw)
    return words is not None and words.lstrip().startswith("solid") and "endsolid" in words[-1_000:]


def _entries(raw: bytes) -> list[ZipInfo] | None:
    """The table of contents of a zip that begins with its first byte and ends with its last; nothing is inflated."""
    if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or len(raw) < end + 22 or len(raw) != end + 22 + int(struct.unpack_from("<H", raw, end + 20)[0]):
        return None
    size, start = struct.unpack_from("<II", raw, end + 12)
    count = struct.unpack_from("<H", raw, end + 10)[0]
    # Each entry takes 46 bytes at least. Where the table does not end at its end, something else was put before the archive.
    if count > MOST_ENTRIES or size > 46 * count + 65_536 + 600 * count or start + size != end:
        return None
    try:
        with ZipFile(BytesIO(raw)) as archive:
            found = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error, UnicodeDecodeError):
        return None
    return found if len(found) <= MOST_ENTRIES else None


def _is_zip(raw: bytes) -> bool:
    return _entries(raw) is not None


def _is_open_document(what: str) -> Callable[[bytes], bool]:
    kind = b"application/vnd.oasis.opendocument." + what.encode()

    def check(raw: bytes) -> bool:
        # The format puts its name uncompressed at the very start, so that nobody has to unpack it.
        named = raw[30:38] == b"mimetype" and raw[38 : 38 + len(kind) + 2] == kind + b"PK"
        entries = _entries(raw) if named else None
        return entries is not None and not any(_MACROS.search(entry.filename) for entry in entries)

    return check


def _is_office(folder: str) -> Callable[[bytes], bool]:
    def check(raw: bytes) -> bool:
        names = [entry.filename for entry in _entries(raw) or []]
        return (
            "[Content_Types].xml" in names
            and any(name.startswith(folder) for name in names)
            and not any(_MACROS.search(name) for name in names)
        )

    return check


# ending -> is it what it says? What could run when it is opened (programs, scripts, pages, macros) has no line here.
KINDS: dict[str, Callable[[bytes], bool]] = {
    "csv": _is_text,
    "docx": _is_office("word/"),
    "gpx": _is_track,
    "ics": _is_calendar,
    "md": _is_text,
    "odp": _is_open_document("presentation"),
    "ods": _is_open_document("spreadsheet"),
    "odt": _is_open_document("text"),
    "pdf": _is_pdf,
    "pptx": _is_office("ppt/"),
    "stl": _is_solid,
    "txt": _is_text,
    "xlsx": _is_office("xl/"),
    "zip": _is_zip,
}
PICTURES = ("png", "jpg", "jpeg", "jfif", "webp", "gif")


def ending_of(name: str) -> str:
    return PurePath(name).suffix[1:].lower()


def check(name: str, raw: bytes, *, allowed: list[str]) -> str:
    """The kind of the file, which its name tells and its content proves. Raises ValidationError with a sentence."""
    ending = ending_of(name)
    if not raw:
        raise ValidationError(_("This file is empty."), code="empty")
    if ending not in allowed or ending not in KINDS:
        raise not_a_kind(allowed)
    if not KINDS[ending](raw):
        raise ValidationError(
            _("This file says it is %(kind)s, but its content is something else, or it holds macros.") % {"kind": ending.upper()},
            code="content",
        )
    return ending


def not_a_kind(allowed: list[str]) -> ValidationError:
    sentence = _("Files of this kind cannot be attached. Possible are pictures and: %(kinds)s.")
    return ValidationError(sentence % {"kinds": ", ".join(allowed)}, code="kind")


def are_known(value: str) -> None:
    """Validator of the list in the site's settings: only kinds that can be told by their content."""
    unknown = [word for word in value.split() if word not in KINDS]
    if unknown:
        raise ValidationError(
            _("Not possible: %(unknown)s. Choose from: %(known)s.") % {"unknown": ", ".join(unknown), "known": " ".join(KINDS)}
        )
