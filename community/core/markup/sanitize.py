"""The only sanitiser. bleach first, nh3 behind it, one list of what is allowed for both.

bleach is asked for by the people this is made for, and its maintainers ended it in June 2026; nh3 gets no fewer rights and
no more, so dropping bleach is one line. Nothing may change the HTML after this. What is allowed is what our renderer
writes: no class, id or style can come from a member, because the values are compared, not only the names.
"""

import re
import threading
from collections.abc import Callable

import bleach
import nh3

from .dressing import SIZES
from .highlight import LABELS, TOKEN_CLASSES
from .limits import MAX_HTML, RenderError, without_unwanted
from .links import is_media, is_safe_href, is_srcset

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "del", "details", "div", "em", "h3", "h4", "h5", "h6", "hr", "img", "input", "label"}
    | {"li", "ol", "p", "pre", "s", "section", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead"}
    | {"tr", "ul"}
)
_VOID = frozenset({"br", "hr", "img", "input"})
_MAX_DEPTH = 200
_MAX_UNBALANCED_TAGS = 1_000

Check = Callable[[str], bool]


def _one_of(*values: str) -> Check:
    return frozenset(values).__contains__


def _like(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _any_text(value: str) -> bool:
    return len(value) <= 2_000


_NOTE = r"fn-[0-9a-z]{1,32}-[0-9]{1,4}"
_NOTE_MARK = r"fnref-[0-9a-z]{1,32}-[0-9]{1,4}(?::[0-9]{1,4})?"
_ALIGN = _one_of("align-left", "align-center", "align-right")
_FOCUS = _one_of("0")
_PIXELS = _like("[0-9]{1,5}")

# tag -> attribute -> may it have this value?
ATTRIBUTES: dict[str, dict[str, Check]] = {
    "a": {
        "class": _one_of("mention", "image-link", "image-whole", "file", "footnote-backref"),
        "href": is_safe_href,
        "id": _like(_NOTE_MARK),
        "rel": _one_of("nofollow ugc noopener"),
        "title": _any_text,
    },
    "blockquote": {"class": _one_of("quote")},
    "details": {"class": _one_of("spoiler")},
    "div": {"class": _one_of("table-scroll"), "tabindex": _FOCUS},
    "img": {
        "alt": _any_text,
        "decoding": _one_of("async"),
        "height": _PIXELS,
        "loading": _one_of("lazy"),
        "sizes": _one_of(SIZES),
        "src": is_media,
        "srcset": is_srcset,
        "title": _any_text,
        "width": _PIXELS,
    },
    "input": {
        "checked": _one_of("", "checked"),
        "disabled": _one_of("", "disabled"),
        "type": _one_of("checkbox"),
    },
    "li": {"class": _one_of("task", "footnote-item"), "id": _like(_NOTE)},
    "ol": {"class": _one_of("tasks", "footnotes-list"), "start": _like("[0-9]{1,9}")},
    "p": {"class": _one_of("quote-from")},
    "pre": {"class": _one_of("code"), "data-language": _one_of(*LABELS), "tabindex": _FOCUS},
    "section": {"class": _one_of("footnotes")},
    "span": {"class": _one_of("spoiler", "file-note", *TOKEN_CLASSES), "tabindex": _FOCUS},
    "sup": {"class": _one_of("footnote-ref")},
    "td": {"class": _ALIGN},
    "th": {"class": _ALIGN},
    "ul": {"class": _one_of("tasks")},
}
_SCHEMES = {"http", "https", "mailto"}

_local = threading.local()


def allowed(tag: str, name: str, value: str) -> bool:
    """May this tag carry this attribute with this value? Both sanitisers ask here."""
    check = ATTRIBUTES.get(tag, {}).get(name)
    return check is not None and check(value)


def clean(html: str) -> str:
    """HTML that is safe to store and show; RenderError when it is too large or too deep to be judged in time."""
    if len(html) > MAX_HTML:
        raise RenderError("the result would be too large")
    html = without_unwanted(html)
    _refuse_depth(html)
    return _nh3().clean(_bleach().clean(html))


def _bleach() -> bleach.Cleaner:
    # bleach does not promise that a Cleaner may be shared between threads.
    if not hasattr(_local, "bleach"):
        _local.bleach = bleach.Cleaner(
            tags=TAGS,
            attributes=allowed,
            protocols=_SCHEMES,
            strip=True,
            strip_comments=True,
        )
    cleaner: bleach.Cleaner = _local.bleach
    return cleaner


def _nh3() -> nh3.Cleaner:
    if not hasattr(_local, "nh3"):
        _local.nh3 = nh3.Cleaner(
            tags=set(TAGS),
            attributes={tag: set(checks) for tag, checks in ATTRIBUTES.items()},
            attribute_filter=lambda tag, name, value: value if allowed(tag, name, value) else None,
            url_schemes=set(_SCHEMES),
            link_rel=None,
            # An input that is not a disabled check box would be a field to type a password into.
            set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        )
    cleaner: nh3.Cleaner = _local.nh3
    return cleaner


_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*/?>')


def _refuse_depth(html: str) -> None:
    """bleach takes a minute for 20,000 nested tags, so depth is judged before: exactly where tags are in order, as our
    renderer writes them, and by their sheer number where they are not."""
    openings = len(re.findall("<[^/]", html))
    if openings <= _MAX_DEPTH:
        return
    stack: list[str] = []
    deepest = tags = 0
    balanced = True
    for match in _TAG.finditer(html):
        tags += 1
        closing, name = match[1], match[2]
        if name in _VOID:
            continue
        if not closing:
            stack.append(name)
            deepest = max(deepest, len(stack))
        elif not stack or stack.pop() != name:
            balanced = False
            break
    if not balanced or stack or tags != html.count("<"):
        deepest = openings if openings > _MAX_UNBALANCED_TAGS else 0
    if deepest > _MAX_DEPTH:
        raise RenderError("nested too deeply")
