"""A parsed text, fitted to this site: who is a member, which images are ours, which links lead away."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from .limits import MAX_MENTION_LINKS
from .links import host_of, is_foreign, is_media, is_safe_href, local_path
from .mentions import fold

FOREIGN_REL = "nofollow ugc noopener"


# How wide a picture stands on the page: the text column, less on small screens.
SIZES = "(max-width: 48rem) 94vw, 44rem"


class Shown(NamedTuple):
    """One of our pictures, or (with a note) another file."""

    width: int
    height: int
    smaller: tuple[tuple[str, int, int], ...] = ()  # address, width, height; the smallest first
    note: str = ""  # "PDF · 1.2 MB"


@dataclass(frozen=True)
class Site:
    people: Mapping[str, str]
    hosts: frozenset[str]
    media: Mapping[str, tuple[int, int] | Shown]

    def shown(self, url: str) -> Shown | None:
        found = self.media.get(url)
        return None if found is None else Shown(*found)


def dress(tokens: list[Token], site: Site) -> list[Token]:
    """New tokens for what depends on the site; the parsed ones stay as they are."""
    left = [MAX_MENTION_LINKS]
    dressed = []
    for token in tokens:
        if token.type == "inline" and token.children:
            token = copy(token)
            token.children = _inline(token.children or [], site, left)
        dressed.append(token)
    return dressed


def _inline(children: list[Token], site: Site, mentions_left: list[int]) -> list[Token]:
    dressed: list[Token] = []
    links = 0
    note = ""
    for child in children:
        if child.type == "link_open":
            links += 1
            link = _link(str(child.attrs["href"]), child, site)
            file = site.shown(str(link.attrs["href"]))
            note = file.note if file else ""
            dressed.append(link)
        elif child.type == "link_close":
            links -= 1
            if note:
                # Kind and size come from the row: the words of the link are its author's and may say anything.
                dressed += _noted(note)
                note = ""
            dressed.append(child)
        elif child.type == "image":
            dressed += _image(child, site, inside_link=bool(links))
        elif child.type == "mention":
            url = site.people.get(fold(child.content[1:]))
            if url and mentions_left[0] > 0 and is_safe_href(url):
                mentions_left[0] -= 1
                dressed += _linked(child.content, {"class": "mention", "href": url})
            else:
                dressed.append(_text(child.content))
        else:
            dressed.append(child)
    return dressed


def _link(href: str, token: Token, site: Site) -> Token:
    link = copy(token)
    link.attrs = dict(token.attrs)
    if is_foreign(href, site.hosts):
        link.attrs["rel"] = FOREIGN_REL
    elif (file := site.shown(path := local_path(href, site.hosts))) and file.note:
        link.attrs = {"class": "file", **link.attrs, "href": path}
    return link


def _image(token: Token, site: Site, *, inside_link: bool) -> list[Token]:
    """Our own files are shown. Others become a link: an image from elsewhere would tell its owner who reads here."""
    src = local_path(str(token.attrs.get("src", "")), site.hosts)
    alt = alt_text(token)
    shown = site.shown(src)
    if shown and shown.note:
        # A file named as if it were a picture is a file.
        if inside_link:
            return [_text(alt or shown.note)]
        opening, text, closing = _linked(alt or _name_of(src), {"class": "file", "href": src})
        return [opening, text, *_noted(shown.note), closing]
    if is_media(src):
        return _picture(src, alt, shown, inside_link=inside_link)
    label = alt or _name_of(src)
    if inside_link or not is_safe_href(src):
        return [_text(label)]
    link: dict[str, str | int | float] = {"class": "image-link", "href": src}
    if is_foreign(src, site.hosts):
        link["rel"] = FOREIGN_REL
    return _linked(label, link)


def _picture(src: str, alt: str, shown: Shown | None, *, inside_link: bool) -> list[Token]:
    attrs: dict[str, str | int | float] = {"src": src, "alt": alt, "loading": "lazy", "decoding": "async"}
    if shown is None:
        return [Token("picture", "img", 0, attrs=attrs)]
    # Every page sees the largest of the smaller copies; the whole picture is a link away, and only then costs its bytes.
    sizes = [(url, width, height) for url, width, height in shown.smaller if is_media(url)]
    displayed, width, height = sizes[-1] if sizes else (src, shown.width, shown.height)
    attrs |= {"src": displayed, "width": str(int(width)), "height": str(int(height))}
    if len(sizes) > 1:
        attrs |= {"srcset": ", ".join(f"{url} {int(width)}w" for url, width, _height in sizes), "sizes": SIZES}
    picture = Token("picture", "img", 0, attrs=attrs)
    if inside_link or displayed == src:
        return [picture]
    return [Token("link_open", "a", 1, attrs={"class": "image-whole", "href": src}), picture, Token("link_close", "a", -1)]


def _noted(note: str) -> list[Token]:
    return [Token("note_open", "span", 1, attrs={"class": "file-note"}), _text(note), Token("note_close", "span", -1)]


def alt_text(image: Token) -> str:
    """What the image says, in words; markup inside the description counts by its words."""
    words = []
    for child in image.children or ():
        words.append(alt_text(child) if child.type == "image" else "\n" if child.type == "softbreak" else child.content)
    return " ".join("".join(words).split())


def _name_of(url: str) -> str:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1], errors="replace")
    return " ".join(part for part in (host_of(url), name) if part) or url


def _linked(label: str, attrs: dict[str, str | int | float]) -> list[Token]:
    return [Token("link_open", "a", 1, attrs=attrs), _text(label), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
