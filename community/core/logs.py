"""What the log must not keep: addresses that are keys."""

from __future__ import annotations

import logging
import re

# Whoever has one of these addresses may use it (moderation's ways to object, to be heard, to follow a notice and to give one
# as a trusted flagger; to read their calendar, to stop their mails, to hear their news); also inside ?next=.
_SLASH = r"(?:/|%2[Ff])"
_KEYS = re.compile(rf"((?:appeal|notices?|hearing){_SLASH}(?:[a-z0-9]{{1,19}}{_SLASH})?|flagger(?:=|%3[Dd]))[A-Za-z0-9_-]{{32,}}")
_SIGNED = re.compile(
    rf"(events{_SLASH}feed{_SLASH}|unsubscribe{_SLASH}|live{_SLASH}(?:\?|%3F)(?:[^\s\"]*(?:&|%26))?t(?:=|%3D))[A-Za-z0-9_:;,~%-]{{20,}}"
)


def without_keys(text: str) -> str:
    return _SIGNED.sub(r"\1…", _KEYS.sub(r"\1…", text))


class WithoutKeys(logging.Filter):
    """Takes the keys out of every line, whoever writes it: 404 and 403 are logged with the path they were asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if (clean := without_keys(line)) != line:
            record.msg, record.args = clean, ()
        return True
