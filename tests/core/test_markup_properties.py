"""Whatever is typed: no crash, nothing active, and cleaning twice changes nothing."""

from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.core.markup import excerpt, mentions, quotes
from community.core.markup.render import RenderError, render
from community.core.markup.sanitize import clean
from tests.core.markup_audit import dangers

PIECES = [
    "*",
    "**",
    "_",
    "`",
    "```",
    "~~",
    "||",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "<",
    ">",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
]
PIECES += [
    "- [ ] ",
    "| ",
    "|-|-|\n",
    "# ",
    ":::spoiler x\n",
    ":::\n",
    "[^1]",
    "[^1]: ",
    "@alice",
    ":smile:",
    "&#106;",
    "&lt;",
    "&",
    "\\",
]
PIECES += [
    "javascript:",
    "https://a.example/",
    "www.a.de",
    "/media/x.png",
    "[Bob](/p/1/):\n",
    "<script>",
    "onerror=",
    '"',
    "'",
    "=",
    ":",
    "/",
]
PIECES += [
    "<img src=x onerror=alert(1)>",
    "</p>",
    "<svg>",
    "<style>",
    "<!--",
    "-->",
    "\x00",
    "\u200b",
    "\u202e",
    "\ud800",
    "ß",
    "e\u0301",
    "x",
    " ",
]

markdown = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Balance(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.broken = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)


@quick
@given(markdown)
def test_anything_renders_to_something_harmless(source):
    try:
        rendered = render(source, people={"alice": "/u/alice/"})
    except RenderError:
        return

    assert dangers(rendered.html) == []
    assert clean(rendered.html) == rendered.html
    balance = Balance(rendered.html)
    assert (balance.open, balance.broken) == ([], [])
    assert len(rendered.excerpt) <= 200
    assert set(rendered.mentions) <= set(mentions.find(source))


@quick
@given(markdown)
def test_anything_can_be_cleaned_and_cleaning_twice_changes_nothing(html):
    once = clean(html)

    assert dangers(once) == []
    assert clean(once) == once


@quick
@given(st.text(min_size=1, max_size=30), markdown)
def test_any_quote_is_read_back_as_a_quote_of_that_post(name, source):
    rendered = render(quotes.quote(name=name, post_id=42, source=source) + "answer")

    assert rendered.quoted_posts[:1] == (42,)
    assert rendered.html.rstrip().endswith("</section>") or rendered.html.endswith("<p>answer</p>\n")


@quick
@given(st.text(max_size=400), st.integers(min_value=10, max_value=200))
def test_excerpts_never_exceed_their_limit(text, limit):
    assert len(excerpt.plain(text, limit)) <= limit


@quick
@given(st.text(max_size=30))
def test_folding_is_stable(name):
    assert mentions.fold(mentions.fold(name)) == mentions.fold(name)
