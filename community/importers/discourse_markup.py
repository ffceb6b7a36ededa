"""Discourse's Markdown, with the forum codes and tags people mixed into it, as ours. Pure text to text."""

from __future__ import annotations

import re
from collections.abc import Callable

from .html_to_markdown import PostAddress
from .markdown_text import fenced, quote_of, spanned, spoiler

_FENCE = re.compile(
    r"^(?P<lead>[ \t]*)(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ \t]*(?P=fence)[`~]*[ \t]*$", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(
    r"\[code(?:[= ](?:lang=)?\"?(?P<language>[\w+#.-]{0,30})\"?)?\](?P<code>.*?)\[/code\]", re.DOTALL | re.IGNORECASE
)
_SPAN = re.compile(r"(?<![`\\])(`{1,2})(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_GAP = re.compile(r"\n{3,}")
_KEPT = re.compile("\ue000(\\d+)\ue001")

_QUOTE = re.compile(r"\[quote(?:=(?P<who>[^\]\n]*))?\](?P<body>(?:(?!\[quote[=\]]).)*?)\[/quote\]", re.DOTALL | re.IGNORECASE)
_WHO = re.compile(r"^\"?(?P<name>[^,\"]*)\"?(?P<rest>.*)$", re.DOTALL)
_UPLOAD = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\(upload://[^)\n]*\)")
_ATTACHMENT = re.compile(r"\[(?P<name>[^\]\n|]*)\|attachment\]\((?:upload://|/uploads/)[^)\n]*\)")
_UPLOAD_LINK = re.compile(r"(?<!!)\[(?P<name>[^\]\n]*)\]\(upload://[^)\n]*\)")
_SIZED = re.compile(r"!\[(?P<alt>[^\]\n|]*)\|[^\]\n]*\]\(")
_POLL = re.compile(r"\[poll[^\]\n]*\](?P<body>.*?)\[/poll\]", re.DOTALL | re.IGNORECASE)
_DATE = re.compile(r"\[date=\"?(?P<date>[\d-]+)\"?(?:[^\]\n]*?time=\"?(?P<time>[\d:]+)\"?)?[^\]\n]*\]", re.IGNORECASE)
_DETAILS = re.compile(
    r"\[details(?:=\"?(?P<title>[^\]\n]*?)\"?)?\](?P<body>(?:(?!\[details[=\]]).)*?)\[/details\]", re.DOTALL | re.IGNORECASE
)
_HTML_DETAILS = re.compile(
    r"<details[^>\n]*>\s*(?:<summary[^>\n]*>(?P<title>.*?)</summary>)?(?P<body>(?:(?!<details).)*?)</details>",
    re.DOTALL | re.IGNORECASE,
)
_SPOILER = re.compile(r"\[spoiler\](?P<body>.*?)\[/spoiler\]", re.DOTALL | re.IGNORECASE)
_URL = re.compile(r"\[url(?:=\"?(?P<href>[^\]\"\n]+)\"?)?\](?P<text>.*?)\[/url\]", re.DOTALL | re.IGNORECASE)
_IMG = re.compile(r"\[img[^\]\n]*\]\s*(?P<src>[^\s\[\]]+)\s*\[/img\]", re.IGNORECASE)
_HTML_IMG = re.compile(r"<img\b(?P<attrs>[^>\n]*)>", re.IGNORECASE)
_HTML_LINK = re.compile(r"<a\b[^>\n]*?href=[\"']?(?P<href>https?://[^\"'>\s]+)[\"']?[^>\n]*>(?P<text>[^<\n]*)</a>", re.IGNORECASE)
_LIST = re.compile(r"\[(?P<kind>list|ul|ol)(?P<how>=[^\]\n]*)?\](?P<body>.*?)\[/(?:list|ul|ol)\]", re.DOTALL | re.IGNORECASE)
_ITEM = re.compile(r"\[\*\]|\[li\]", re.IGNORECASE)
_ITEM_END = re.compile(r"\[/(?:li|\*)\]", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"\[/?(?:u|color|size|font|center|left|right|justify|email|wrap|sup|sub|gist|pastebin|video|youtube|media|ul|ol|list|html|hide)"
    r"(?:=[^\]\n]{0,200})?\]",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"</?(?:u|span|div|center|font|small|big|sup|sub|p|wbr|ins|abbr|section|figure)(?:\s[^<>\n]*)?>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*<hr\s*/?>[ \t]*", re.IGNORECASE)
_KBD = re.compile(r"<(?P<tag>kbd|code|tt)>(?P<text>[^<\n`]+)</(?P=tag)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_FORUM_EMPHASIS = re.compile(r"\[(?P<tag>b|i|s)\](?P<text>.*?)\[/(?P=tag)\]", re.DOTALL | re.IGNORECASE)
_HTML_EMPHASIS = re.compile(r"<(?P<tag>b|strong|i|em|s|del|strike)>(?P<text>.*?)</(?P=tag)>", re.DOTALL | re.IGNORECASE)


def convert(source: str, *, topic: str = "", address: PostAddress = lambda topic, number: None) -> str:
    """`source` as typed in topic `topic`, in our dialect. `address` knows where a quoted post is now."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\ue000{len(kept) - 1}\ue001"

    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")
    text = _FENCE.sub(lambda found: found["lead"] + keep(found[0].removeprefix(found["lead"])), text)
    text = _CODE.sub(lambda found: _code(found, keep, kept), text)
    text = _SPAN.sub(lambda found: keep(found[0]), text)
    text = _links(text)
    text = _inline(text)
    text = _blocks(text)
    text = _repeat(_QUOTE, lambda found: _quote(found, topic, address, kept), text)
    return _restore(_GAP.sub("\n\n", text), kept).strip("\n")


def _code(found: re.Match[str], keep: Callable[[str], str], kept: list[str]) -> str:
    code = _KEPT.sub(lambda inner: kept[int(inner[1])], found["code"])
    text = found.string
    before = text.rfind("\n", 0, found.start()) + 1
    alone = not text[before : found.start()].strip()
    if "\n" not in code.strip("\n") and not alone:
        return keep(spanned(code.strip()))
    return f"\n\n{keep(fenced(code.strip(chr(10)), found['language'] or ''))}\n\n"


def _links(text: str) -> str:
    text = _UPLOAD.sub(lambda found: f"*(image: {_plain(found['alt'].split('|')[0]) or 'without a name'})*", text)
    text = _ATTACHMENT.sub(lambda found: f"*(file: {_plain(found['name'])})*", text)
    text = _UPLOAD_LINK.sub(lambda found: _plain(found["name"]), text)
    text = _SIZED.sub(lambda found: f"![{found['alt']}](", text)
    text = _HTML_IMG.sub(_html_image, text)
    text = _IMG.sub(lambda found: f"![]({_address(found['src'])})", text)
    text = _URL.sub(_url, text)
    return _HTML_LINK.sub(lambda found: f"[{found['text'].strip() or found['href']}]({_address(found['href'])})", text)


def _inline(text: str) -> str:
    text = _BREAK.sub("\n", text)
    text = _RULE.sub("\n\n---\n\n", text)
    text = _KBD.sub(lambda found: spanned(found["text"]), text)
    text = _TAGS.sub("", text)
    for pattern in (_HTML_EMPHASIS, _FORUM_EMPHASIS):
        text = _repeat(pattern, _emphasis, text)
    return _DATE.sub(lambda found: " ".join(part for part in (found["date"], found["time"]) if part), text)


def _blocks(text: str) -> str:
    text = _POLL.sub(lambda found: f"\n\n*Poll*\n\n{found['body'].strip()}\n\n", text)
    text = _repeat(_LIST, _list, text)
    text = _WRAPPERS.sub("", text)
    text = _repeat(_DETAILS, _details, text)
    text = _repeat(_HTML_DETAILS, _details, text)
    return _SPOILER.sub(_spoiler, text)


def _repeat(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """From the inside out, as deep as people nest."""
    for _ in range(12):
        text, changed = pattern.subn(replacement, text)
        if not changed:
            break
    return text


def _html_image(found: re.Match[str]) -> str:
    attrs = {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(found["attrs"])}
    source = attrs.get("src", "")
    if source.startswith("//"):
        source = "https:" + source
    alt = _plain(attrs.get("alt", ""))
    return (
        f"![{alt}]({_address(source)})"
        if source.startswith(("http://", "https://"))
        else f"*(image: {alt or source.rsplit('/', 1)[-1]})*"
    )


def _url(found: re.Match[str]) -> str:
    text = found["text"].strip()
    href = (found["href"] or text).strip()
    if href.startswith("www."):
        href = "http://" + href
    if not href.startswith(("http://", "https://", "mailto:")) or "\n" in href:
        return text
    if text == href or not found["href"]:
        return f"<{_address(href)}>"
    return f"[{' '.join(text.split())}]({_address(href)})"


def _address(href: str) -> str:
    return re.sub(r"[<>()\s\\]", lambda found: f"%{ord(found[0]):02X}", href)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))


def _emphasis(found: re.Match[str]) -> str:
    mark = _EMPHASIS[found["tag"].lower()]
    lines = []
    for line in found["text"].split("\n"):
        core = line.strip(" *" if mark != "~~" else " ")
        lead = line[: len(line) - len(line.lstrip())]
        usable = core and not re.match(r"[-+>#|]|\d+[.)]\s|!?\[", core)
        lines.append(f"{lead}{mark}{core}{mark}{' ' * line.endswith(' ')}" if usable else line)
    return "\n".join(lines)


def _list(found: re.Match[str]) -> str:
    body = _ITEM_END.sub("", found["body"])
    head, *items = _ITEM.split(body)
    ordered = found["kind"].lower() == "ol" or bool(found["how"])
    lines = [f"{number}. " if ordered else "- " for number in range(1, len(items) + 1)]
    marked = [mark + item.strip().replace("\n", "\n" + " " * len(mark)) for mark, item in zip(lines, items, strict=True)]
    return f"{head.strip()}\n\n" + "\n".join(marked) + "\n\n"


def _details(found: re.Match[str]) -> str:
    return "\n\n" + spoiler(re.sub(r"<[^>]*>", "", found["title"] or ""), found["body"].strip("\n")) + "\n\n"


def _spoiler(found: re.Match[str]) -> str:
    body = found["body"]
    if "\n" in body.strip() or "\ue000" in body or "](" in body:
        return "\n\n" + spoiler("", body.strip("\n")) + "\n\n"
    return f"||{body.strip()}||" if body.strip() else ""


def _quote(found: re.Match[str], topic: str, address: PostAddress, kept: list[str]) -> str:
    name, where = "", None
    who = _WHO.match((found["who"] or "").strip().strip('"'))
    if who:
        name = " ".join(who["name"].split()).strip("\"'")
        number = re.search(r"post:\s*(\d+)", who["rest"])
        there = re.search(r"topic:\s*(\d+)", who["rest"])
        if number:
            where = address(there[1] if there else topic, int(number[1]))
    return "\n\n" + quote_of(name, _restore(found["body"], kept).strip("\n"), where) + "\n\n"


def _restore(text: str, kept: list[str]) -> str:
    """Put code back. Lines of code inside a quote get the sign of the quote each."""
    lines = []
    for line in text.split("\n"):
        whole = _KEPT.fullmatch(line.lstrip("> \t"))
        if whole:
            lead = line[: len(line) - len(line.lstrip("> \t"))]
            lines += [lead + inner for inner in _restore(kept[int(whole[1])], kept).split("\n")]
        else:
            lines.append(_KEPT.sub(lambda found: _restore(kept[int(found[1])], kept), line))
    return "\n".join(lines)
