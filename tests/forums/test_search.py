"""The search: what is found, what is not, and that no query breaks it. Runs on whichever engine the tests run on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Member
from forums.models import Forum
from forums.posts.models import Post
from forums.search import engine
from forums.search.analyse import language_of, stems
from forums.search.query import parse
from forums.search.snippet import Segment, marked, snippet
from forums.threads.models import Thread
from tests import make

pytestmark = pytest.mark.django_db


def found(viewer: Any, typed: str, **kwargs: Any) -> list[str]:
    """The texts found, in order."""
    return [hit.post.source for hit in engine.search(viewer, typed, **kwargs).hits]


@pytest.fixture
def thread(alice: Member, forum: Forum) -> Thread:
    return make.thread(by=alice, forum=forum, title="A lathe", body="It stands in the corner.")


@pytest.fixture
def say(thread: Thread, bob: Member) -> Any:
    """say("text") is a reply of Bob's."""

    def reply(body: str, **kwargs: Any) -> Post:
        return make.post(thread, by=kwargs.pop("by", bob), body=body, **kwargs)

    return reply


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Die Häuser sind alt und nicht schön.", "Haus"),
        ("Die Häuser sind alt und nicht schön.", "haeuser"),
        ("Die Haeuser sind alt.", "Häuser"),
        ("Das ist die Straße nach Bonn.", "strasse"),
        ("Das ist die Strasse nach Bonn.", "Straße"),
        ("Ich habe zwei Drehbänke in der Werkstatt.", "drehbank"),
        ("She is making a chair for the kitchen.", "make"),
        ("He makes chairs and they are good.", "making"),
        ("The bearings were worn out.", "bearing"),
        ("A naïve idea, but it works for me.", "naive"),
        ("We met at the CAFÉ.", "café"),
        ("Set the ﬁne feed on the lathe.", "fine"),
        ("The RPM is 1200 on this one.", "1200"),
        ("Ｆｕｌｌ width letters are the same.", "full"),
        ("Работает ли это?", "РАБОТАЕТ"),
        ("C++ and C# are not the same.", "c++"),
        ("Danke!", "danke"),
        ("The part is a X100-B.", "x100-b"),
    ],
)
def test_a_word_is_found_in_each_of_its_forms(say: Any, guest: Any, text: str, typed: str) -> None:
    say(text)
    say("Something else altogether.")

    assert found(guest, typed) == [text]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("oak glue", True),
        ("glue oak", True),
        ("oak screws", False),
        ('"hide glue"', True),
        ('"glue hide"', False),
        ('"hide glue', True),
        ("hide-glue", True),
        ("glue -oak", False),
        ("glue -screws", True),
        ('glue -"oak hide"', True),
        ('glue -"hide glue"', False),
        ("GLUE", True),
        ("and AND oak", True),
        ("glue OR", False),
        ("note:well", False),
        ("oak:glue", False),
    ],
)
def test_words_phrases_and_exclusions(say: Any, guest: Any, typed: str, is_found: bool) -> None:
    say("For oak I take hide glue and a clamp.")

    assert bool(found(guest, typed)) is is_found


HOSTILE = [
    '"', '""', '"open', "'", "''", "a'b", "-", "--", "-a", "*", "a*", "^a", "(", ")", "()", "a AND", "AND", "NOT",
    "OR", "NEAR(a b)", "a NEAR b", "title:a", "body : a", "rowid:1", "{title body}: a", "a:b:c", ":", "::", "in:",
    "in:title", "is:", "is:nothing", "author:", 'author:"', "before:", "before:yesterday", "before:2026-02-30",
    "before:0000-00-00", "before:9999-12-31", "after:0001-01-01", "after:99999", "forum:nowhere", "tag:#", "tag:",
    "-forum:x", "c++", "a-b", "x & y | !z", "a <-> b", "a:*", "a:A", "\\", "\\'", "%", "%s", "%(a)s", "_", "\0",
    "a\0b", "\ud800", "💡", "ﷺ" * 40, "½", "①", "a" * 10_000, "a " * 5_000, '"' * 500, "-" * 500, "(" * 500,
    "a:" * 300, "\u202e", "; DROP TABLE x", "' OR 1=1 --", "NULL", "ſ", "İ", "ß", "\x1a", "\ufeff", "مرحبا", "日本語",
    "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_query_breaks_the_engine(say: Any, guest: Any, alice: Member, typed: str) -> None:
    say("Any text at all.")

    for viewer in (guest, alice):
        for order in ("rank", "date", "nonsense"):
            results = engine.search(viewer, typed, page=2, order=order)
            assert results.page == 2

    assert found(guest, f"text {typed}") in (["Any text at all."], [])


def test_the_title_is_found_with_the_opening_post_and_weighs_more(alice: Member, bob: Member, forum: Forum, guest: Any) -> None:
    make.thread(by=alice, forum=forum, title="Sharpening chisels", body="How do you do it?")
    other = make.thread(by=bob, forum=forum, title="My bench", body="With chisels, a vice and a drawer for small things.")

    assert found(guest, "chisels") == ["How do you do it?", "With chisels, a vice and a drawer for small things."]
    assert found(guest, "chisels in:title") == ["How do you do it?"]
    assert found(guest, "bench drawer") == [make.opening(other).source]
    assert found(guest, '"bench with"') == []


def test_operators_narrow_the_search(alice: Member, bob: Member, forum: Forum, guest: Any) -> None:
    other_forum = make.forum("Garden", slug="garden")
    deep = make.forum("Roses", slug="roses", parent=other_forum, open_to="")
    old, new = datetime(2024, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC)
    make.thread(by=alice, forum=forum, title="First", body="saw one", at=old, tags=["Hand tools"])
    make.thread(by=bob, forum=other_forum, title="Second", body="saw two", at=new, kind=Thread.Kind.QUESTION)
    make.thread(by=bob, forum=deep, title="Third", body="saw three", at=new, kind=Thread.Kind.QUESTION, accepted_number=1)

    def texts(typed: str) -> set[str]:
        return set(found(guest, typed))

    assert texts("saw") == {"saw one", "saw two", "saw three"}
    assert texts("saw author:alice") == texts("saw author:@ALICE") == {"saw one"}
    assert texts("saw author:alice author:bob") == {"saw one", "saw two", "saw three"}
    assert texts("saw author:nobody") == set()
    assert texts("saw forum:garden") == texts('saw forum:"Garden"') == {"saw two", "saw three"}
    assert texts("saw forum:roses") == {"saw three"}
    assert texts("saw tag:hand-tools") == texts('saw tag:"Hand tools"') == {"saw one"}
    assert texts("saw before:2025") == texts("saw before:2024-03-02") == {"saw one"}
    assert texts("saw before:2024-03-01") == set()
    assert texts("saw after:2024-04") == {"saw two", "saw three"}
    assert texts("saw is:question") == {"saw two", "saw three"}
    assert texts("saw is:solved") == {"saw three"}
    assert texts("saw is:unsolved") == {"saw two"}
    assert texts("author:bob") == {"saw two", "saw three"}
    assert texts("author:bob -three") == {"saw two"}
    assert texts("-three") == set()


def test_what_could_not_be_understood_is_said(forum: Forum, guest: Any) -> None:
    notes = engine.search(guest, "oak before:soon is:blue in: -before:2024 forum:nowhere").notes

    assert len(notes) == 5
    assert any("soon" in note for note in notes)
    assert any("nowhere" in note for note in notes)


def test_pages_follow_each_other_without_gaps_and_end(say: Any, guest: Any) -> None:
    for number in range(45):
        say(f"clamp number {number}")

    pages = [engine.search(guest, "clamp", page=page) for page in (1, 2, 3, 4)]

    texts = [hit.post.source for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    assert len(set(texts)) == 45
    assert [page.next for page in pages] == [2, 3, None, None]
    assert pages[0].found == 45


def test_the_newest_come_first_by_date(say: Any, guest: Any) -> None:
    say("clamp b", at=datetime(2024, 1, 1, tzinfo=UTC))
    say("clamp a", at=datetime(2026, 1, 1, tzinfo=UTC))
    say("clamp c", at=datetime(2022, 1, 1, tzinfo=UTC))

    assert found(guest, "clamp", order="date") == ["clamp a", "clamp b", "clamp c"]


def test_a_search_costs_three_queries_however_much_is_found(say: Any, alice: Member, django_assert_max_num_queries: Any) -> None:
    engine.search(alice, "clamp")
    counts = []
    for more in (1, 30):
        for number in range(more):
            say(f"clamp {more} {number}")
        with django_assert_max_num_queries(3) as queries:
            engine.search(alice, "clamp")
        counts.append(len(queries))

    assert counts == [2, 2]


def test_nothing_typed_asks_the_database_nothing(guest: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for typed in ("", "   ", '""', "!?", "in:title"):
            assert engine.search(guest, typed).hits == []


def test_hits_are_marked_and_the_text_stays_text() -> None:
    wanted = parse("chair <b>").stems

    assert marked("Two <b>chairs</b> & a table", wanted) == [
        Segment("Two <"),
        Segment("b", True),
        Segment(">"),
        Segment("chairs", True),
        Segment("</"),
        Segment("b", True),
        Segment("> & a table"),
    ]


def test_the_snippet_shows_the_place_where_the_words_stand_together() -> None:
    text = "glue " + "filler words " * 60 + "here hide glue is warmed " + "and more " * 60

    segments = snippet(text, parse("hide glue warmed").stems)

    shown = "".join(segment.text for segment in segments)
    assert "hide glue is warmed" in shown
    assert len(shown) < 260
    assert shown.startswith("… ") and shown.endswith(" …")
    assert [segment.text for segment in segments if segment.is_hit] == ["hide", "glue", "warmed"]


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("Just a short text.", parse("absent").stems) == [Segment("Just a short text.")]
    assert snippet("", frozenset({"x"})) == []


def test_one_very_long_word_cannot_hide_the_snippet() -> None:
    segments = snippet("x" * 5_000 + " needle " + "y" * 5_000, parse("needle").stems)

    assert "needle" in [segment.text for segment in segments if segment.is_hit]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich habe das auch schon einmal gemacht.", "de"),
        ("Welcher Leim für Eiche?", "de"),
        ("Does anybody know which glue to use?", "en"),
        ("Schöne Stühle", "de"),
        ("RTFM", "en"),
    ],
)
def test_the_language_is_guessed_by_its_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_stems_hold_letters_and_digits_only() -> None:
    for typed in HOSTILE:
        for language in ("de", "en"):
            assert all(stem.isalnum() and "'" not in stem and '"' not in stem for stem in stems(typed, language))
