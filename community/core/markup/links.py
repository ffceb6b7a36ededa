"""Which addresses may stand in a post. Asked by the grammar and, independently, by the sanitiser."""

import re
from html import unescape
from urllib.parse import urlsplit

from .limits import MAX_URL

MEDIA = "/media/"

# Blanks, controls, backslashes and invisible characters: browsers drop or turn them, so a scheme can hide behind them.
_TRICKY = re.compile(
    "[\x00-\x20\x7f-\xa0\\\\\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
_MEDIA_FILE = re.compile(r"/media/[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_WIDTH = re.compile(r"[0-9]{1,5}w")
_MAILTO = re.compile(r"mailto:[^:/]+@[^:/]+", re.IGNORECASE)


def host_of(url: str) -> str | None:
    """The host (with its port, if one is named) of an absolute http(s) address; None for any other."""
    if not url[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    return f"{host}:{port}" if port else host


def is_safe_href(url: str) -> bool:
    """http, https, mailto, a path on this site, or a place on this page; judged as written and as decoded."""
    return all(_is_safe(form) for form in {url, unescape(url)})


def _is_safe(url: str) -> bool:
    if not url or len(url) > MAX_URL or _TRICKY.search(url):
        return False
    if url.startswith("#"):
        return True
    if url.startswith("/"):
        return not url.startswith("//")
    return host_of(url) is not None or _MAILTO.fullmatch(url) is not None


def is_media(url: str) -> bool:
    """A plain file below /media/: nothing that could name another page of this site by dots or encodings."""
    return len(url) <= MAX_URL and _MEDIA_FILE.fullmatch(url) is not None


def is_srcset(value: str) -> bool:
    """Up to four of our own files, each with its width."""
    choices = [choice.partition(" ") for choice in value.split(", ")]
    return len(choices) <= 4 and all(is_media(url) and _WIDTH.fullmatch(width) is not None for url, _blank, width in choices)


def is_foreign(url: str, site_hosts: frozenset[str]) -> bool:
    host = host_of(url)
    return host is not None and host not in site_hosts


def local_path(url: str, site_hosts: frozenset[str]) -> str:
    """The path of an absolute address of this site; any other address unchanged."""
    host = host_of(url)
    if host is None or host not in site_hosts:
        return url
    return "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"
