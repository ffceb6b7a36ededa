"""Two people at one case at the same moment, each with a database connection of their own: nothing is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from community.core.decisions import Refused
from forums.posts.models import Post
from moderation.audit.models import AuditEntry
from moderation.cases import actions
from moderation.cases.actions import AlreadyClaimed
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.defaults import ensure
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.statements.models import Statement
from tests import make

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    """The tables were emptied by the test before; the site's reasons come back as they do after every migration."""
    from accounts.groups import ensure_built_in

    ensure_built_in(using="default")
    ensure(using="default")
    return Reason.objects.get(slug="spam")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; each result, or what it raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[n] = act()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_one_of_two_claims_wins(spam, case, mona, max):
    results = at_once(
        lambda: actions.claim(by=mona, case=Case.objects.get()), lambda: actions.claim(by=max, case=Case.objects.get())
    )

    assert sorted(map(str, (r for r in results if r is True))) == ["True"]
    assert [type(r) for r in results if r is not True] == [AlreadyClaimed]


@pytest.mark.parametrize("pair", [("hide", "keep"), ("remove", "hide"), ("keep", "keep"), ("remind", "remove")])
def test_one_of_two_decisions_stands(pair, spam, case, mona, max):
    first, second = pair

    results = at_once(
        lambda: decisions.decide(by=mona, case=case, outcome=first, rule=spam.rule, version=1),
        lambda: decisions.decide(by=max, case=case, outcome=second, rule=spam.rule, version=1),
    )

    assert kinds(results) == ["Decision", "StaleCase"]
    won = Decision.objects.get()
    assert Post.objects.get(pk=case.target_id).state == {"hide": "hidden", "remove": "removed"}.get(won.outcome, "published")
    assert Statement.objects.count() == (1 if won.restricts else 0)
    assert AuditEntry.objects.filter(verb__startswith="case.decided").count() == 1
    call_command("verify_audit")


def test_one_of_two_undos_counts(spam, case, mona, max):
    decision = decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1)

    results = at_once(lambda: decisions.undo(by=mona, decision=decision), lambda: decisions.undo(by=max, decision=decision))

    assert kinds(results) == ["Decision", "Refused"]
    assert Case.objects.get().version == 3


def test_many_first_reports_make_one_case(spam, thread):
    reporters = [make.member(f"witness{n}") for n in range(6)]
    post = thread.posts.get(number=2)

    results = at_once(*(lambda by=by: reporting.report(by=by, target_type="post", thing=post, reason=spam) for by in reporters))

    assert kinds(results) == ["Report"] * 6
    case = Case.objects.get()
    assert (case.report_count, case.reports.count()) == (6, 6)


def test_the_same_report_sent_twice_is_one(spam, thread, charlie):
    post = thread.posts.get(number=2)

    results = at_once(*(lambda: reporting.report(by=charlie, target_type="post", thing=post, reason=spam) for _ in range(3)))

    assert kinds(results) == ["Refused", "Refused", "Report"]
    assert Case.objects.get().report_count == 1


def test_a_report_during_a_decision_is_answered_by_it_or_told_that_it_is_made(spam, case, thread, alice, mona):
    post = thread.posts.get(number=2)

    results = at_once(
        lambda: decisions.decide(by=mona, case=case, outcome="keep", version=1),
        lambda: reporting.report(by=alice, target_type="post", thing=post, reason=spam),
    )

    refused = [r for r in results if isinstance(r, Exception)]
    assert all("looked at exactly this" in str(r) for r in refused)
    mine = Report.objects.filter(reporter=alice).first()
    assert (mine is None) == bool(refused)
    assert mine is None or (mine.case_id, mine.state) == (case.pk, Report.State.DECLINED)


def test_the_log_has_every_act_of_many_at_once(spam, forum, alice, mona, max, admin):
    threads = [make.thread(by=alice, forum=forum, title=f"Thread {n}") for n in range(8)]
    people = [mona, max, admin]

    results = at_once(*(lambda n=n, t=t: interventions.pin(by=people[n % 3], thread=t) for n, t in enumerate(threads)))

    assert results == [True] * 8
    assert sorted(AuditEntry.objects.values_list("sequence", flat=True)) == list(range(1, 9))
    call_command("verify_audit")


def test_hiding_on_the_spot_and_deciding_the_case_agree(spam, case, reported, mona, max):
    results = at_once(
        lambda: decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1),
        lambda: interventions.take_down(by=max, target_type="post", thing=reported, outcome="hide", rule=spam.rule),
    )

    errors = [r for r in results if isinstance(r, Exception)]
    assert all(isinstance(error, StaleCase | Refused) for error in errors), errors
    assert Decision.objects.filter(undone_at=None).count() == 2 - len(errors)
    assert not Case.objects.open().exists()
    call_command("verify_audit")
