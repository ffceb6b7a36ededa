"""A parsed text, fitted to this site: who is a member, which images are ours, which links lead away."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from .limits import MAX_MENTION_LINKS
from .links import host_of, is_foreign, is_media, is_safe_href, local_path
from .mentions import fold

FOREIGN_REL = "nofollow ugc noopener"


@dataclass(frozen=True)
class Site:
    people: Mapping[str, str]
    hosts: frozenset[str]
    media: Mapping[str, tuple[int, int]]


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
    for child in children:
        if child.type == "link_open":
            links += 1
            dressed.append(_link(str(child.attrs["href"]), child, site))
        elif child.type == "link_close":
            links -= 1
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
    return link


def _image(token: Token, site: Site, *, inside_link: bool) -> list[Token]:
    """Our own files are shown. Others become a link: an image from elsewhere would tell its owner who reads here."""
    src = local_path(str(token.attrs.get("src", "")), site.hosts)
    alt = alt_text(token)
    if is_media(src):
        attrs: dict[str, str | int | float] = {"src": src, "alt": alt, "loading": "lazy", "decoding": "async"}
        if src in site.media:
            width, height = site.media[src]
            attrs |= {"width": str(int(width)), "height": str(int(height))}
        return [Token("picture", "img", 0, attrs=attrs)]
    label = alt or _name_of(src)
    if inside_link or not is_safe_href(src):
        return [_text(label)]
    link: dict[str, str | int | float] = {"class": "image-link", "href": src}
    if is_foreign(src, site.hosts):
        link["rel"] = FOREIGN_REL
    return _linked(label, link)


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
