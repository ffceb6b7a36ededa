"""Staff change what somebody else wrote, and lock and move threads: never without the author learning why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.composing import editing
from forums.models import Forum
from forums.posts.models import Post, Revision
from forums.threads import tags
from forums.threads.models import Thread
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, LegalGround, Rule
from moderation.interventions import actions as interventions
from moderation.statements.models import Statement
from tests import make

WORDS = ("source", "html", "text", "edited_at", "edited_by", "state", "number")


@pytest.fixture
def law(db: None) -> LegalGround:
    return LegalGround.objects.first() or LegalGround.objects.create(reference="§ 1", title="A law", text="So.", category="X")


@pytest.fixture
def ground(spam) -> dict[str, Any]:
    return {"rule": Rule.objects.get(number=5)}


def form(post: Post, **more: Any) -> dict[str, Any]:
    return {"body": "Call me: [removed]", "version": post.version, "title": post.thread.title, "ground": "care"} | more


# --- Words ------------------------------------------------------------------------------------------------------------


def test_a_change_is_a_decision_with_a_statement(thread, bob, mona, ground):
    post = thread.posts.get(number=2)

    decision = interventions.edit_post(by=mona, post=post, body="[removed]", version=1, message="A number.", **ground)

    post.refresh_from_db()
    assert (post.source, post.edited_by, post.version, post.state) == ("[removed]", mona, 2, "published")
    assert (decision.outcome, decision.ground, decision.case.kind) == ("edit", "rule", "spot")
    assert not Case.objects.open().exists()
    assert Statement.objects.get().member == bob
    assert Notification.objects.filter(member=bob, verb="moderation.edited").count() == 1
    assert Revision.objects.get(post=post).source != post.source
    assert AuditEntry.objects.get().verb == "case.decided.edit"


def test_care_needs_words_and_breaks_no_rule(thread, bob, mona):
    post = thread.posts.get(number=2)
    with pytest.raises(ValidationError, match="why"):
        interventions.edit_post(by=mona, post=post, body="Tidy.", version=1, care=True)

    decision = interventions.edit_post(by=mona, post=post, body="Tidy.", version=1, care=True, message="A spelling mistake.")

    assert (decision.ground, decision.rule, decision.law) == ("care", None, None)
    assert Statement.objects.get().member == bob


def test_without_a_ground_nothing_is_changed(thread, mona):
    post = thread.posts.get(number=2)

    with pytest.raises(ValidationError, match="ground"):
        interventions.edit_post(by=mona, post=post, body="Mine.", version=1, message="Because.")

    assert Post.objects.get(pk=post.pk).source == post.source
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("alice", "do not moderate"), ("bob", "do not moderate"), ("kim", "do not moderate"), ("mona", ""), ("admin", "")],
)
def test_who_may(who, sentence, thread, ground, request):
    post = thread.posts.get(number=2)

    def act():
        return interventions.edit_post(by=request.getfixturevalue(who), post=post, body="New.", version=1, **ground)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            act()
    else:
        assert act()


@pytest.mark.parametrize("state", ["held", "hidden", "removed", "deleted"])
def test_only_what_everybody_reads_is_changed(state, thread, mona, ground):
    post = thread.posts.get(number=2)
    Post.objects.filter(pk=post.pk).update(state=state)

    with pytest.raises(Refused, match="everybody can read"):
        interventions.edit_post(by=mona, post=Post.objects.get(pk=post.pk), body="New.", version=1, **ground)


def test_nobody_changes_others_on_the_page_for_authors(thread, mona, admin, client_of):
    post = thread.posts.get(number=2)

    for who in (mona, admin):
        page = client_of(who).get(f"/p/{post.pk}/edit/")
        assert page.status_code == 403
        assert reverse("desk:edit_post", args=[post.pk]) in page.content.decode()
        assert client_of(who).post(f"/p/{post.pk}/edit/", {"body": "Silently.", "version": 1}).status_code == 403
    assert Post.objects.get(pk=post.pk).source == post.source


def test_a_change_of_nothing_is_none(thread, mona, ground):
    post = thread.posts.get(number=2)

    with pytest.raises(ValidationError, match="Nothing was changed"):
        interventions.edit_post(by=mona, post=post, body=post.source, version=1, **ground)
    assert not Decision.objects.exists()


def test_a_stale_change_overwrites_nothing(thread, bob, mona, ground):
    post = thread.posts.get(number=2)
    editing.edit(by=bob, post=post, body="Bob was faster.", version=1)

    with pytest.raises(editing.StaleEdit):
        interventions.edit_post(by=mona, post=post, body="Mona's.", version=1, **ground)

    assert not Case.objects.exists()
    assert Post.objects.get(pk=post.pk).source == "Bob was faster."


def test_a_reported_post_is_answered_by_the_change_and_never_by_care(case, reported, charlie, mona, ground):
    with pytest.raises(ValidationError, match=f"Decide case {case.pk} first"):
        interventions.edit_post(by=mona, post=reported, body="Tidy.", version=1, care=True, message="Spelling.")

    decision = interventions.edit_post(by=mona, post=reported, body="Tidy.", version=1, **ground)

    assert decision.case == case
    assert case.reports.get().state == "upheld"


def test_undone_the_words_stand_as_before(thread, mona, ground):
    post, opening = thread.posts.get(number=2), make.opening(thread)
    tags.change(thread, ["oak", "glue"])
    before = [Post.objects.filter(thread=thread).order_by("pk").values(*WORDS)[n] for n in range(2)]
    filed = Thread.objects.values("title", "slug", "kind", "accepted_number").get(pk=thread.pk)

    first = interventions.edit_post(by=mona, post=post, body="Other words.", version=1, **ground)
    second = interventions.edit_post(
        by=mona, post=opening, body="Also other.", version=1, title="Another title", kind="question", tags=["ash"], **ground
    )
    decisions.undo(by=mona, decision=second)
    decisions.undo(by=mona, decision=first)

    assert list(Post.objects.filter(thread=thread).order_by("pk").values(*WORDS)) == before
    assert Thread.objects.values("title", "slug", "kind", "accepted_number").get(pk=thread.pk) == filed
    assert sorted(thread.tags.values_list("name", flat=True)) == ["glue", "oak"]
    assert not Revision.objects.exists()


def test_undone_it_leaves_alone_what_was_written_since(thread, bob, mona, ground):
    post = thread.posts.get(number=2)
    decision = interventions.edit_post(by=mona, post=post, body="Mona's.", version=1, **ground)
    editing.edit(by=bob, post=Post.objects.get(pk=post.pk), body="Bob's again.", version=2)

    decisions.undo(by=mona, decision=decision)

    assert Post.objects.get(pk=post.pk).source == "Bob's again."


def test_a_form_made_in_between_does_not_overwrite_after_an_undo(thread, bob, mona, ground):
    post = thread.posts.get(number=2)
    decision = interventions.edit_post(by=mona, post=post, body="Mona's.", version=1, **ground)
    decisions.undo(by=mona, decision=decision)

    with pytest.raises(editing.StaleEdit):
        editing.edit(by=bob, post=Post.objects.get(pk=post.pk), body="From a form of version 2.", version=2)


def test_the_page_asks_why_and_keeps_everything(thread, bob, mona, client_of):
    post = thread.posts.get(number=2)
    client, address = client_of(mona), reverse("desk:edit_post", args=[post.pk])

    assert client.get(address).status_code == 200
    without = client.post(address, form(post, ground=""))
    wordless = client.post(address, form(post))
    preview = client.post(address, form(post, ground="", preview="1"))
    done = client.post(address, form(post, message="No numbers in public."))

    for answer in (without, wordless):
        assert answer.status_code == 422
        assert "Call me: [removed]" in answer.content.decode()
    assert preview.status_code == 200
    assert done.status_code == 302
    assert Decision.objects.get().message == "No numbers in public."


def test_the_page_of_a_stale_change_shows_both(thread, bob, mona, client_of):
    post = thread.posts.get(number=2)
    editing.edit(by=bob, post=post, body="Bob was faster.", version=1)

    answer = client_of(mona).post(reverse("desk:edit_post", args=[post.pk]), form(post, message="Why"))

    assert answer.status_code == 409
    assert "Bob was" in answer.content.decode()
    assert "Call me: [removed]" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("bob", 403), ("kim", 403), ("mona", 200)])
def test_the_door_of_the_page(kim, who, status, thread, client_of, request):
    address = reverse("desk:edit_post", args=[thread.posts.get(number=2).pk])

    assert client_of(request.getfixturevalue(who)).get(address).status_code == status


# --- Locking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_what", ["rule", "law", "care"])
def test_a_lock_has_a_reason_and_its_author_is_told(by_what, thread, alice, mona, law, spam):
    ground = {"rule": {"rule": spam.rule}, "law": {"law": law}, "care": {"care": True}}[by_what]

    decision = interventions.lock(by=mona, thread=thread, message="Answered.", **ground)

    thread.refresh_from_db()
    assert thread.is_locked
    assert (decision.outcome, decision.ground) == ("lock", by_what)
    assert Statement.objects.get().member == alice


def test_unlocking_takes_the_decision_back_and_leaves_no_case(thread, alice, mona):
    decision = interventions.lock(by=mona, thread=thread, care=True, message="Answered.")

    assert interventions.unlock(by=mona, thread=thread, reason="Somebody has news")

    decision.refresh_from_db()
    thread.refresh_from_db()
    assert decision.undone_at
    assert not thread.is_locked
    assert not Case.objects.open().exists()
    assert Notification.objects.filter(member=alice, verb="moderation.undone").exists()


def test_an_old_lock_is_opened_all_the_same(thread, mona):
    decision = interventions.lock(by=mona, thread=thread, care=True, message="Answered.")
    Decision.objects.update(made_at=timezone.now() - timedelta(days=60))

    assert interventions.unlock(by=mona, thread=Thread.objects.get(pk=thread.pk))

    decision.refresh_from_db()
    assert decision.undone_at is None
    assert not Thread.objects.get(pk=thread.pk).is_locked
    assert AuditEntry.objects.order_by("-sequence").first().verb == "thread.unlocked"


def test_ones_own_thread_is_locked_without_ado(forum, mona):
    thread = make.thread(by=mona, forum=forum)

    assert interventions.lock(by=mona, thread=thread, message="Said it all") is None

    assert Thread.objects.get(pk=thread.pk).is_locked
    assert not Case.objects.exists()
    assert interventions.unlock(by=mona, thread=thread)


def test_a_locked_thread_is_not_locked_again(thread, mona):
    interventions.lock(by=mona, thread=thread, care=True, message="Answered.")

    with pytest.raises(Refused, match="already"):
        interventions.lock(by=mona, thread=Thread.objects.get(pk=thread.pk), care=True, message="Answered.")


def test_locking_on_the_page(thread, mona, client_of):
    client, address = client_of(mona), reverse("desk:intervene", args=[thread.pk, "lock"])

    wordless = client.post(address, {"ground": "care", "message": ""})
    done = client.post(address, {"ground": "care", "message": "The question is answered."})

    assert wordless.status_code == 422
    assert done.status_code == 302
    assert Thread.objects.get(pk=thread.pk).is_locked


def test_taking_down_by_law(thread, bob, mona, law, client_of):
    post = thread.posts.get(number=2)

    client_of(mona).post(reverse("desk:intervene_post", args=[post.pk, "remove"]), {"ground": f"law:{law.pk}", "message": "So."})

    assert Decision.objects.get().law == law
    assert law.reference in Statement.objects.get(member=bob).body


# --- Moving -----------------------------------------------------------------------------------------------------------


def test_a_move_out_of_its_authors_sight_is_refused(thread, admin, staff_forum, client_of):
    with pytest.raises(Refused, match="could not read it there"):
        interventions.move(by=admin, thread=thread, forum=staff_forum)

    answer = client_of(admin).post(
        reverse("desk:intervene", args=[thread.pk, "move"]), {"forum": staff_forum.pk, "reason": "Typed with care"}
    )
    assert answer.status_code == 403
    assert "Typed with care" in answer.content.decode()


def test_a_suspended_author_is_asked_as_if_they_were_not(thread, alice, admin):
    members = make.forum("For members", open_to="members")
    alice.suspended_until = timezone.now() + timedelta(days=1)
    alice.save()

    assert interventions.move(by=admin, thread=Thread.objects.get(pk=thread.pk), forum=Forum.objects.get(pk=members.pk))
