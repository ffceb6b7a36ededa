"""What an old forum showed is shown again: each fragment goes to Markdown and through our renderer, and reads the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.markup.render import render
from community.importers.fidelity import seen
from community.importers.html_to_markdown import convert

SHOWN = [
    ("<p>2 * 3 * 4 and snake_case_name and a_b</p>", "2 * 3 * 4 and snake_case_name and a_b"),
    ("<p>&lt;b&gt; is a tag, &amp;lt; an entity</p>", "<b> is a tag, &lt; an entity"),
    ("<p>1. not a list</p>", "1. not a list"),
    ("<p># not a heading</p>", "# not a heading"),
    ("<p>- not a list<br>\n+ nor this</p>", "- not a list + nor this"),
    ("<p>a ~~b~~ [c](d) `e` ||f|| :::</p>", "a ~~b~~ [c](d) `e` ||f|| :::"),
    ("<p>====</p>", "===="),
    ("<p>[^1] and ![x](y) and https</p>", "[^1] and ![x](y) and https"),
    ("<p>un<strong>believ</strong>able</p>", "unbelievable"),
    ("<p>so<strong>(that)</strong>s it</p>", "so(that)s it"),
    ("<p><em>one</em><em>two</em></p>", "onetwo"),
    ("<ul><li>one<ol><li>two</li></ol></li><li>three</li></ul>", "one two three"),
    ("<table><thead><tr><th>a|b</th><th>c</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>", "a|b c 1"),
    ("<details><summary>More</summary><p>inside</p></details>", "More inside"),
    ('<p>hello <a class="mention" href="/u/bob_b">@bob_b</a>!</p>', "hello @bob_b!"),
    (
        '<aside class="quote" data-username="bob" data-post="2" data-topic="1"><blockquote><p>glue</p></blockquote></aside>',
        "bob: glue",
    ),
    ("<blockquote><blockquote><p>in</p></blockquote><p>out</p></blockquote>", "in out"),
]


@pytest.mark.parametrize(("html", "read"), SHOWN)
def test_reader_sees_the_same(html: str, read: str) -> None:
    assert seen(render(convert(html)).html).prose == read


def test_code_keeps_every_character() -> None:
    code = "a &lt; b\n\n```\n    indented\t`x`"

    html = render(convert(f'<pre><code class="lang-c++">{code}</code></pre>')).html

    assert seen(html).code.strip("\n") == "a < b\n\n```\n    indented\t`x`"


def test_emphasis_links_and_pictures_keep_their_meaning() -> None:
    html = '<p><strong>Look</strong> <a href="/t/x/9">there</a>: <img src="//cdn.example/a b.png" alt="a plane"></p>'

    markdown = convert(html, base="https://old.example")

    assert markdown == "**Look** [there](<https://old.example/t/x/9>): ![a plane](<https://cdn.example/a%20b.png>)"


def test_preview_of_a_link_becomes_the_link() -> None:
    html = '<aside class="onebox" data-onebox-src="https://a.example/1"><h3><a href="https://b.example">T</a></h3></aside>'

    assert convert(html) == "<https://a.example/1>"


@given(st.text(alphabet=st.sampled_from("ab1 .*_`[]()<>&;|~#-+=:!@\\/^\"'"), max_size=60))
def test_any_text_comes_out_as_that_text(text: str) -> None:
    html = "<p>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</p>"

    assert seen(render(convert(html)).html).prose == " ".join(text.split())
