"""iCalendar (RFC 5545), as much as events need. Pure text; times are UTC, which every calendar shows by its own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

# A content line has up to 75 octets without its line break (RFC 5545, 3.1).
LINE = 75
# Control characters have no place in a value, a tab excepted.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    changed_at: datetime
    sequence: int
    place: str = ""
    url: str = ""
    description: str = ""
    is_cancelled: bool = False


def text(value: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line breaks are escaped (3.3.11)."""
    value = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Cut into pieces of up to 75 octets, never inside a character; each next piece begins with a space (3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])


def moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar(entries: Iterable[Entry], *, name: str) -> str:
    """A whole calendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Folkmoot//Events//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{text(name)}")
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{text(entry.uid)}",
        f"DTSTAMP:{moment(entry.changed_at)}",
        f"LAST-MODIFIED:{moment(entry.changed_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART:{moment(entry.starts_at)}",
        *([f"DTEND:{moment(entry.ends_at)}"] if entry.ends_at else []),
        f"SUMMARY:{text(entry.title)}",
        *([f"LOCATION:{text(entry.place)}"] if entry.place else []),
        *([f"DESCRIPTION:{text(entry.description)}"] if entry.description else []),
        # A URI is no TEXT: it is not escaped, and a line break in it would begin another property.
        *([f"URL:{''.join(_CONTROL.sub('', entry.url).split())}"] if entry.url else []),
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]
