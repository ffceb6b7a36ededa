"""How a sanction ends: confirmed, lifted, undone; in any order, with the same state at the end."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.composing import actions as composing
from moderation.audit.models import AuditEntry
from moderation.decisions import actions as decisions
from moderation.sanctions import actions, policies, standing
from moderation.sanctions.models import Sanction
from tests import make

from .strikes import decide, fresh, later, reported_post, strike

COLUMNS = ("suspended_until", "silenced_until", "is_limited")


@pytest.fixture
def warning(bob, thread, charlie, mona, spam):
    return strike(mona, reported_post(bob, thread, charlie), "warning")


def columns(member: Member) -> tuple:
    return tuple(Member.objects.values_list(*COLUMNS).get(pk=member.pk))


def test_a_warning_is_read_before_the_next_post(warning, bob, thread, client_of):
    client = client_of(bob)
    form = {"body": "My next post", "form_token": "t" * 32}
    reply = reverse("forums:reply", args=[thread.pk])

    refused = client.post(reply, form)
    page = client.get(reverse("forums:latest")).content.decode()
    own = client.get(f"{reverse('desk:standing')}?next={reply}").content.decode()
    confirmed = client.post(reverse("desk:acknowledge", args=[warning.pk]), {"next": reply})
    taken = client.post(reply, form | {"seen_number": thread.last_number + 5})

    assert refused.status_code == 403
    assert "read the warning you were given first" in refused.content.decode()
    assert "My next post" in refused.content.decode()
    assert "you should read before you write again" in page
    assert "Please read this" in own and "I have read this" in own and warning.decision.message in own
    assert (confirmed.status_code, confirmed.url) == (302, reply)
    assert taken.status_code == 302
    assert "you should read before" not in client.get(reverse("forums:latest")).content.decode()


def test_a_reminder_is_not_asked_to_be_confirmed(bob, thread, charlie, mona, spam):
    strike(mona, reported_post(bob, thread, charlie), "reminder")

    assert composing.reply(by=fresh(bob), thread=thread, body="Right.").is_published


def test_confirming_is_recorded_once_and_the_sanction_stays(warning, bob):
    first = actions.acknowledge(by=bob, sanction=warning)
    moment = Sanction.objects.get().acknowledged_at
    second = actions.acknowledge(by=bob, sanction=Sanction.objects.get())

    assert (first, second) == (True, False)
    assert Sanction.objects.get().acknowledged_at == moment
    assert AuditEntry.objects.filter(verb="sanction.acknowledged").count() == 1
    assert standing.active_points(bob) == 2
    assert columns(bob) == (None, None, False)


@pytest.mark.parametrize("who", ["alice", "mona", "admin"])
def test_nobody_confirms_for_another(who, warning, request, client_of):
    member = request.getfixturevalue(who)

    with pytest.raises(Refused, match="Only the member"):
        actions.acknowledge(by=member, sanction=warning)
    assert client_of(member).post(reverse("desk:acknowledge", args=[warning.pk])).status_code == 404
    assert Sanction.objects.get().acknowledged_at is None


def test_nobody_is_asked_before_they_were_told(bob, thread, charlie, mona, spam, settings, client_of):
    settings.TAKE_BACK_SECONDS = 12
    made = strike(mona, reported_post(bob, thread, charlie), "warning")
    client = client_of(bob)

    assert composing.reply(by=fresh(bob), thread=thread, body="Unaware.").is_published
    assert "you should read" not in client.get(reverse("forums:latest")).content.decode()
    assert "Please read this" not in client.get(reverse("desk:standing")).content.decode()
    assert client.post(reverse("desk:acknowledge", args=[made.pk])).status_code == 404
    assert not actions.acknowledge(by=bob, sanction=made)

    made.decision.tell_at = timezone.now()
    made.decision.save()
    with pytest.raises(Refused, match="read the warning"):
        composing.reply(by=fresh(bob), thread=thread, body="Aware.")


def test_a_suspension_that_is_over_is_confirmed_too(bob, thread, charlie, mona, spam):
    made = strike(mona, reported_post(bob, thread, charlie), "suspend", hours=24)
    later(hours=200 * 24)

    with pytest.raises(Refused, match="read the warning"):
        composing.reply(by=fresh(bob), thread=thread, body="Back.")
    actions.acknowledge(by=fresh(bob), sanction=made)
    assert composing.reply(by=fresh(bob), thread=thread, body="Back.").is_published


def test_lifting_ends_it_with_its_points_tells_the_member_and_keeps_the_row(bob, thread, charlie, mona, max, spam):
    made = strike(mona, reported_post(bob, thread, charlie), "suspend", hours=24)

    assert actions.lift(by=max, sanction=made, reason=" It was longer than it had to be. ")

    row = Sanction.objects.get()
    assert (row.lifted_by, row.lift_reason, row.undone_at) == (max, "It was longer than it had to be.", None)
    assert columns(bob) == (None, None, False)
    assert standing.active_points(bob) == 0
    told = Notification.objects.get(member=bob, verb="moderation.lifted")
    assert told.data["text"] == "It was longer than it had to be."
    entry = AuditEntry.objects.get(verb="sanction.lifted")
    assert (entry.actor, entry.reason, entry.target_id) == (max, "It was longer than it had to be.", made.pk)


def test_lifting_twice_is_lifting_once(warning, max):
    assert actions.lift(by=max, sanction=warning, reason="Too much.")
    assert not actions.lift(by=max, sanction=Sanction.objects.get(), reason="Too much.")
    assert AuditEntry.objects.filter(verb="sanction.lifted").count() == 1


@pytest.mark.parametrize(("reason", "sentence"), [("", "say why"), (" \n", "say why"), ("x" * 401, "400")])
def test_lifting_takes_a_reason(reason, sentence, warning, max):
    with pytest.raises(ValidationError, match=sentence):
        actions.lift(by=max, sanction=warning, reason=reason)
    assert Sanction.objects.get().lifted_at is None


@pytest.mark.parametrize(
    ("who", "everywhere", "here", "words"),
    [
        ("mona", "", "", ""),
        ("admin", "", "", ""),
        ("kim", "every forum", "do not moderate", "do not moderate"),
        ("charlie", "every forum", "do not moderate", "do not moderate"),
        ("bob", "about you", "about you", "about you"),
    ],
)
def test_who_lifts_what(who, everywhere, here, words, bob, thread, charlie, mona, spam, request, forum):
    if who == "kim":
        request.getfixturevalue("kim")
        make.access(forum.__class__.objects.get(slug="garden"), "moderators", 16)
    by = request.getfixturevalue(who)
    cases = [reported_post(bob, thread, charlie) for _ in range(3)]
    made = [
        (strike(mona, cases[0], "hold", hours=24), everywhere),
        (strike(mona, cases[1], "hold", hours=24, scope="forum"), here),
        (strike(mona, cases[2], "warning"), words),
    ]

    for sanction, sentence in made:
        allowed = policies.can_lift(by, sanction)
        assert bool(allowed) == (not sentence)
        if sentence:
            assert sentence in str(allowed.reason)
            with pytest.raises(Refused, match=sentence):
                actions.lift(by=by, sanction=sanction, reason="Because.")
        else:
            assert actions.lift(by=by, sanction=sanction, reason="Because.")


def test_what_has_run_out_is_not_lifted(bob, thread, charlie, mona, spam):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    actions.acknowledge(by=bob, sanction=made)
    later(days=100)
    made.refresh_from_db()

    with pytest.raises(Refused, match="run out"):
        actions.lift(by=mona, sanction=made, reason="Because.")


def test_undoing_the_decision_gives_back_exactly_the_state_before(bob, thread, charlie, mona, max, spam):
    strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24)
    before, points = columns(bob), standing.active_points(bob)
    case = reported_post(bob, thread, charlie)
    decision = decide(max, case, outcome="remove", kind="suspend", hours=48, hearing="danger", off_ladder="Threats.")
    assert fresh(bob).is_suspended

    decisions.undo(by=mona, decision=decision)

    assert columns(bob) == before
    assert standing.active_points(bob) == points
    assert Sanction.objects.get(decision=decision).undone_at is not None


def test_undoing_after_lifting_changes_nothing_more(warning, bob, mona, max):
    actions.lift(by=max, sanction=warning, reason="Too much.")
    decisions.undo(by=mona, decision=warning.decision)

    row = Sanction.objects.get()
    assert row.lifted_at and row.undone_at
    assert columns(bob) == (None, None, False)


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_imposing_lifting_and_undoing_ends_in_the_same_state(seed, bob, thread, charlie, mona, max, spam):
    """The columns are those of what is in force, whichever way it came to that."""
    dice = random.Random(seed)
    kinds = ["warning", "hold", "read_only", "no_links", "reminder", "suspend", "ban"]
    made: list[Sanction] = []
    for _step in range(9):
        act = dice.choice(["impose", "impose", "lift", "undo", "acknowledge"])
        standing_ones = [s for s in made if not Sanction.objects.get(pk=s.pk).is_ended]
        if act == "impose" or not standing_ones:
            kind = dice.choice(kinds[:4] if standing.is_closed(fresh(bob)) else kinds)
            hours = dice.choice([1, 24, 300]) if kind in ("hold", "read_only", "suspend", "no_links") else None
            made.append(strike(mona, reported_post(bob, thread, charlie), kind, hours=hours))
            continue
        chosen = dice.choice(standing_ones)
        if act == "lift":
            actions.lift(by=max, sanction=chosen, reason="Because.")
        elif act == "undo":
            decisions.undo(by=max, decision=chosen.decision)
        else:
            actions.acknowledge(by=fresh(bob), sanction=chosen)

        reached = columns(bob)
        Member.objects.filter(pk=bob.pk).update(suspended_until=None, silenced_until=None, is_limited=False)
        standing.apply(fresh(bob))
        assert columns(bob) == reached
