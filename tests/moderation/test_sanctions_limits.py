"""Every sanction keeps its member from what it is meant to, where it is meant to, until it ends, and from nothing else."""

from __future__ import annotations

import itertools
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.policies import can_edit_profile, can_log_in, can_write
from community.core.decisions import Refused
from forums.attachments.actions import upload
from forums.attachments.models import Attachment
from forums.composing import actions as composing
from forums.composing.editing import edit
from forums.policies import can_react
from forums.posts.models import Post
from forums.threads import levers
from moderation.cases.models import Case
from moderation.sanctions import policies, standing
from moderation.sanctions.shapes import SHAPES
from tests import make

from .strikes import fresh, later, read, reported_post, strike

LINK = "See https://shop.example/glue for more."
# What somebody does in a place, and what comes of it: the state of the post, or "refused".
PLACES = ("this thread", "this forum", "elsewhere")
FREE = {"plain": "published", "link": "published", "image": "published", "start": "published", "react": "allowed"}
EFFECTS = {
    "reminder": {},
    "warning": {},
    "no_links": {"link": "refused"},
    "no_media": {"image": "refused"},
    "hold": {"plain": "held", "link": "held", "image": "held", "start": "held"},
    "no_reports": {},
    "read_only": dict.fromkeys(FREE, "refused"),
    "suspend": dict.fromkeys(FREE, "refused"),
    "ban": dict.fromkeys(FREE, "refused"),
}
REACH = {"site": PLACES, "forum": PLACES[:2], "thread": PLACES[:1]}
PAIRS = [(kind, scope) for kind, shape in SHAPES.items() for scope in shape.scopes]


@pytest.fixture
def places(thread, alice, forum):
    return {
        "this thread": thread,
        "this forum": make.thread(by=alice, forum=forum, title="Another one here"),
        "elsewhere": make.thread(by=alice, forum=make.forum("Garage"), title="Another one there"),
    }


@pytest.fixture
def image(bob):
    return Attachment.objects.create(uploader=bob, path="a/00/" + "0" * 32 + ".webp", name="bench", size=10, width=10, height=10)


def attempt(act) -> str:
    try:
        done = act()
    except Refused as refused:
        assert str(refused)
        return "refused"
    return done.state if isinstance(done, Post) else ("allowed" if done else "refused")


_ROUNDS = itertools.count()


def acts_of(member, thread, image):
    # The same words again within five minutes would be refused for that.
    n, forum = next(_ROUNDS), thread.forum
    return {
        "plain": lambda: composing.reply(by=member, thread=thread, body=f"Hide glue {n}."),
        "link": lambda: composing.reply(by=member, thread=thread, body=f"{LINK} {n}"),
        "image": lambda: composing.reply(by=member, thread=thread, body=f"![bench](/media/{image.path}) {n}"),
        "start": lambda: composing.start_thread(by=member, forum=forum, title=f"Which clamp {n}?", body=f"Which one, {n}?"),
        "react": lambda: can_react(member, make.opening(thread)),
    }


@pytest.mark.parametrize(("kind", "scope"), PAIRS)
def test_a_sanction_does_what_it_says_where_it_says_so_and_ends(kind, scope, places, image, bob, charlie, mona, spam):
    hours = None if kind in ("reminder", "warning", "ban") else 24
    strike(mona, reported_post(bob, places["this thread"], charlie), kind, hours=hours, scope=scope)
    bob = read(bob)

    for place, thread in places.items():
        expected = dict(FREE) | (EFFECTS[kind] if place in REACH[scope] else {})
        if scope == "thread" and place == "this thread" and kind in EFFECTS:
            expected["start"] = "published"  # a new thread is another one
        found = {name: attempt(act) for name, act in acts_of(bob, thread, image).items()}
        assert found == expected, place

    locked_out = kind in ("suspend", "ban")
    everywhere = locked_out or (kind == "read_only" and scope == "site")
    assert bool(can_log_in(bob)) == (not locked_out)
    assert bool(can_edit_profile(bob, bob)) == (not everywhere)
    assert bool(policies.may_report(bob)) == (kind != "no_reports")

    if hours is not None:
        later(hours=25)
        for thread in places.values():
            assert {name: attempt(act) for name, act in acts_of(fresh(bob), thread, image).items()} == FREE
        assert policies.may_report(fresh(bob))


@pytest.mark.parametrize(("kind", "scope"), PAIRS)
def test_nobody_else_is_limited_and_nobody_else_pays_a_query(
    kind, scope, places, bob, charlie, alice, mona, spam, django_assert_num_queries
):
    hours = None if kind in ("reminder", "warning", "ban") else 24
    strike(mona, reported_post(bob, places["this thread"], charlie), kind, hours=hours, scope=scope)

    with django_assert_num_queries(0):
        assert can_write(alice, forum_id=places["this thread"].forum_id, thread_id=places["this thread"].pk)
        assert policies.may_report(alice)


def test_a_refused_link_is_named_with_the_end_and_the_text_is_kept(client_of, thread, bob, charlie, mona, spam):
    made = strike(mona, reported_post(bob, thread, charlie), "no_links", hours=24)
    bob = read(bob)
    answer = client_of(bob).post(reverse("forums:reply", args=[thread.pk]), {"body": LINK, "form_token": "t" * 32})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "may hold no links" in page
    assert "https://shop.example/glue" in page
    assert made.ends_at.strftime("%Y") in page
    assert LINK in page


@pytest.mark.parametrize(("body", "allowed"), [(LINK + " Sorry, a slip.", True), (LINK + " https://other.example/", False)])
def test_an_edit_may_keep_the_links_it_had(body, allowed, thread, bob, charlie, mona, spam):
    post = make.post(thread, by=bob, body=LINK)
    strike(mona, reported_post(bob, thread, charlie), "no_links", hours=24)
    bob = read(bob)

    if allowed:
        assert edit(by=bob, post=post, body=body, version=1).version == 2
    else:
        with pytest.raises(Refused, match=r"other\.example"):
            edit(by=bob, post=post, body=body, version=1)


def test_an_edit_of_a_held_member_waits_too(thread, bob, charlie, mona, spam):
    post = make.post(thread, by=bob)
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    bob = read(bob)

    edit(by=bob, post=post, body="Something new.", version=1)

    post.refresh_from_db()
    case = Case.objects.get(target_type="post", target_id=post.pk)
    assert post.state == "held"
    assert (case.kind, case.headline) == ("held", "Every post of this member is checked")
    assert case.evidence["sanction"] == made.pk
    assert "until" in case.evidence["told"]


def test_of_two_limits_the_one_that_ends_last_counts(thread, bob, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "read_only", hours=48)
    strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24)
    bob = read(bob)
    until = bob.silenced_until

    later(hours=25)

    assert fresh(bob).is_silenced
    assert (until - timezone.now()).days == 1


def test_reports_are_refused_until_the_end_and_only_reports(thread, bob, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "no_reports", hours=24)
    bob = read(bob)

    decision = policies.may_report(bob)

    assert "not looked at" in str(decision.reason)
    assert "ends on" in str(decision.reason)
    assert composing.reply(by=bob, thread=thread, body="Hello again.").is_published


def test_expiry_needs_no_worker_and_tidying_changes_marks_only(thread, bob, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24)
    strike(mona, reported_post(bob, thread, charlie), "suspend", hours=24)
    read(bob)
    later(hours=25)
    before = fresh(bob)
    assert (before.is_limited, before.is_suspended, before.is_silenced) == (True, False, False)

    assert standing.tidy() == 1

    after = fresh(bob)
    assert (after.is_limited, after.suspended_until, after.silenced_until) == (False, None, None)
    assert standing.tidy() == 0


def test_points_stop_counting_by_the_clock(thread, bob, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "warning")
    assert standing.active_points(bob) == 2

    later(days=89)
    assert standing.active_points(bob) == 2
    later(days=2)
    assert standing.active_points(bob) == 0


def test_a_thread_that_moves_takes_its_ban_along(places, bob, charlie, mona, spam):
    thread = places["this thread"]
    strike(mona, reported_post(bob, thread, charlie), "read_only", scope="thread")
    levers.move(thread, places["elsewhere"].forum)

    thread.refresh_from_db()
    with pytest.raises(Refused, match="not write in it"):
        composing.reply(by=read(bob), thread=thread, body="And yet.")


@pytest.mark.parametrize("scope", ["site", "forum"])
def test_an_image_that_could_stand_nowhere_is_not_taken_in(scope, thread, bob, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "no_media", hours=24, scope=scope)
    bob = read(bob)
    file = SimpleUploadedFile("bench.png", picture())

    if scope == "site":
        with pytest.raises(Refused, match="no images"):
            upload(by=bob, file=file)
    else:
        assert upload(by=bob, file=file).uploader == bob


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, "PNG")
    return made.getvalue()
