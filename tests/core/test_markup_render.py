"""What a member can write, and what becomes of it."""

import pytest

from community.core.markup.render import MAX_SOURCE, RenderError, SourceTooLong, render

PEOPLE = {"alice": "/u/Alice/", "bob": "/u/bob/", "jörg": "/u/J%C3%B6rg/"}
HERE = frozenset({"forum.example"})


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("<b>no</b> &amp; &lt;", "<p>&lt;b&gt;no&lt;/b&gt; &amp; &lt;</p>\n"),
        ("fine :+1: 10:30:45 `:+1:` \\:+1:", "<p>fine 👍 10:30:45 <code>:+1:</code> :+1:</p>\n"),
        (":nosuchthing:", "<p>:nosuchthing:</p>\n"),
        ("||the butler||", '<p><span class="spoiler" tabindex="0">the butler</span></p>\n'),
        ("a || b", "<p>a || b</p>\n"),
        ("5. five", '<ol start="5">\n<li>five</li>\n</ol>\n'),
        ("```\n<i>\n```", '<pre class="code" tabindex="0"><code>&lt;i&gt;\n</code></pre>\n'),
        ('```evil" onload=x\nx\n```', '<pre class="code" tabindex="0"><code>x\n</code></pre>\n'),
        ("    indented", '<pre class="code" tabindex="0"><code>indented\n</code></pre>\n'),
        ("see main.py and readme.md", "<p>see main.py and readme.md</p>\n"),
        ("write to bob@example.org", "<p>write to bob@example.org</p>\n"),
        ('[t](/t/1/ "Go")', '<p><a href="/t/1/" title="Go">t</a></p>\n'),
        ("[m](mailto:a@example.org)", '<p><a href="mailto:a@example.org">m</a></p>\n'),
        ("", ""),
    ],
)
def test_markdown_becomes(source, html):
    assert render(source).html == html


def test_code_in_a_known_language_is_coloured_and_labelled():
    html = render('```py\ndef f(): return "<b>"\n```').html

    assert '<pre class="code" tabindex="0" data-language="Python">' in html
    assert '<span class="tok-function">f</span>' in html
    assert "&lt;b&gt;" in html


def test_a_table_scrolls_in_its_frame_and_aligns_by_class():
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |").html

    assert html.startswith('<div class="table-scroll" tabindex="0">\n<table>')
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_check_boxes_have_their_words_as_label_and_cannot_be_clicked():
    html = render("- [ ] screws\n- [x] *nuts*").html

    assert '<li class="task"><label><input type="checkbox" disabled=""> screws</label></li>' in html
    assert '<label><input type="checkbox" disabled="" checked=""> <em>nuts</em></label>' in html
    assert '<ul class="tasks">' in html


def test_a_spoiler_block_is_a_details_element_with_its_title():
    html = render(":::spoiler The end\nHe *dies*.\n\n- really\n:::\nafter").html

    assert html.startswith('<details class="spoiler">\n<summary>The end</summary>\n<p>He <em>dies</em>.</p>')
    assert html.endswith("</details>\n<p>after</p>\n")


def test_a_spoiler_without_title_or_end_still_hides():
    assert "<summary>Spoiler</summary>\n<p>secret</p>\n</details>" in render(":::spoiler\nsecret\n").html


@pytest.mark.parametrize("source", ["```\n:::spoiler\n```", "    :::spoiler\n", ":::spoilers\nx\n:::", "::spoiler\nx\n::"])
def test_what_only_looks_like_a_spoiler_is_not(source):
    assert "<details" not in render(source).html


def test_headings_stand_below_those_of_the_page_and_skip_no_level():
    html = render("# a\n\n###### b\n\n## c\n\n# d").html

    assert html == "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>\n<h3>d</h3>\n"


def test_footnotes_of_two_posts_do_not_meet():
    one, two = render("a[^1]\n\n[^1]: x").html, render("b[^1]\n\n[^1]: y").html

    ids = [part.split('"')[0] for html in (one, two) for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 4
    assert 'id="fn-p7-1"' in render("a[^1]\n\n[^1]: x", prefix="p7").html
    assert "evil" not in render("a[^1]\n\n[^1]: x", prefix='"evil').html


def test_links_away_from_here_say_so_and_links_within_do_not():
    html = render("https://forum.example/t/1/ https://forum.example.evil.com/ [x](/t/1/)", site_hosts=HERE).html

    assert '<a href="https://forum.example/t/1/">' in html
    assert '<a href="https://forum.example.evil.com/" rel="nofollow ugc noopener">' in html
    assert '<a href="/t/1/">x</a>' in html


def test_our_images_are_shown_with_their_size_and_others_are_links():
    rendered = render(
        "![a *cat*](/media/p/cat.webp) ![](https://evil.example/spy.png) ![b](https://forum.example/media/p/b.png)",
        site_hosts=HERE,
        media={"/media/p/cat.webp": (800, 600)},
    )

    assert '<img src="/media/p/cat.webp" alt="a cat" loading="lazy" decoding="async" width="800" height="600">' in rendered.html
    assert '<a class="image-link" href="https://evil.example/spy.png" rel="nofollow ugc noopener">evil.example spy.png</a>' in (
        rendered.html
    )
    assert rendered.image_urls == ("/media/p/cat.webp", "/media/p/b.png")
    assert rendered.links == ("https://evil.example/spy.png",)


@pytest.mark.parametrize(
    "src",
    [
        "/media/../accounts/logout/",
        "/media/%2e%2e/accounts/logout/",
        "/media/.hidden",
        "/media//evil.example/x",
        "/accounts/logout/",
        "//evil.example/x.png",
        "/media/x.png?next=/",
        "data:image/png;base64,AAAA",
    ],
)
def test_an_image_can_only_be_a_plain_media_file(src):
    assert "<img" not in render(f"![x]({src})", site_hosts=HERE).html


def test_an_image_from_elsewhere_inside_a_link_leaves_one_link():
    html = render("[![logo](https://a.example/i.png)](https://b.example/)").html

    assert html == '<p><a href="https://b.example/" rel="nofollow ugc noopener">logo</a></p>\n'


def test_only_known_members_become_mentions():
    rendered = render("@Alice, @nobody and @JÖRG.", people=PEOPLE)

    assert '<a class="mention" href="/u/Alice/">@Alice</a>, @nobody and <a class="mention"' in rendered.html
    assert rendered.mentions == ("alice", "jörg")


def test_mentions_in_quotes_code_and_links_call_nobody():
    rendered = render(
        "> @bob said\n\n`@bob` [hi @bob](/x/)\n\n```\n@bob\n```\n\nhttps://social.example/@bob \\@bob", people=PEOPLE
    )

    assert rendered.mentions == ()


def test_a_quote_of_ours_names_its_post():
    rendered = render("> [Dariusz](/p/1234/):\n> bearings feel fine @bob\n\nAgreed.", people=PEOPLE)

    assert rendered.html == (
        '<blockquote class="quote">\n<p class="quote-from"><a href="/p/1234/">Dariusz</a></p>\n'
        '<p>bearings feel fine <a class="mention" href="/u/bob/">@bob</a></p>\n</blockquote>\n<p>Agreed.</p>\n'
    )
    assert rendered.quoted_posts == (1234,)
    assert rendered.excerpt == "Agreed."


@pytest.mark.parametrize(
    "source",
    [
        "> [x](/p/1/) said:\n> y",
        "> [x](/p/1/)",
        "> [x](/p/0/):\n> y",
        "> [x](/t/1/):\n> y",
        "[x](/p/1/):\ny",
        "> text first\n>\n> [x](/p/1/):\n> y",
        "> [x](https://evil.example/p/1/):\n> y",
        "> [x](/p/99999999999999999999/):\n> y",
    ],
)
def test_other_block_quotes_are_just_block_quotes(source):
    rendered = render(source)

    assert rendered.quoted_posts == ()
    assert "class=" not in rendered.html


def test_only_the_outermost_quote_counts_as_quoting():
    rendered = render("> [a](/p/1/):\n> > [b](/p/2/):\n> > deep\n>\n> shallow\n\n> [c](/p/3/):\n> x\n\n> [a](/p/1/):\n> again")

    assert rendered.quoted_posts == (1, 3)
    assert rendered.html.count('class="quote"') == 4


def test_text_has_every_word_for_search():
    rendered = render(
        "# Title\n\n> quoted\n\n`code` ||hidden|| ![alt](/media/a.png)\n\n```py\nprint(1)\n```\n\n| a | b |\n|-|-|\n| c | d |"
    )

    assert rendered.text == "Title quoted code hidden alt print(1) a b c d"


def test_an_excerpt_gives_away_neither_quotes_nor_spoilers():
    rendered = render("> old\n\nHe ||dies|| early[^1]\n\n:::spoiler End\nshe too\n:::\n\n[^1]: noted")

    assert rendered.excerpt == "He […] early […]"
    assert "dies" in rendered.text


def test_links_are_listed_once_and_absolute():
    rendered = render("https://a.example/ <https://a.example/> [x](/t/1/) [y](http://b.example/?q=1&r=2) example.com")

    assert rendered.links == ("https://a.example/", "http://b.example/?q=1&r=2", "http://example.com")


def test_text_that_is_too_long_is_refused_before_anything_else():
    with pytest.raises(SourceTooLong) as refusal:
        render("x" * (MAX_SOURCE + 1))

    assert (refusal.value.length, refusal.value.limit) == (20_001, 20_000)
    assert render("x" * 30, limit=30).text == "x" * 30
    with pytest.raises(SourceTooLong):
        render("x" * 31, limit=30)


def test_one_long_address_used_a_thousand_times_is_refused():
    with pytest.raises(RenderError):
        render("[a]: http://x.de/" + "b" * 1500 + "\n\n" + "[a]" * 6000)


def test_control_characters_and_lone_surrogates_vanish():
    assert render("a\x00b\x08c\u202ed\ud800e\x85f").html == "<p>abcdef</p>\n"


def test_what_is_nested_too_deeply_keeps_its_words():
    rendered = render(">" * 60 + " still here\n\n" + "".join("  " * depth + f"- level{depth}\n" for depth in range(40)))

    assert "still here" in rendered.text
    assert all(f"level{depth}" in rendered.html for depth in range(40))
    assert rendered.html.count("<blockquote>") < 25


def test_a_table_that_would_fill_up_stays_text():
    wide = "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n"
    long = "|a|b|\n|-|-|\n" + "x\n" * 2000

    assert "<table" not in render(wide).html
    assert "<table" not in render(long).html
    assert render(("|" + "a|" * 30 + "\n|" + "-|" * 30 + "\n" + "x\n" * 40 + "\n") * 5).html.count("<table") == 2


def test_the_same_parse_serves_different_people():
    source = "hello @alice ![x](/media/x.png)"

    assert "<a" not in render(source).html
    assert "mention" in render(source, people=PEOPLE).html
    assert "width" in render(source, media={"/media/x.png": (1, 2)}).html
    assert "<a" not in render(source).html and "width" not in render(source).html
