"""Discourse's dialect to ours, one row a custom. Pure: text in, text out."""

from __future__ import annotations

import pytest

from community.core.markup.render import render
from community.importers.discourse_markup import convert

CUSTOMS = [
    ("bold", "[b]so[/b]", "**so**"),
    ("spaces inside bold", "a [b] so[/b] b", "a  **so** b"),
    ("struck", "[s]no[/s]", "~~no~~"),
    ("underlined is only text here", "[u]so[/u]", "so"),
    ("tag for bold", "<b>so</b>", "**so**"),
    ("break", "one<br/>two", "one\ntwo"),
    ("keys", "<kbd>F5</kbd>", "`F5`"),
    ("address", "[url]https://a.example/x[/url]", "<https://a.example/x>"),
    ("named address", "[url=https://a.example/x(1)]the page[/url]", "[the page](https://a.example/x%281%29)"),
    ("picture", "[img]https://a.example/p.png[/img]", "![](https://a.example/p.png)"),
    ("picture as tag", '<img src="//a.example/p.png" alt="a plane">', "![a plane](https://a.example/p.png)"),
    ("picture that is not in the archive", "![bench|690x388](upload://abc.png)", "*(image: bench)*"),
    ("file that is not in the archive", "[plan.zip|attachment](upload://abc.zip) (3 KB)", "*(file: plan.zip)* (3 KB)"),
    ("size of a picture", "![bench|10x10](https://a.example/p.png)", "![bench](https://a.example/p.png)"),
    ("code in a line", "use [code]a < b[/code] here", "use `a < b` here"),
    ("code as a block", "[code]\na\n[b]x[/b]\n[/code]", "```\na\n[b]x[/b]\n```"),
    ("language of code", "[code=lua]\nx = 1\n[/code]", "```lua\nx = 1\n```"),
    ("fence is not touched", "```\n[b]x[/b] <b>y</b>\n```", "```\n[b]x[/b] <b>y</b>\n```"),
    ("span is not touched", "`[b]x[/b]`", "`[b]x[/b]`"),
    ("spoiler", "[spoiler]the gardener[/spoiler]", "||the gardener||"),
    ("details", '[details="More"]\ntext\n[/details]', ":::spoiler More\ntext\n:::"),
    ("list", "[list][*]one[*]two[/list]", "- one\n- two"),
    ("poll", "[poll type=regular]\n* yes\n* no\n[/poll]", "*Poll*\n\n* yes\n* no"),
    ("date", '[date=2024-05-01 time=10:00 timezone="UTC"]', "2024-05-01 10:00"),
    ("colour", "[color=red]hot[/color]", "hot"),
    ("emoji and names stay", "@bob :smile:", "@bob :smile:"),
]


@pytest.mark.parametrize(("source", "expected"), [row[1:] for row in CUSTOMS], ids=[row[0] for row in CUSTOMS])
def test_custom_is_carried_over(source: str, expected: str) -> None:
    assert convert(source) == expected


def test_quote_points_to_the_post_and_says_who() -> None:
    source = '[quote="bob, post:3, topic:7, full:true"]\nglue\n[/quote]\n\nWhich?'

    converted = convert(source, topic="9", address=lambda topic, number: f"/p/{topic}00{number}/")

    assert converted == "> [bob](/p/7003/):\n>\n> glue\n\nWhich?"


def test_quote_without_topic_means_this_thread() -> None:
    converted = convert('[quote="bob, post:3"]glue[/quote]', topic="9", address=lambda topic, number: f"/p/{topic}00{number}/")

    assert converted == "> [bob](/p/9003/):\n>\n> glue"


def test_quote_of_a_post_nobody_knows_keeps_the_name() -> None:
    assert convert('[quote="bob, post:3, topic:7"]glue[/quote]') == "> bob:\n>\n> glue"


def test_nested_quotes_and_code_inside_them_stay_inside() -> None:
    source = '[quote="ann"]\n[quote="bob"]\nglue\n[/quote]\nno:\n```\n[b]raw[/b]\n```\n[/quote]\nyes'

    html = render(convert(source)).html

    assert html.count("<blockquote>") == 2
    assert "<pre" in html.split("</blockquote>")[1]
    assert "[b]raw[/b]" in html
    assert "[quote" not in html


def test_quote_that_is_never_closed_does_not_swallow_the_text() -> None:
    assert "the end" in convert('[quote="ann"]\nglue\n\nthe end')
