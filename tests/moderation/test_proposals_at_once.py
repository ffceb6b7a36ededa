"""A proposal, an answer, an undo, a clean-up, each with a database connection of its own: one wins, and the rows agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Member
from community.core.decisions import Refused
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.cleanup import actions as cleaning
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.proposals import actions
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.sanctions.models import Sanction
from moderation.sanctions.plan import Plan
from moderation.statements.models import Statement
from tests import make
from tests.moderation.test_at_once import at_once, kinds, spam  # noqa: F401

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proposal(spam, case, mona, max, bob):  # noqa: F811
    """Mona proposes to ban Bob; his time to answer is over."""
    plan = Plan(kind="ban", off_ladder="Threats.")
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1, sanction=plan)
    Proposal.objects.update(hearing_until=timezone.now() - timedelta(minutes=1))
    return Proposal.objects.select_related("case", "origin").get()


def decide(by, proposal, outcome):
    return lambda: actions.decide(by=by, case=proposal.case, outcome=outcome, version=proposal.case.version)


@pytest.mark.parametrize("pair", [("impose", "impose"), ("impose", "drop")])
def test_one_of_two_answers_to_a_proposal_counts(pair, proposal, max, admin):
    results = at_once(decide(max, proposal, pair[0]), decide(admin, proposal, pair[1]))

    assert kinds(results) == ["Decision", "StaleCase"]
    won = next(result for result in results if isinstance(result, Decision))
    assert Sanction.objects.count() == (won.outcome == "impose")
    assert Statement.objects.filter(decision=won).count() == (won.outcome == "impose")
    assert Proposal.objects.get().decided_by == won.by


def test_an_answer_and_a_yes_at_once_lose_nothing(proposal, max, bob):
    results = at_once(
        decide(max, proposal, "impose"), lambda: actions.answer_hearing(by=bob, proposal=proposal, text="Wait, please.")
    )

    fresh = Proposal.objects.get()
    decided, answered = results
    if isinstance(decided, StaleCase):
        assert fresh.is_open
        assert fresh.heard_text == "Wait, please."
    else:
        # It was decided first: the member is told so and keeps their words.
        assert isinstance(answered, Refused)
        assert (fresh.state, fresh.heard_text) == ("approved", "")
        assert Sanction.objects.count() == 1


def test_a_yes_and_the_undo_of_where_it_came_from_agree(proposal, mona, max, bob):
    results = at_once(decide(max, proposal, "impose"), lambda: decisions.undo(by=mona, decision=proposal.origin))

    assert kinds(results) in (["Decision", "Decision"], ["Decision", "StaleCase"])
    assert Proposal.objects.get().state == "undone"
    assert not Sanction.objects.standing().exists()
    assert not Member.objects.get(pk=bob.pk).is_suspended
    assert not Decision.objects.filter(undone_at=None).exists()
    call_command("verify_audit")


def test_one_of_two_clean_ups_is_made(spam, forum, mona, max, charlie):  # noqa: F811
    pills = make.member("pills", trust=0)
    thread = make.thread(by=pills, forum=forum, posts=3)
    reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam)

    results = at_once(
        lambda: cleaning.clean(by=mona, member=pills, rule=spam.rule),
        lambda: cleaning.clean(by=max, member=pills, rule=spam.rule),
    )

    made = [result for result in results if isinstance(result, Decision)]
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused | StaleCase)], results
    assert not Post.objects.filter(author=pills, state="published").exists()
    assert not Case.objects.open().exists()
    assert len(made) == 1, results
    decisions.undo(by=max, decision=made[0])
    assert Post.objects.filter(author=pills, state="published").count() == 3
    assert not Member.objects.get(pk=pills.pk).is_suspended
    call_command("verify_audit")


def test_a_reply_and_a_clean_up_at_once(spam, forum, mona, bob):  # noqa: F811
    from forums.composing import actions as composing

    pills = make.member("pills", trust=0)
    threads = [make.thread(by=pills, forum=forum, title=f"T{n}") for n in range(4)]

    results = at_once(
        lambda: cleaning.clean(by=mona, member=pills, rule=spam.rule),
        *(lambda t=t: composing.reply(by=bob, thread=t, body="Please stop this") for t in threads[:2]),
    )

    assert isinstance(results[0], Decision), results
    assert not Post.objects.filter(author=pills, state="published").exists()
    decisions.undo(by=mona, decision=results[0])
    assert Post.objects.filter(author=pills, state="published").count() == 4
