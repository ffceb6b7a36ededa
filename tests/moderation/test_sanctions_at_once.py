"""Two acts on one member's sanctions at the same moment, each with a database connection of its own."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Member
from moderation.audit.models import AuditEntry
from moderation.decisions import actions as decisions
from moderation.sanctions import actions, standing
from moderation.sanctions.models import Sanction

from .strikes import decide, fresh, reported_post, strike
from .test_at_once import at_once, kinds, spam  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def columns(member: Member) -> tuple:
    return tuple(Member.objects.values_list("suspended_until", "silenced_until", "is_limited").get(pk=member.pk))


def settled(member: Member) -> bool:
    """Whether the columns are those of the sanctions that stand."""
    reached = columns(member)
    with transaction.atomic():
        standing.apply(fresh(member))
    return columns(member) == reached


def test_confirming_twice_at_once_is_recorded_once(spam, bob, thread, charlie, mona):  # noqa: F811
    made = strike(mona, reported_post(bob, thread, charlie), "warning")

    results = at_once(*(lambda: actions.acknowledge(by=fresh(bob), sanction=made) for _ in range(2)))

    assert sorted(results) == [False, True]
    assert AuditEntry.objects.filter(verb="sanction.acknowledged").count() == 1
    assert not fresh(bob).is_limited


def test_two_who_lift_at_once_lift_once(spam, bob, thread, charlie, mona, max):  # noqa: F811
    made = strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24)

    results = at_once(*(lambda by=by: actions.lift(by=by, sanction=made, reason="Too much.") for by in (mona, max)))

    assert sorted(results) == [False, True]
    assert columns(bob) == (None, None, False)
    call_command("verify_audit")


def test_two_decisions_about_one_member_at_once_both_count(spam, bob, thread, charlie, mona, max):  # noqa: F811
    cases = [reported_post(bob, thread, charlie) for _ in range(2)]

    results = at_once(
        lambda: decide(mona, cases[0], kind="read_only", hours=24, hearing="danger", off_ladder="One."),
        lambda: decide(max, cases[1], kind="hold", hours=24, off_ladder="Two."),
    )

    assert kinds(results) == ["Decision", "Decision"], results
    assert fresh(bob).is_silenced and fresh(bob).is_limited
    assert standing.active_points(bob) == 4
    assert settled(bob)


@pytest.mark.parametrize("other", ["undo", "acknowledge", "impose"])
def test_lifting_beside_anything_else_ends_in_the_state_of_the_rows(other, spam, bob, thread, charlie, mona, max):  # noqa: F811
    made = strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24)
    case = reported_post(bob, thread, charlie)
    acts = {
        "undo": lambda: decisions.undo(by=mona, decision=made.decision),
        "acknowledge": lambda: actions.acknowledge(by=fresh(bob), sanction=made),
        "impose": lambda: decide(mona, case, kind="hold", hours=24, off_ladder="More."),
    }

    results = at_once(lambda: actions.lift(by=max, sanction=made, reason="Too much."), acts[other])

    assert not [r for r in results if isinstance(r, Exception)], results
    assert Sanction.objects.get(pk=made.pk).is_ended
    assert not fresh(bob).is_silenced
    assert settled(bob)
    call_command("verify_audit")
