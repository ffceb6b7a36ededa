"""Asked for a change: the author sees why, changes it, and somebody looks again. Nothing becomes public by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from accounts.notifications.queries import unread_count
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.composing import editing
from forums.composing.recount import recount
from forums.posts import levers
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.interventions import actions as interventions
from moderation.statements.models import Statement
from tests import make


@pytest.fixture
def asked(case, reported, mona, spam) -> Decision:
    """Mona asks Bob to change his reply."""
    return decisions.decide(
        by=mona, case=case, outcome="revise", rule=spam.rule, message="Without the link, please.", version=1,
        revise_within=timedelta(days=3),
    )  # fmt: skip


def change(post: Post, body: str = "Without the link.") -> Post:
    fresh = Post.objects.select_related("thread__forum", "author").get(pk=post.pk)
    return editing.edit(by=fresh.author, post=fresh, body=body, version=fresh.version)


def changed_case() -> Case:
    return Case.objects.open().get(kind=Case.Kind.CHANGED)


def verbs(member) -> list[str]:
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("verb", flat=True))


def test_the_author_is_told_until_when_and_why(asked, reported, thread, bob, client_of):
    page = client_of(bob).get(thread.get_absolute_url()).content.decode()

    reported.refresh_from_db()
    assert reported.state == Post.State.HIDDEN
    assert Statement.objects.get().member == bob
    assert "asks you to change this until" in page
    assert "Without the link, please." in page
    assert f"/p/{reported.pk}/edit/" in page
    assert Statement.objects.get().get_absolute_url() in page


def test_others_see_nothing_of_it(asked, thread, alice, client_of, guest):
    for who in (alice, guest):
        page = client_of(who).get(thread.get_absolute_url()).content.decode()
        assert "asks you to change" not in page
        assert asked.message not in page


def test_the_window_for_edits_does_not_close_on_who_was_asked(asked, reported, bob, client_of):
    Post.objects.filter(pk=reported.pk).update(created_at=timezone.now() - timedelta(days=400))

    answer = client_of(bob).post(f"/p/{reported.pk}/edit/", {"body": "Without the link.", "version": 1})

    assert answer.status_code == 302
    assert client_of(bob).get(answer["Location"]).status_code == 200


def test_a_change_comes_back_to_the_desk_and_stays_hidden(asked, reported, bob, mona, client_of, thread):
    before = reported.source

    change(reported)

    case = changed_case()
    reported.refresh_from_db()
    assert reported.state == Post.State.HIDDEN
    assert (case.evidence["before"], case.evidence["asked"], case.evidence["late"]) == (before, asked.pk, False)
    assert case.snapshot["source"] == "Without the link."
    assert client_of(mona).get(case.get_absolute_url()).status_code == 200
    assert "Thank you for changing this." in client_of(bob).get(thread.get_absolute_url()).content.decode()


def test_changed_again_it_is_judged_as_it_reads_now(asked, reported, mona):
    before = reported.source
    change(reported)
    drawn = changed_case()
    change(reported, "Without any link at all.")

    case = changed_case()
    assert case.pk == drawn.pk
    assert (case.snapshot["source"], case.evidence["before"]) == ("Without any link at all.", before)
    with pytest.raises(decisions.StaleCase):
        decisions.decide(by=mona, case=case, outcome="keep", version=drawn.version)


def test_kept_it_is_public_again_and_its_author_is_told(asked, reported, thread, bob, mona, guest, client_of):
    change(reported)

    decisions.decide(by=mona, case=changed_case(), outcome="keep", version=1)

    reported.refresh_from_db()
    assert (reported.state, reported.number) == (Post.State.PUBLISHED, 2)
    assert "Without the link." in client_of(guest).get(thread.get_absolute_url()).content.decode()
    assert verbs(bob)[-1] == "moderation.released"
    assert list(recount(repair=False)) == []


def test_removed_it_is_gone_with_reasons(asked, reported, bob, mona, spam):
    change(reported, "Still with a link.")

    decisions.decide(by=mona, case=changed_case(), outcome="remove", rule=spam.rule, version=1)

    reported.refresh_from_db()
    assert reported.state == Post.State.REMOVED
    assert Statement.objects.filter(member=bob).count() == 2


def test_undoing_the_keeping_hides_it_again(asked, reported, bob, mona):
    change(reported)
    decision = decisions.decide(by=mona, case=changed_case(), outcome="keep", version=1)

    decisions.undo(by=mona, decision=decision)

    reported.refresh_from_db()
    assert reported.state == Post.State.HIDDEN
    assert verbs(bob)[-1] == "moderation.undone"


def test_after_the_deadline_it_stays_hidden_and_a_late_change_is_still_looked_at(asked, reported):
    Decision.objects.filter(pk=asked.pk).update(revise_until=timezone.now() - timedelta(hours=1))
    reported.refresh_from_db()
    assert reported.state == Post.State.HIDDEN

    change(reported)

    assert changed_case().evidence["late"] is True


@pytest.mark.parametrize("outcome", ["hide", "undone"])
def test_where_nobody_asked_nothing_comes_to_the_desk(outcome, case, reported, mona, spam):
    decision = decisions.decide(by=mona, case=case, outcome="hide" if outcome == "hide" else "revise", rule=spam.rule, version=1)
    if outcome == "undone":
        decisions.undo(by=mona, decision=decision)

    change(reported)

    assert not Case.objects.filter(kind=Case.Kind.CHANGED).exists()
    reported.refresh_from_db()
    assert reported.state == (Post.State.HIDDEN if outcome == "hide" else Post.State.PUBLISHED)


def test_an_author_who_may_not_write_changes_nothing(asked, reported, bob):
    bob.silenced_until = timezone.now() + timedelta(days=1)
    bob.save()

    with pytest.raises(Refused):
        change(reported)


def test_the_case_is_there_or_the_change_is_not(asked, reported, monkeypatch):
    from moderation.cases import opening

    def fail(**kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(opening, "open_or_join", fail)
    with pytest.raises(RuntimeError):
        change(reported)

    assert Post.objects.get(pk=reported.pk).source == reported.source


# --- What was never public --------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(thread, nina) -> Post:
    return composing.reply(by=nina, thread=thread, body="See https://example.org")


def ask(waiting: Post, mona, spam) -> None:
    decisions.decide(by=mona, case=Case.objects.get(), outcome="revise", rule=spam.rule, version=1)


def test_a_waiting_post_that_is_to_be_changed_is_seen_by_its_author(waiting, thread, nina, alice, mona, spam, client_of):
    ask(waiting, mona, spam)

    assert f"held-{waiting.pk}" in client_of(nina).get(thread.get_absolute_url()).content.decode()
    assert f"held-{waiting.pk}" in client_of(mona).get(thread.get_absolute_url()).content.decode()
    assert f"held-{waiting.pk}" not in client_of(alice).get(thread.get_absolute_url()).content.decode()


def test_kept_after_the_change_it_is_numbered_and_told_once(
    waiting, thread, alice, nina, mona, spam, django_capture_on_commit_callbacks
):
    ask(waiting, mona, spam)
    change(waiting, "Without the address.")

    with django_capture_on_commit_callbacks(execute=True):
        decisions.decide(by=mona, case=changed_case(), outcome="keep", version=1)

    waiting.refresh_from_db()
    thread.refresh_from_db()
    assert (waiting.state, waiting.number, thread.last_number) == (Post.State.PUBLISHED, 3, 3)
    assert waiting.published_at is not None
    assert verbs(alice).count("forums.reply") == 1
    assert list(recount(repair=False)) == []


def test_undone_its_number_is_free_again_and_the_news_of_it_gone(
    waiting, thread, alice, nina, mona, spam, django_capture_on_commit_callbacks, client_of
):
    ask(waiting, mona, spam)
    change(waiting, "Without the address.")
    known = unread_count(alice)
    with django_capture_on_commit_callbacks(execute=True):
        decision = decisions.decide(by=mona, case=changed_case(), outcome="keep", version=1)
    assert unread_count(alice) == known + 1

    with django_capture_on_commit_callbacks(execute=True):
        decisions.undo(by=mona, decision=decision)

    waiting.refresh_from_db()
    thread.refresh_from_db()
    assert (waiting.state, waiting.number, waiting.published_at, thread.last_number) == (Post.State.HIDDEN, None, None, 2)
    assert unread_count(alice) == known
    assert "nina" not in client_of(alice).get(reverse("members:notifications")).content.decode()
    assert list(recount(repair=False)) == []


def test_a_whole_thread_that_waited_is_changed_and_published(forum, nina, mona, spam, guest, client_of):
    opening = composing.start_thread(by=nina, forum=forum, title="Cheap chisels", body="Buy at https://example.org")
    ask(opening, mona, spam)
    thread = Thread.objects.get(pk=opening.thread_id)
    assert thread.state == Thread.State.HIDDEN
    assert client_of(nina).get(thread.get_absolute_url()).status_code == 200
    assert client_of(nina).get(f"/p/{opening.pk}/edit/").status_code == 200
    assert client_of(guest).get(thread.get_absolute_url()).status_code == 404

    change(opening, "Which chisels are good?")
    assert client_of(guest).get(thread.get_absolute_url()).status_code == 404
    decisions.decide(by=mona, case=changed_case(), outcome="keep", version=1)

    assert client_of(guest).get(thread.get_absolute_url()).status_code == 200
    assert list(recount(repair=False)) == []


def test_what_a_release_told_is_no_news_while_it_waits_again(waiting, alice, mona, client_of, django_capture_on_commit_callbacks):
    known = unread_count(alice)
    with django_capture_on_commit_callbacks(execute=True):
        decision = decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)
    assert unread_count(alice) == known + 1
    decisions.undo(by=mona, decision=decision)
    assert unread_count(alice) == known
    assert client_of(alice).get("/").context["notifications_unread"]() == known

    with django_capture_on_commit_callbacks(execute=True):
        decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=Case.objects.get().version)

    assert unread_count(alice) == known + 1


# --- On the spot ------------------------------------------------------------------------------------------------------


def test_asking_on_the_thread_page(thread, bob, mona, spam, client_of):
    post = thread.posts.get(number=2)
    address = reverse("desk:intervene_post", args=[post.pk, "revise"])

    assert client_of(mona).get(address).status_code == 200
    answer = client_of(mona).post(address, {"ground": f"rule:{spam.rule_id}", "days": "7", "message": "Please."})

    decision = Decision.objects.get()
    assert answer.status_code == 302
    assert timedelta(days=6) < decision.revise_until - timezone.now() < timedelta(days=8)


def test_a_waiting_post_says_so_with_the_reason_and_can_be_changed_or_taken_back(waiting, thread, nina, client_of):
    page = client_of(nina).get(thread.get_absolute_url()).content.decode()

    assert "Waiting for a moderator" in page
    assert "first posts of new members" in page
    assert f"/p/{waiting.pk}/edit/" in page
    assert f"/p/{waiting.pk}/delete/" in page
    Post.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=400))
    assert change(waiting, "Later, but still mine.").state == Post.State.HELD


def test_a_hidden_thread_is_read_by_who_began_it_and_nobody_replies(thread, alice, bob, mona, spam, client_of):
    interventions.take_down(by=mona, target_type="thread", thing=thread, outcome="hide", rule=spam.rule)

    page = client_of(alice).get(thread.get_absolute_url())

    assert page.status_code == 200
    assert "Nobody can reply" in page.content.decode()
    assert make.opening(thread).source[:20] in page.content.decode()
    assert client_of(bob).get(thread.get_absolute_url()).status_code == 404


def test_a_hidden_post_of_a_locked_thread_can_be_changed(asked, reported, thread):
    Thread.objects.update(is_locked=True)

    assert change(reported)
    assert levers.restore(Post.objects.get(pk=reported.pk))
