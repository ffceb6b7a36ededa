"""A reader of HTML that distrusts everything: it parses as a browser does and knows nothing of our sanitiser."""

import re
from collections.abc import Iterator

from bleach._vendor import html5lib

HARMLESS_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "details",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "label",
    "li",
}
HARMLESS_TAGS |= {
    "ol",
    "p",
    "pre",
    "s",
    "del",
    "section",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
}
HARMLESS_TAGS |= {"thead", "tr", "ul"}
HARMLESS_ATTRIBUTES = {
    "alt",
    "checked",
    "class",
    "data-language",
    "decoding",
    "disabled",
    "height",
    "href",
    "id",
    "loading",
    "rel",
}
HARMLESS_ATTRIBUTES |= {"sizes", "src", "srcset", "start", "tabindex", "title", "type", "width"}
OUR_CLASSES = re.compile(
    r"mention|image-link|image-whole|file|file-note|quote|quote-from|spoiler|table-scroll|task|tasks|code|footnotes|footnote-(?:ref|item|backref)"
    r"|footnotes-list|align-(?:left|center|right)|tok-[a-z]+"
)
HTML = "{http://www.w3.org/1999/xhtml}"


def tree(html):
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=True)


def dangers(html: str) -> list[str]:
    return [
        danger
        for element in tree(html).iter()
        if element.tag != "DOCUMENT_FRAGMENT"
        for danger in _of(element.tag, element.attrib)
    ]


def _of(tag, attributes) -> Iterator[str]:
    name = tag.removeprefix(HTML) if isinstance(tag, str) else "comment"
    if name not in HARMLESS_TAGS:
        yield f"<{name}>"
    for attribute, value in attributes.items():
        if attribute not in HARMLESS_ATTRIBUTES:
            yield f"{name} {attribute}={value!r}"
        elif attribute == "href" and not _leads_somewhere_harmless(value):
            yield f"{name} href={value!r}"
        elif attribute == "src" and not (re.fullmatch(r"/media/[\w./-]+", value) and ".." not in value):
            yield f"{name} src={value!r}"
        elif attribute == "srcset" and not re.fullmatch(r"/media/[\w/-]+\.webp \d+w(?:, /media/[\w/-]+\.webp \d+w){0,3}", value):
            yield f"{name} srcset={value!r}"
        elif attribute == "class" and not OUR_CLASSES.fullmatch(value):
            yield f"{name} class={value!r}"
        elif attribute == "id" and not re.fullmatch(r"fn(?:ref)?-[a-z0-9]+-\d+(?::\d+)?", value):
            yield f"{name} id={value!r}"
    if name == "input" and not (attributes.get("type") == "checkbox" and "disabled" in attributes):
        yield "an input that can be used"


def _leads_somewhere_harmless(url: str) -> bool:
    seen = re.sub("[\t\r\n]", "", url).strip("".join(map(chr, range(33)))).lower()
    return seen.startswith(("http://", "https://", "mailto:", "#")) or (
        seen.startswith("/") and not seen.startswith(("//", "/\\"))
    )
