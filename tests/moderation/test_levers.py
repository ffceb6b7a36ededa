"""Every lever that restricts anything is walked: none can be pulled without a decision, and none of those without a statement."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions import closing
from moderation.decisions.models import RESTRICTING, Decision
from moderation.reports import actions as reporting
from moderation.statements.models import Statement, StatementIsImmutable
from tests import make

ROOT = Path(__file__).parent.parent.parent
# Module -> levers after which others read less, or the member may do less.
RESTRICTIONS = {
    "forums.posts.levers": {"hide", "remove", "reject", "hold", "to_state"},
    "forums.threads.levers": {"hide", "remove", "hold", "to_state"},
    "accounts.levers": {"suspend", "silence", "limit"},
}
# Who may pull them: the adapters through which every decision goes, and what is no restriction by others.
MAY_PULL = {
    "moderation/cases/target_post.py",
    "moderation/cases/target_thread.py",
    "moderation/sanctions/standing.py",  # computed from the sanctions, each of which has its decision by a key of its own
    "forums/posts/levers.py",  # an opening post takes its thread along
    "forums/threads/levers.py",
    "accounts/levers.py",
    "forums/composing/actions.py",  # authors take their own posts back, which then wait as before
    "forums/composing/editing.py",  # an edit that a screener holds: post_held opens its case in the same transaction
}


def pulled_in(path: Path) -> set[str]:
    """The restricting levers a file names, whatever it calls the module it has them from."""
    tree = ast.parse(path.read_text())
    modules: dict[str, str] = {}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                full = f"{node.module}.{name.name}"
                if full in RESTRICTIONS:
                    modules[name.asname or name.name] = full
                if node.module in RESTRICTIONS and name.name in RESTRICTIONS[node.module]:
                    found.add(full)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id, "")
            if node.attr in RESTRICTIONS.get(module, ()):
                found.add(f"{module}.{node.attr}")
    return found


def test_only_decisions_pull_restricting_levers():
    pullers = {}
    for folder in ("accounts", "forums", "moderation"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if name not in MAY_PULL and (pulled := pulled_in(path)):
                pullers[name] = pulled

    assert pullers == {}


def test_the_walk_finds_what_it_looks_for():
    assert "forums.posts.levers.hide" in pulled_in(ROOT / "moderation/cases/target_post.py")


def test_every_outcome_that_restricts_is_known_as_one():
    assert {outcome.name for outcome in OUTCOMES.values() if outcome.statement} == set(RESTRICTING)
    for outcome in OUTCOMES.values():
        assert outcome.needs_ground or outcome.name not in RESTRICTING
    for target in TARGETS.values():
        assert set(target.levers) <= set(OUTCOMES)


@pytest.mark.parametrize("kind", ["post", "thread"])
@pytest.mark.parametrize("outcome", ["hide", "remove"])
def test_every_restriction_has_its_statement(kind, outcome, thread, charlie, mona, spam):
    thing = thread if kind == "thread" else make.opening(thread)
    case = reporting.report(by=charlie, target_type=kind, thing=thing, reason=spam).case

    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=1)

    assert decision.restricts
    assert decision.statement.member == thread.author


def test_if_the_statement_cannot_be_written_nothing_is_restricted(case, reported, mona, spam, monkeypatch):
    def fail(decision):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(closing, "state_reasons", fail)
    with pytest.raises(RuntimeError):
        decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)

    reported.refresh_from_db()
    assert reported.state == "published"
    assert Case.objects.get().is_open


@pytest.mark.parametrize("outcome", RESTRICTING)
def test_the_database_refuses_a_restriction_without_a_ground(outcome, case, mona):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(case=case, outcome=outcome, by=mona, made_at=case.opened_at)


def test_a_statement_is_never_changed(case, mona, spam):
    statement = decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1).statement

    for act in (statement.save, statement.delete):
        with pytest.raises(StatementIsImmutable):
            act()
    with pytest.raises(StatementIsImmutable):
        Statement.objects.update(body="Nothing happened")
