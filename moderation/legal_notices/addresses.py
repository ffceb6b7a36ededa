"""What a notice names: addresses of this forum, one a line, each with a word on where to look behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import Member, fold
from forums.access import Viewer
from forums.attachments.models import Attachment
from forums.posts.models import Post
from moderation.cases.targets import TARGETS

MOST = 20
ADDRESS_MAX, LOCATOR_MAX = 500, 400
_LARGEST = 2**63 - 1
_USUAL_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Line:
    """One line of the field, read but not yet looked up."""

    number: int
    url: str  # with our own scheme and host, whatever was typed
    path: str
    fragment: str
    locator: str


@dataclass(frozen=True)
class Named:
    kind: str
    thing: Any
    url: str
    locator: str


def own_hosts() -> frozenset[str]:
    return frozenset({urlsplit(settings.SITE_URL).netloc.lower()})


def find(text: str, *, viewer: Viewer, hosts: Iterable[str] = ()) -> list[Named]:
    """Everything that is named, each thing once. `hosts` are names of this site besides settings.SITE_URL's.

    At most four queries a line. Raises ValidationError on `addresses` with a sentence for each line that is wrong.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise ValidationError({"addresses": _("Please give the address of what you mean.")})
    if len(lines) > MOST:
        raise ValidationError(
            {
                "addresses": _("One notice can name up to %(most)d addresses, yours names %(n)d. Please split it.")
                % {"most": MOST, "n": len(lines)}
            }
        )
    known = own_hosts() | frozenset(host.lower() for host in hosts)
    found: dict[tuple[str, int], Named] = {}
    faults: list[str] = []
    for number, written in lines:
        try:
            named = _look_up(_read(number, written, known), viewer)
        except ValueError as fault:
            faults.append(_("Line %(n)d: %(fault)s") % {"n": number, "fault": fault})
            continue
        key = (named.kind, named.thing.pk)
        found[key] = _together(found[key], named) if key in found else named
    if faults:
        raise ValidationError({"addresses": faults})
    return list(found.values())


def _read(number: int, written: str, hosts: frozenset[str]) -> Line:
    address, *rest = written.split(None, 1)
    address, locator = address.strip("<>,;"), "".join(rest)
    if len(address) > ADDRESS_MAX:
        raise ValueError(_("this address is too long."))
    if len(locator) > LOCATOR_MAX:
        raise ValueError(_("up to %(n)d characters fit behind the address.") % {"n": LOCATOR_MAX})
    if "://" not in address and not address.startswith("/"):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ValueError(_not_ours(written)) from None
    if parts.netloc and (parts.scheme not in _USUAL_PORTS or _host(parts) not in hosts):
        raise ValueError(_not_ours(written))
    path = unquote(parts.path)
    if not path.startswith("/") or "\0" in path:
        raise ValueError(_not_ours(written))
    here = urlsplit(settings.SITE_URL)
    url = urlunsplit((here.scheme, here.netloc, parts.path, parts.query, parts.fragment))
    return Line(number, url[:ADDRESS_MAX], path, parts.fragment, locator)


def _host(parts: SplitResult) -> str:
    return parts.netloc.lower().removesuffix(_USUAL_PORTS[parts.scheme])


def _look_up(line: Line, viewer: Viewer) -> Named:
    try:
        match = resolve(line.path)
    except Resolver404:
        raise ValueError(_nothing_there()) from None
    thing = _thing(match.view_name, match.kwargs, line.fragment, viewer)
    if thing is None:
        raise ValueError(_nothing_there())
    return Named(*thing, url=line.url, locator=line.locator)


def _thing(name: str, given: dict[str, Any], fragment: str, viewer: Viewer) -> tuple[str, Any] | None:
    """(kind, thing) behind one of our addresses, if the viewer may see it."""
    if name in ("forums:post", "forums:history"):
        return _visible("post", given["pk"], viewer)
    if name in ("forums:thread", "forums:thread_short"):
        # With an anchor somebody means the post, without one the thread.
        return _anchored(given["pk"], fragment, viewer) or _visible("thread", given["pk"], viewer)
    if name == "forums:message":
        return _visible("message", given["pk"], viewer)
    if name == "members:profile":
        pk = Member.objects.filter(username_folded=fold(given["username"])).values_list("pk", flat=True).first()
        return _visible("member", pk, viewer)
    if name == "media":
        row = Attachment.objects.filter(path=given["path"]).values_list("pk", "post_id").first()
        if row is None:
            return None
        return _visible("attachment", row[0], viewer) if "attachment" in TARGETS else _visible("post", row[1], viewer)
    return None


def _anchored(thread_id: int, fragment: str, viewer: Viewer) -> tuple[str, Any] | None:
    word, _dash, number = fragment.partition("-")
    if word not in ("post", "held") or not (number.isascii() and number.isdigit()) or len(number) > 18 or thread_id > _LARGEST:
        return None
    if word == "held":
        return _visible("post", int(number), viewer)
    pk = Post.objects.filter(thread=thread_id, number=int(number)).values_list("pk", flat=True).first()
    return _visible("post", pk, viewer)


def _visible(kind: str, pk: int | None, viewer: Viewer) -> tuple[str, Any] | None:
    if pk is None or pk > _LARGEST:
        return None
    thing = TARGETS[kind].visible(viewer, pk)
    return (kind, thing) if thing is not None else None


def _together(first: Named, second: Named) -> Named:
    words = [words for words in (first.locator, second.locator) if words]
    return replace(first, locator="; ".join(dict.fromkeys(words))[:LOCATOR_MAX])


def _not_ours(written: str) -> str:
    return _("“%(line)s” is not an address of this forum.") % {"line": written[:80]}


def _nothing_there() -> str:
    # The same sentence whether it is gone or hidden: nobody learns from it what there is.
    return _(
        "there is no post, thread, profile or image that you can see. If it is not public, please write to our contact address."
    )
