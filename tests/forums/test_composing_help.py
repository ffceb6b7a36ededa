"""Help for who writes: hints at the right moment, threads like this one, shapes for a text, two edits put together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.groups import EVERYONE
from accounts.models import Member
from forums.composing import hints, shapes
from forums.composing.advising import hints_for, put_away
from forums.composing.hints import Facts
from forums.composing.similar import similar_threads
from forums.models import ThreadTemplate
from forums.posts.difference import difference, side_by_side
from forums.posts.merging import merge
from forums.threads import levers
from tests import make

NOW = timezone.now()


def facts(**changed: object) -> Facts:
    usual = {
        "member": 1,
        "post_count": 50,
        "writers": [2, 3, 4, 2, 3, 4],
        "last_post_at": NOW - timedelta(days=1),
        "posts": 12,
        "own_posts": 2,
        "participants": 6,
        "now": NOW,
    }
    return Facts(**usual | changed)  # type: ignore[arg-type]


def test_each_hint_has_its_moment_and_keeps_silent_at_others():
    table = [
        ({}, []),
        ({"post_count": 1}, ["newcomer"]),
        ({"post_count": 2}, []),
        ({"writers": [1, 1, 3]}, ["third"]),
        ({"writers": [1, 3, 1]}, []),
        ({"writers": [1, 1], "posts": 2}, []),  # a thread only its starter wrote in
        ({"last_post_at": NOW - timedelta(days=184)}, ["old"]),
        ({"last_post_at": NOW - timedelta(days=182)}, []),
        ({"writers": [2, 1, 2, 1, 2, 1]}, ["two"]),
        ({"writers": [1, 2, 1, 2, 1, 2]}, []),  # it is the other one's turn
        ({"writers": [2, 1, 2, 1, 2, 3]}, []),
        ({"writers": [2, 1, 2, 1, 2, 1], "participants": 4}, []),
        ({"posts": 20, "own_posts": 8}, ["much"]),
        ({"posts": 20, "own_posts": 7}, []),
        ({"posts": 19, "own_posts": 19}, []),
        # Never more than two at once.
        ({"post_count": 0, "writers": [1, 1, 2], "posts": 20, "own_posts": 9}, ["newcomer", "third"]),
    ]

    found = [(changed, hints.advise(facts(**changed))) for changed, _expected in table]

    assert found == table
    assert hints.advise(facts(post_count=0), put_away=frozenset({"newcomer"})) == []


def test_a_hint_put_away_stays_away_in_this_thread_only(client_of, bob, alice, forum, django_assert_num_queries):
    first, second = (make.thread(by=alice, forum=forum, posts=3, repliers=[bob], title=title) for title in ("One", "Another"))
    client = client_of(bob)
    Member.objects.update(post_count=50)
    bob.refresh_from_db()
    assert [hint.kind for hint in hints_for(bob, first)] == ["third"]
    page = client.get(f"/t/{first.pk}/reply/").content.decode()
    assert "Add to my last post" in page

    # Without a script the text stays; with one the page does.
    kept = client.post(f"/t/{first.pk}/reply/", {"body": "Half a sentence", "put_away": "third"})
    client.post(f"/compose/{first.pk}/hints/", {"kind": "third"}, headers={"X-Requested-With": "fetch"})

    assert "Half a sentence" in kept.content.decode()
    assert "Add to my last post" not in kept.content.decode()
    assert client.get(f"/compose/{first.pk}/hints/").content.decode().strip() == ""
    assert "Add to my last post" in client.get(f"/compose/{second.pk}/hints/").content.decode()
    put_away(by=bob, thread=first, kind="there is none")
    with django_assert_num_queries(2):
        hints_for(bob, second)


def test_threads_like_this_one_are_named_and_none_below_a_useful_likeness(client_of, bob, mona, forum, staff_forum):
    titles = (
        "Which glue for oak tables?",
        "Sharpening a plane iron",
        "Holzleim für Eiche",
        "Oak",
        "Glue on the shed floor",
    )
    for title in titles:
        make.thread(by=mona, forum=forum, title=title)
    make.thread(by=mona, forum=staff_forum, title="Glue for an oak table, secretly")
    table = {
        "What glue do you use for an oak table?": ["Which glue for oak tables?"],
        "How do I sharpen plane irons": ["Sharpening a plane iron"],
        "Welcher Holzleim für Eichen?": ["Holzleim für Eiche"],
        "Glue": [],
        "Which what why?": [],
        "Cutting dovetails by hand": [],
        "": [],
    }

    found = {title: [thread.title for thread in similar_threads(bob, title)] for title in table}

    assert found == table
    page = client_of(bob).get("/suggest/threads/", {"title": "What glue do you use for an oak table?"}).content.decode()
    assert "Which glue for oak tables?" in page
    assert "secretly" not in page
    assert "secretly" in client_of(mona).get("/suggest/threads/", {"title": "Glue for oak table"}).content.decode()


def test_a_title_that_stands_there_open_is_mentioned_and_may_be_used_anyway(client_of, bob, thread):
    sent = {"title": thread.title.upper().replace("GLUE", "glue"), "body": "Mine is of ash.", "kind": "discussion"}
    client = client_of(bob)

    page = client.post(f"/f/{thread.forum.slug}/new/", sent)

    assert page.status_code == 409
    assert thread.get_absolute_url() in page.content.decode()
    assert "Mine is of ash." in page.content.decode()
    assert client.post(f"/f/{thread.forum.slug}/new/", sent | {"anyway": "1"}).status_code == 302
    elsewhere = make.forum("Garden", open_to=EVERYONE)
    assert client.post(f"/f/{elsewhere.slug}/new/", sent | {"body": "In the garden, that is."}).status_code == 302
    levers.lock(thread)
    assert client.post(f"/f/{elsewhere.slug}/new/", sent | {"title": "SHOUTING ABOUT MY GLUE ALL DAY"}).status_code == 422


def test_a_shape_is_put_below_what_was_typed_and_its_headings_may_be_needed(client_of, bob, forum):
    shape = ThreadTemplate.objects.create(
        forum=forum, name="Defect", body="## What happened\n\n## What I tried\n(steps)\n", needs_headings=True
    )
    client, path = client_of(bob), f"/f/{forum.slug}/new/"

    page = client.post(path, {"title": "It wobbles", "body": "My saw", "tags": "saw", "shape": shape.pk}).content.decode()
    assert "My saw\n\n## What happened" in page
    assert 'value="It wobbles"' in page
    assert 'value="saw"' in page
    sent = {"title": "It wobbles", "template": shape.pk, "kind": "discussion"}
    refused = client.post(path, sent | {"body": "## What happened\nIt shook.\n## What I tried\n(steps)\n"})
    assert refused.status_code == 422
    assert "Please fill in: “What I tried”" in refused.content.decode()
    assert client.post(path, sent | {"body": "## What happened\nIt shook.\n## What I tried\nNew tyres."}).status_code == 302


def test_a_shape_replaces_only_a_shape_nobody_touched():
    known = ["## Old\n"]
    shape = ThreadTemplate(body="## New\n")

    assert shapes.with_template(" \n", shape, known=known) == "## New\n"
    assert shapes.with_template("## Old\r\n", shape, known=known) == "## New\n"
    assert shapes.with_template("## Old\nwords", shape, known=known) == "## Old\nwords\n\n## New\n"


def test_two_edits_are_put_together_sentence_by_sentence():
    base = "One joint. Two clamps. Three hours.\nDone.\n"
    table = [
        (
            base.replace("Two", "Four"),
            base.replace("Done.", "Done well."),
            "One joint. Four clamps. Three hours.\nDone well.\n",
            0,
        ),
        (base + "More.\n", base, base + "More.\n", 0),
        (base, base + "More.\n", base + "More.\n", 0),
        (base + "Same.\n", base + "Same.\n", base + "Same.\n", 0),
        (base.replace("Two clamps. ", ""), base + "More.\n", "One joint. Three hours.\nDone.\nMore.\n", 0),
    ]

    for mine, theirs, text, clashes in table:
        assert (merge(base, mine, theirs).text, merge(base, mine, theirs).clashes) == (text, clashes)
    both = merge(base, base.replace("Two", "Four"), base.replace("Two", "Six"))
    assert both.clashes == 1
    assert both.text.index("Six clamps.") < both.text.index("Four clamps.")
    assert merge(None, "mine", "theirs").text == "theirs\n\nmine"


WORDS = st.lists(st.sampled_from(["a. ", "b. ", "c.\n", "d e f. ", "\n\n"]), max_size=12).map("".join)


@given(WORDS, WORDS, WORDS)
def test_no_word_of_either_text_is_lost_unless_its_author_took_it_out(base, mine, theirs):
    found = merge(base, mine, theirs).text

    gone = set(base.split())
    assert set(mine.split()) - gone <= set(found.split())
    assert set(theirs.split()) - gone <= set(found.split())
    rows = side_by_side(difference(base, mine))
    assert "".join(piece.text for row in rows for piece in row.before) == base
    assert "".join(piece.text for row in rows for piece in row.after) == mine


def test_who_writes_in_the_thread_comes_first_behind_an_at(client_of, bob, thread):
    make.member("albert")
    client = client_of(bob)

    for asked, names in {
        "q=al": ["albert", "alice"],
        f"q=al&thread={thread.pk}": ["alice", "albert"],
        f"q=&thread={thread.pk}": ["alice"],
    }.items():
        assert [person["username"] for person in client.get(f"/suggest/people/?{asked}").json()] == names


def test_the_emoji_offered_are_those_that_are_drawn(client_of, guest):
    answer = client_of(guest).get("/suggest/emoji.json")

    assert answer.json()["tada"] == "🎉"
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["bob", "guest"])
def test_a_form_learns_whose_session_it_is_in(who, request, client_of):
    viewer = request.getfixturevalue(who)

    answer = client_of(viewer).get("/drafts/who/")

    assert answer.json()["member"] == viewer.pk
    assert bool(answer.json()["token"]) == viewer.is_authenticated
    assert "no-store" in answer["Cache-Control"]
