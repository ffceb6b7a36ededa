"""20,000 characters made to hurt. Two seconds is what a request may take; an idle machine needs a quarter of it."""

import time
from contextlib import suppress

import pytest

from community.core.markup.highlight import LANGUAGES, is_paintable, paint
from community.core.markup.limits import MAX_HIGHLIGHTED
from community.core.markup.render import MAX_SOURCE, RenderError, render

SECONDS = 2.0


def fill(unit, before="", after=""):
    return before + unit * ((MAX_SOURCE - len(before) - len(after)) // len(unit)) + after


HOSTILE = {
    "[.": fill("[."),
    "[ a_": fill("[ a_"),
    "![[]()": fill("![[]()"),
    "- - -": fill("- "),
    "> nest": fill(">"),
    "> > nest": fill("> "),
    "> - nest": fill("> - "),
    "table, wide": fill("a\n", "|" + "a|" * 256 + "\n|" + "-|" * 256 + "\n"),
    "table, allowed width": fill("a\n", "|" + "a|" * 39 + "\n|" + "-|" * 39 + "\n"),
    "many tables": fill("|" + "a|" * 39 + "\n|" + "-|" * 39 + "\n" + "a\n" * 70 + "\n"),
    "footnote brackets": fill("[^", "[^a]: x\n\n"),
    "footnote marks": fill("[^a]", "[^a]: x\n\n"),
    "footnotes in footnotes": fill("[^a]: "),
    "nested images": "![" * 5000 + "](/a)" * 2000,
    "nested links": "[" * 5000 + "](/a)" * 3000,
    "open links": fill("[a]("),
    "emphasis": fill("*a **a "),
    "underscores": fill("*a_ "),
    "backticks": "".join("`" * count + " " for count in range(1, 198)),
    "one address, many uses": fill("[a]", "[a]: http://x.de/" + "b" * 1500 + "\n\n"),
    "spoilers": fill("||a||"),
    "open spoilers": fill("||a "),
    "spoiler blocks": fill(":::spoiler\n"),
    "closed spoiler blocks": fill(":::spoiler\n:::\n"),
    "spoiler blocks of many widths": "".join(":" * (3 + i % 60) + "spoiler\n" for i in range(480)),
    "mentions": fill("@a "),
    "@": fill("@"),
    "long mention": "@" + "a" * (MAX_SOURCE - 1),
    "emoji": fill(":x: "),
    "bare addresses": fill("a.de "),
    "auto-links": fill("<http:a.b> "),
    "mailto:": fill("mailto:"),
    "http://": fill("http://"),
    "one endless address": fill("http://a.b/"),
    "one endless address of no use": fill("ftp://a.b/"),
    "one endless address in brackets": fill("http://["),
    "address with brackets": fill("(", "http://a.de/"),
    "<": fill("<"),
    "entities": fill("&#0;"),
    "check boxes": fill("- [ ] a\n"),
    "headings": fill("# a\n"),
    "underlined headings": fill("a\n-\n"),
    "list, deep": "".join(" " * (2 * depth) + "- a\n" for depth in range(138)),
    "fences": fill("```py\na\n```\n"),
    "quotes of ours": fill("> [a](/p/1/):\n> x\n\n"),
    "references": fill("[a]: /x\n"),
    "blanks": fill(" "),
    "newlines": fill("\n"),
    "code with many colours": fill('+ - 1 "a" ', "```python\n", "\n```"),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_in_time(source):
    assert 19_000 < len(source) <= MAX_SOURCE
    began = time.process_time()

    with suppress(RenderError):
        render(source, people={"a": "/u/a/"})

    assert time.process_time() - began < SECONDS


UNITS = ["(", "[", "{", "<", '"', "'", "\\", "/", "*", "a ", "a.", "a(", "${", "<<a", "/*", "#{", "@", "::", "\t", " ", "0", "- "]
UNITS += ["a", "`", '"""', "r#", "--", "q(", "s{", "<a b=", "${a", "a=", "\n", " \n", "a\n" + "\n" * 20, "a:\n ", "=begin\n"]


@pytest.mark.parametrize("name", sorted({lexer for lexer, _ in LANGUAGES.values()}))
def test_no_language_can_be_made_to_stall(name):
    assert is_paintable(("a " * 200)[:199] + "\n")
    for unit in UNITS:
        line = (unit * 200)[:199] + "\n"
        code = (line * MAX_HIGHLIGHTED)[: MAX_HIGHLIGHTED - 1]
        began = time.process_time()

        if is_paintable(code):
            paint(code, name)

        assert time.process_time() - began < SECONDS, unit


def test_long_lines_and_long_gaps_are_not_coloured():
    assert "tok-" in render("```py\nreturn 1\n```").html
    assert "tok-" not in render("```py\nreturn " + "1 + " * 60 + "\n```").html
    assert "tok-" not in render("```py\nreturn" + "\n" * 30 + "return\n```").html
    assert "tok-" not in render("```py\n" + "return 1\n" * 500 + "```").html
