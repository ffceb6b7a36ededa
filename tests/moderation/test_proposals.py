"""Heard before locked out, and two people for what is heavy: proposing, answering, deciding, undoing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.proposals import actions
from moderation.proposals.models import Proposal
from moderation.sanctions.models import Sanction
from moderation.sanctions.plan import Plan
from moderation.statements.models import Statement

WEEK = Plan(kind="suspend", hours=7 * 24, off_ladder="It happened before.")
BAN = Plan(kind="ban", off_ladder="Threats in private.")
BAN_AT_ONCE = Plan(kind="ban", off_ladder="Threats.", hearing="danger")


@pytest.fixture
def propose(case, mona, spam):
    """propose(plan): Mona hides Bob's post and means to sanction him; the proposal with its case."""

    def make(plan=WEEK, by=mona):
        fresh = Case.objects.get(pk=case.pk)
        decisions.decide(by=by, case=fresh, outcome="hide", rule=spam.rule, version=fresh.version, sanction=plan)
        return Proposal.objects.select_related("case", "origin").get(state=Proposal.State.OPEN)

    return make


def later(proposal, **changes):
    """The same proposal as if time had passed."""
    Proposal.objects.filter(pk=proposal.pk).update(**changes)
    return Proposal.objects.select_related("case", "origin").get(pk=proposal.pk)


def no_time_left(proposal):
    return later(proposal, hearing_until=timezone.now() - timedelta(minutes=1))


def decide(by, proposal, outcome="impose", **more):
    case = Case.objects.get(pk=proposal.case_id)
    return actions.decide(by=by, case=case, outcome=outcome, version=more.pop("version", case.version), **more)


def told(member):
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("verb", flat=True))


def test_a_suspension_asks_the_member_first(propose, bob, mona):
    proposal = propose()

    bob.refresh_from_db()
    assert not bob.is_suspended
    assert not Sanction.objects.exists()
    assert (proposal.member, proposal.by, proposal.needs_second) == (bob, mona, False)
    assert proposal.case.kind == Case.Kind.PROPOSAL
    assert proposal.case.snoozed_until == proposal.hearing_until
    assert proposal.case.forum_id == proposal.origin.case.forum_id
    assert told(bob)[-1] == "moderation.hearing"
    mail = OutboxMail.objects.filter(to=bob.email).latest("pk")
    for part in ("suspend your account for 7 days", "Nothing is decided yet", "No advertising", f"/hearing/{proposal.pk}/"):
        assert part in mail.text


def test_nobody_is_asked_while_it_can_be_taken_back_unseen(propose, bob, mona, settings):
    settings.TAKE_BACK_SECONDS = 12
    proposal = propose()

    decisions.undo(by=mona, decision=proposal.origin)

    assert "moderation.hearing" not in told(bob)
    assert "moderation.hearing_over" not in told(bob)
    assert Proposal.objects.get().state == Proposal.State.UNDONE
    assert Case.objects.get(pk=proposal.case_id).state == Case.State.CLOSED


@pytest.mark.parametrize(("who", "sentence"), [("mona", "to answer"), ("max", "to answer"), ("admin", "to answer")])
@pytest.mark.parametrize("outcome", ["impose", "drop"])
def test_nobody_decides_while_the_member_can_still_answer(who, sentence, outcome, propose, request):
    proposal = propose()

    with pytest.raises(Refused, match=sentence):
        decide(request.getfixturevalue(who), proposal, outcome)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("mona", ""),
        ("max", ""),
        ("admin", ""),
        ("kim", "do not moderate"),
        ("bob", "do not moderate"),
        ("charlie", "do not moderate"),
    ],
)
def test_who_decides_after_the_hearing(who, sentence, propose, request, bob):
    proposal = propose()
    actions.answer_hearing(by=bob, proposal=proposal, text="It was a mistake.")

    if sentence:
        with pytest.raises(Refused, match=sentence):
            decide(request.getfixturevalue(who), proposal)
    else:
        assert decide(request.getfixturevalue(who), proposal).outcome == "impose"


@pytest.mark.parametrize(("who", "sentence"), [("mona", "second person"), ("max", ""), ("admin", "")])
@pytest.mark.parametrize("outcome", ["impose", "drop"])
def test_what_is_heavy_needs_somebody_else(who, sentence, outcome, propose, request):
    proposal = no_time_left(propose(BAN))

    if sentence:
        with pytest.raises(Refused, match=sentence):
            decide(request.getfixturevalue(who), proposal, outcome)
    else:
        assert decide(request.getfixturevalue(who), proposal, outcome)


def test_the_member_concerned_never_decides(propose, bob):
    from accounts.groups import MODERATORS
    from tests import make

    proposal = no_time_left(propose())
    bob.groups.add(make.group(MODERATORS))

    with pytest.raises(Refused, match="about you"):
        decide(Member.objects.get(pk=bob.pk), proposal, "drop")


def test_who_reported_it_does_not_decide_it(propose, case, max, spam):
    from moderation.reports import actions as reporting

    reporting.report(by=max, target_type="post", thing=TARGETS["post"].load(case.target_id), reason=spam)
    proposal = no_time_left(propose())

    with pytest.raises(Refused, match="reported"):
        decide(max, proposal)


def test_what_has_run_out_is_decided_by_nobody(propose, max, mona, bob):
    proposal = later(propose(BAN), hearing_until=timezone.now() - timedelta(days=9), expires_at=timezone.now())

    assert TARGETS["proposal"].state(proposal) == "expired"
    with pytest.raises(Refused, match="run out"):
        decide(max, proposal)
    assert actions.expire_all() == 1
    assert actions.expire_all() == 0
    assert Case.objects.get(pk=proposal.case_id).state == Case.State.CLOSED
    assert told(mona)[-1] == "moderation.proposal_decided"
    assert told(bob)[-1] == "moderation.hearing_over"


def test_imposing_brings_it_into_force_with_reasons(propose, bob, mona, max):
    proposal = propose(BAN)
    actions.answer_hearing(by=bob, proposal=proposal, text="Sorry.")

    decision = decide(max, proposal, message="You were heard; the threats weigh more.")

    sanction = Sanction.objects.get()
    bob.refresh_from_db()
    proposal.refresh_from_db()
    assert bob.is_suspended
    assert (sanction.kind, sanction.by, sanction.second_by, sanction.hearing) == ("ban", mona, max, "held")
    assert sanction.points == proposal.origin.rule.points
    assert (decision.by, decision.second_by, decision.rule) == (max, mona, proposal.origin.rule)
    assert (proposal.state, proposal.decided_by) == ("approved", max)
    statement = Statement.objects.get(decision=decision)
    assert statement.member == bob
    assert "the threats weigh more" in statement.body
    assert "mona" not in statement.body
    assert decision.redresses.get().role == "affected"
    assert told(bob)[-1] == "moderation.sanctioned"
    assert told(mona)[-1] == "moderation.proposal_decided"
    assert AuditEntry.objects.get(verb="case.decided.impose").data["second"] == mona.pk


def test_the_words_in_force_then_count(propose, mona, max):
    proposal = no_time_left(propose())
    rule = proposal.origin.rule
    type(rule).objects.filter(pk=rule.pk).update(version=7)

    assert decide(max, proposal).rule_version == proposal.origin.rule_version


def test_dropping_leaves_the_member_in_peace(propose, bob, mona, max):
    proposal = propose()
    actions.answer_hearing(by=bob, proposal=proposal, text="It was my sister.")

    decision = decide(max, proposal, "drop", message="Convincing.")

    bob.refresh_from_db()
    proposal.refresh_from_db()
    assert not Sanction.objects.exists()
    assert not bob.is_limited
    assert (proposal.state, proposal.answer) == ("declined", "Convincing.")
    assert not Statement.objects.filter(decision=decision).exists()
    assert not decision.redresses.exists()
    assert told(bob)[-1] == "moderation.hearing_over"
    assert told(mona)[-1] == "moderation.proposal_decided"


def test_an_answer_wakes_the_case_and_can_be_changed_until_it_is_decided(propose, bob, max):
    proposal = propose()
    seen = Case.objects.get(pk=proposal.case_id).version
    actions.answer_hearing(by=bob, proposal=proposal, text="First thought")
    heard_at = Proposal.objects.get().heard_at
    actions.answer_hearing(by=bob, proposal=proposal, text="Second thought")

    assert not Case.objects.get(pk=proposal.case_id).is_snoozed
    assert (Proposal.objects.get().heard_text, Proposal.objects.get().heard_at) == ("Second thought", heard_at)
    with pytest.raises(StaleCase):
        decide(max, proposal, version=seen)
    decide(max, proposal)
    with pytest.raises(Refused, match="decided already"):
        actions.answer_hearing(by=bob, proposal=proposal, text="Third thought")


@pytest.mark.parametrize("who", ["alice", "mona", "max"])
def test_nobody_answers_for_another(who, propose, request):
    with pytest.raises(Refused, match="not about you"):
        actions.answer_hearing(by=request.getfixturevalue(who), proposal=propose(), text="Hello")


@pytest.mark.parametrize(("text", "sentence"), [("  \0 ", "write something"), ("x" * 4001, "4000")])
def test_an_answer_says_something_and_not_too_much(text, sentence, propose, bob):
    with pytest.raises(ValidationError, match=sentence):
        actions.answer_hearing(by=bob, proposal=propose(), text=text)


def test_a_late_answer_still_counts(propose, bob):
    proposal = no_time_left(propose())

    actions.answer_hearing(by=bob, proposal=proposal, text="I was away.")

    assert Proposal.objects.get().heard_text == "I was away."


def test_a_lesser_measure_holds_until_the_second_person_comes(propose, bob, max, mona):
    proposal = propose(BAN_AT_ONCE)

    lesser = Sanction.objects.get()
    bob.refresh_from_db()
    assert proposal.hearing_until is None
    assert not proposal.case.is_snoozed
    assert bob.is_suspended
    assert (lesser.decision, lesser.kind, lesser.hearing, lesser.is_heavy) == (proposal.origin, "suspend", "danger", False)
    assert lesser.ends_at - lesser.starts_at == timedelta(hours=24)
    assert "suspend" in Statement.objects.get(decision=proposal.origin).body.lower()
    with pytest.raises(Refused, match="second person"):
        decide(mona, proposal)

    decide(max, proposal)

    ban = Sanction.objects.get(kind="ban")
    assert (ban.hearing, ban.second_by, ban.points) == ("danger", max, 0)
    assert lesser.points == proposal.origin.rule.points


def test_undoing_an_imposed_sanction_opens_the_proposal_again(propose, bob, max):
    proposal = no_time_left(propose(BAN))
    decision = decide(max, proposal)

    decisions.undo(by=max, decision=decision)

    bob.refresh_from_db()
    proposal.refresh_from_db()
    assert not bob.is_suspended
    assert Sanction.objects.get().undone_at
    assert (proposal.state, proposal.decided_by, proposal.is_open) == ("open", None, True)
    assert Case.objects.get(pk=proposal.case_id).is_open
    assert decide(max, proposal, "drop").outcome == "drop"


def test_undoing_late_gives_the_second_person_a_new_day(propose, max):
    proposal = no_time_left(propose(BAN))
    decision = decide(max, proposal)
    later(proposal, expires_at=timezone.now() - timedelta(days=1))

    decisions.undo(by=max, decision=decision)

    assert Proposal.objects.get().is_open


@pytest.mark.parametrize("approved", [False, True])
def test_undoing_where_it_came_from_ends_it_all(approved, propose, bob, mona, max):
    before = Member.objects.filter(pk=bob.pk).values().get()
    proposal = no_time_left(propose(BAN))
    if approved:
        decide(max, proposal)

    decisions.undo(by=mona, decision=proposal.origin)

    proposal.refresh_from_db()
    assert proposal.state == "undone"
    assert Case.objects.get(pk=proposal.case_id).state == Case.State.CLOSED
    assert Case.objects.get(pk=proposal.origin.case_id).is_open
    assert not Decision.objects.filter(undone_at=None).exists()
    assert Member.objects.filter(pk=bob.pk).values().get() == before
    assert "moderation.undone" in told(bob)
    assert ("moderation.hearing_over" in told(bob)) != approved


def test_a_stale_or_odd_wish_changes_nothing(propose, max):
    proposal = no_time_left(propose())

    with pytest.raises(StaleCase):
        decide(max, proposal, version=99)
    with pytest.raises(ValidationError):
        decide(max, proposal, "remove")
    with pytest.raises(ValidationError):
        decide(max, proposal, message="x" * 5000)
    assert Proposal.objects.get().is_open
