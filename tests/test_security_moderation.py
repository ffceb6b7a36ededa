"""Ways around the moderators that were found by attacking the product. Each was possible once."""

from __future__ import annotations

import pytest

from community.core.decisions import Refused
from forums.composing import actions as writing
from forums.composing import editing
from forums.composing.submission import Outcome, Verdict
from forums.posts import levers as post_levers
from forums.posts.models import Post
from forums.signals import post_held
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make


@pytest.fixture
def waiting(nina, forum) -> Post:
    """Nina's first thread, which waits for a moderator."""
    return writing.start_thread(by=nina, forum=forum, title="Hello from Nina", body="What a nice place.")


@pytest.fixture
def kim(forum) -> object:
    """Moderates one forum of several."""
    make.forum("Garden", moderated_by="gardeners")
    return make.member("kim", trust=3, groups=["gardeners"])


def test_a_waiting_thread_that_is_taken_back_and_brought_again_still_waits(nina, guest, waiting):
    writing.delete_own(by=nina, post=waiting)
    waiting = Post.objects.select_related("thread").get(pk=waiting.pk)
    writing.restore_own(by=nina, post=waiting)

    assert Post.objects.get(pk=waiting.pk).state == Post.State.HELD
    assert Thread.objects.get(pk=waiting.thread_id).state == Thread.State.HELD
    assert not Post.objects.visible_to(guest).exists()
    assert Case.objects.open().filter(target_id=waiting.pk, kind="held").count() == 1


def test_an_edit_that_waits_does_not_appear_by_taking_the_post_back(bob, thread, guest):
    post = thread.posts.get(number=2)
    post_levers.hold(post)
    post_held.send(Post, post=post, verdict=Verdict(Outcome.HOLD, "A rule"))

    writing.delete_own(by=bob, post=Post.objects.select_related("thread").get(pk=post.pk))
    writing.restore_own(by=bob, post=Post.objects.select_related("thread").get(pk=post.pk))

    assert Post.objects.get(pk=post.pk).state == Post.State.HELD
    assert not Post.objects.visible_to(guest).filter(pk=post.pk).exists()


def test_what_comes_back_to_wait_is_on_the_desk_even_if_its_case_was_closed_meanwhile(nina, mona, waiting):
    writing.delete_own(by=nina, post=waiting)
    case = Case.objects.get()
    decisions.decide(by=mona, case=case, outcome="keep", version=case.version)

    writing.restore_own(by=nina, post=Post.objects.select_related("thread").get(pk=waiting.pk))

    assert Case.objects.open().get().target_id == waiting.pk


def test_what_was_removed_meanwhile_is_not_brought_back_by_its_author(bob, thread):
    stale = thread.posts.select_related("thread").get(number=2)
    writing.delete_own(by=bob, post=stale)
    seen_as_deleted = Post.objects.select_related("thread").get(pk=stale.pk)
    post_levers.remove(Post.objects.get(pk=stale.pk))

    assert writing.restore_own(by=bob, post=seen_as_deleted) is False
    assert Post.objects.get(pk=stale.pk).state == Post.State.REMOVED


def test_what_was_hidden_meanwhile_is_not_taken_back_by_its_author(bob, thread):
    seen_as_public = thread.posts.select_related("thread").get(number=2)
    post_levers.hide(Post.objects.get(pk=seen_as_public.pk))

    assert writing.delete_own(by=bob, post=seen_as_public) is False
    assert Post.objects.get(pk=seen_as_public.pk).state == Post.State.HIDDEN


def test_the_desk_shows_a_waiting_post_as_it_would_be_published(nina, mona, waiting, client_of):
    editing.edit(by=nina, post=waiting, body="Buy cheap pills at pills dot example.", version=1, title="Cheap pills for all")

    page = client_of(mona).get(f"/desk/cases/{Case.objects.get().pk}/").content.decode()

    assert "Buy cheap pills" in page
    assert "Cheap pills for all" in page
    assert "What a nice place" not in page


def test_a_waiting_post_that_changed_under_the_moderators_eyes_is_not_released(nina, mona, waiting):
    drawn = Case.objects.get()
    editing.edit(by=nina, post=waiting, body="Buy cheap pills at pills dot example.", version=1)

    with pytest.raises(StaleCase):
        decisions.decide(by=mona, case=drawn, outcome="release", version=drawn.version)

    assert Post.objects.get(pk=waiting.pk).state == Post.State.HELD


def test_a_reported_text_stays_on_the_desk_as_it_was_reported(bob, charlie, thread):
    post = thread.posts.get(number=2)
    before = post.source
    reporting.report(by=charlie, target_type="post", thing=post, reason=Reason.objects.get(slug="spam"))

    editing.edit(by=bob, post=post, body="I never said anything of the kind.", version=1)

    case = Case.objects.get()
    assert (case.snapshot["source"], case.version) == (before, 1)


def test_only_who_moderates_everywhere_pins_on_every_list(kim, admin, alice, client_of):
    garden = make.forum("Greenhouse", moderated_by="gardeners")
    thread = make.thread(by=alice, forum=garden)

    with pytest.raises(Refused):
        interventions.pin(by=kim, thread=thread, everywhere=True)
    assert "everywhere" not in client_of(kim).get(f"/desk/threads/{thread.pk}/pin/").content.decode()
    client_of(kim).post(f"/desk/threads/{thread.pk}/pin/", {"days": "7", "everywhere": "on"})
    assert Thread.objects.get(pk=thread.pk).pinned_everywhere is False
    assert interventions.pin(by=admin, thread=thread, everywhere=True)


def test_a_moderator_does_not_bring_their_own_thread_back(mona, forum):
    thread = make.thread(by=mona, forum=forum)
    thread_levers.remove(thread)

    with pytest.raises(Refused, match="about you"):
        interventions.restore(by=mona, target_type="thread", thing=thread)


def test_a_moderator_who_was_reported_does_not_learn_by_whom(mona, charlie, thread, client_of):
    post = make.post(thread, by=mona)
    reason = Reason.objects.get(slug="other")
    reporting.report(by=charlie, target_type="post", thing=post, reason=reason, note="She shouts at my brother.")
    client = client_of(mona)

    case = client.get(f"/desk/cases/{Case.objects.get().pk}/").content.decode()
    dossier = client.get("/desk/members/charlie/").content.decode()

    assert "This is about you" in case
    assert "charlie" not in case
    assert "my brother" not in case
    assert f"/desk/cases/{Case.objects.get().pk}/" not in dossier


def test_another_moderator_learns_who_reported(mona, charlie, thread, client_of):
    post = make.post(thread, by=mona)
    reporting.report(by=charlie, target_type="post", thing=post, reason=Reason.objects.get(slug="spam"))
    max_ = make.member("max", trust=4, groups=["moderators"])

    assert "charlie" in client_of(max_).get(f"/desk/cases/{Case.objects.get().pk}/").content.decode()
