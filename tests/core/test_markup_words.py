"""Mentions, quotes and excerpts as texts."""

import pytest

from community.core.markup import excerpt, mentions, quotes
from community.core.markup.emoji import EMOJI
from community.core.markup.render import SourceTooLong, render


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("@alice", ("alice",)),
        ("hi @Alice, (@bob) *@Mona* @alice.", ("alice", "bob", "mona")),
        ("@first.last. @a-b- @a_b", ("first.last", "a-b", "a_b")),
        ("`@alice` \\@bob a@b.de x@y", ()),
        ("https://social.example/@alice www.example.com/@bob", ()),
        ("@ＡＬＩＣＥ @ﬁn @STRASSE @straße", ("alice", "fin", "strasse")),
        ("@@alice @ alice @", ()),
        ("```\n@alice\n```\n    @bob", ()),
        ("> @alice", ("alice",)),
        ("||@alice|| - [ ] @bob", ("alice", "bob")),
    ],
)
def test_names_are_found(source, names):
    assert mentions.find(source) == names


def test_at_most_fifty_names_are_looked_up():
    assert len(mentions.find(" ".join(f"@user{number}" for number in range(80)))) == 50


def test_finding_names_refuses_long_texts_too():
    with pytest.raises(SourceTooLong):
        mentions.find("@a " * 10_000)


@pytest.mark.parametrize("name", ["Alice", "ＡＬＩＣＥ", "STRASSE", "Jörg", "Jo\u0308rg", "İstanbul", "ΰ", "ſ"])
def test_folding_twice_changes_nothing(name):
    assert mentions.fold(mentions.fold(name)) == mentions.fold(name)


def test_a_quote_drops_the_quotes_inside_it_and_ends_ready_to_write():
    source = "> [Bob](/p/1/):\n> old\nlazy\n\nFirst.\n\n\n> another\n\n```\na\n\n\nb\n```"

    quoted = quotes.quote(name="Dariusz", post_id=7, source=source)

    assert quoted == "> [Dariusz](/p/7/):\n> First.\n>\n>\n> ```\n> a\n>\n>\n> b\n> ```\n\n"


def test_what_the_composer_inserts_is_read_back_as_a_quote():
    quoted = quotes.quote(name="Al]i*c_e` \n<b>@x", post_id=12, source="long " * 2000 + "\n\n- [ ] list")

    rendered = render(quoted + "My answer")

    assert rendered.quoted_posts == (12,)
    assert '<p class="quote-from"><a href="/p/12/">Al]i*c_e` &lt;b&gt;@x</a></p>' in rendered.html
    assert rendered.excerpt == "My answer"
    assert rendered.text.count("long") == 2000


@pytest.mark.parametrize(
    "source", ["- ", "=", "|-|", "Title\n===", "- list", "    code", "1. one", "[^1]: note", "# head", "a | b\n-|-\n1 | 2"]
)
def test_what_is_no_paragraph_stands_below_the_name(source):
    rendered = render(quotes.quote(name="Bob", post_id=3, source=source))

    assert rendered.quoted_posts == (3,)
    assert '<p class="quote-from"><a href="/p/3/">Bob</a></p>' in rendered.html


def test_a_code_block_left_open_does_not_swallow_the_answer():
    rendered = render(quotes.quote(name="Bob", post_id=3, source="```\nopen") + "My answer")

    assert rendered.html.endswith("</blockquote>\n<p>My answer</p>\n")


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("  two\n words ", 200, "two words"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one, two three", 8, "one…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("", 10, ""),
    ],
)
def test_text_is_cut_at_a_word(text, limit, short):
    assert excerpt.plain(text, limit) == short
    assert len(short) <= limit


def test_emoji_names_are_many_and_distinct_symbols_contain_no_markup():
    assert len(EMOJI) > 200
    assert not [name for name, symbol in EMOJI.items() if set(symbol) & set("<>&\"'") or symbol.isascii()]
