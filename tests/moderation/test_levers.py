"""Every lever that restricts anything is known, and so is every place that pulls one; test_every_way.py pulls them by the pages.

A new lever, or a new place that pulls one, fails here until somebody has thought about it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin as back_office
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from accounts.models import Member
from forums.attachments.models import Attachment
from forums.conversations.models import Message
from forums.posts.models import Post
from forums.threads.models import Thread
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
HOUSE = ("accounts", "forums", "moderation", "community")
# Module -> levers after which others read less, or the member may do less.
RESTRICTIONS = {
    "forums.posts.levers": {"hide", "remove", "reject", "hold", "to_state"},
    "forums.threads.levers": {"hide", "remove", "hold", "to_state", "lock"},
    "forums.attachments.levers": {"remove", "to_state"},
    "forums.conversations.levers": {"hide", "remove", "to_state"},
    "forums.composing.levers": {"rewrite"},
    "forums.timers.levers": {"set_timer"},
    "accounts.levers": {"suspend", "silence", "limit"},
}
# The other levers, and why they restrict nobody.
FREE = {
    "forums.posts.levers": {
        "delete": "the author's own, and never of what somebody took down",
        "bring_back": "gives back",
        "restore": "gives back",
        "release": "gives back",
        "make_wiki": "lets others mend it, every version is kept; by its author, or on record",
        "forget_publication": "of a post that waits: nobody reads it as it is",
    },
    "forums.threads.levers": {
        "restore": "gives back",
        "unlock": "gives back",
        "pin": "shows it more",
        "unpin": "shows it where every other is shown",
        "mark": "remembers what the thread has, so that its page asks for it",
        "unmark": "forgets that again",
        "slow_down": "holds for all alike and takes nothing away; on record",
        "accept": "marks an answer",
        "turn_into": "files it",
        "move": "files it; never where its author could not read it (interventions.policies.can_move)",
    },
    "forums.attachments.levers": {"restore": "gives back"},
    "forums.conversations.levers": {
        "restore": "gives back",
        "delete": "the author's own, and never of what somebody took down",
    },
    "forums.timers.levers": {"stop": "nothing closes by itself any more"},
    "forums.composing.levers": {"put_back": "gives the author's words back"},
    "accounts.levers": {
        "lift_suspension": "gives back",
        "lift_silence": "gives back",
        "note_return": "says when they came back, so that others greet them",
        "set_trust": "what a level may is the same for all who have it; nothing takes one away but an admin's correction",
    },
}
# Every place that pulls a restricting lever, and why it may.
PULLERS = {
    # The adapters through which every decision goes.
    "moderation/cases/target_post.py": {"posts.hide", "posts.remove", "posts.reject", "posts.to_state"},
    "moderation/cases/target_thread.py": {"threads.hide", "threads.remove", "threads.lock", "threads.to_state"},
    "moderation/cases/target_attachment.py": {"attachments.remove", "attachments.to_state"},
    "moderation/cases/target_message.py": {"conversations.hide", "conversations.remove", "conversations.to_state"},
    # Computed from the sanctions, each of which has its decision by a key of its own.
    "moderation/sanctions/standing.py": {"accounts.suspend", "accounts.silence", "accounts.limit"},
    # Given to the decision as its lever; a moderator locks their own thread without one.
    "moderation/interventions/actions.py": {"composing.rewrite", "threads.lock"},
    # A lock by timer is decided when it is due, on the ground it was set on.
    "moderation/interventions/timed.py": {"timers.set_timer"},
    # What is added to a post and held by a screener: post_held opens its case in the same transaction.
    "forums/composing/attaching.py": {"posts.hold"},
    # A thread that was joined to another is empty, and so is a split that is taken back: everything can be read elsewhere.
    "forums/rearranging/actions.py": {"threads.remove"},
    # An opening post takes its thread along.
    "forums/posts/levers.py": {"threads.to_state"},
    # An edit that a screener holds: post_held opens its case in the same transaction.
    "forums/composing/editing.py": {"posts.hold"},
}
# Columns that restrict when they change, by model.
COLUMNS = {
    Post: {"state", "source"},
    Thread: {"state", "is_locked"},
    Attachment: {"state"},
    Message: {"state"},
    Member: {"suspended_until", "silenced_until", "is_limited", "is_active"},
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in HOUSE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "management" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def short(module: str) -> str:
    return module.split(".")[-2]


def pulled_in(name: str, tree: ast.Module) -> set[str]:
    """The restricting levers a file names, whatever it calls the module it has them from, also by getattr."""
    package = name.removesuffix(".py").replace("/", ".").rpartition(".")[0]
    modules: dict[str, str] = {}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1]]) if node.level else ""
            full_base = ".".join(part for part in (base, node.module or "") if part)
            for alias in node.names:
                full = f"{full_base}.{alias.name}"
                if full in RESTRICTIONS:
                    modules[alias.asname or alias.name] = full
                if alias.name in RESTRICTIONS.get(full_base, ()):
                    found.add(f"{short(full_base)}.{alias.name}")
        elif isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name in RESTRICTIONS], f"{name}: import levers by from"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id, "")
            if node.attr in RESTRICTIONS.get(module, ()):
                found.add(f"{short(module)}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id in modules:
                found.add(f"{short(modules[first.id])}.*")
    return found


def test_every_lever_is_known():
    found = {
        name.removesuffix(".py").replace("/", "."): {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        }
        | {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if target.id.islower()}  # type: ignore[attr-defined]
        for name, tree in sources()
        if name.endswith("/levers.py")
    }
    found["forums.threads.levers"].discard("release")  # another name of restore

    assert found == {module: levers | set(FREE[module]) for module, levers in RESTRICTIONS.items()}


def test_only_decisions_pull_restricting_levers():
    pullers = {name: pulled for name, tree in sources() if (pulled := pulled_in(name, tree))}

    assert pullers == PULLERS


def test_nobody_goes_round_the_levers():
    """No other file writes those columns. A form's or a new row's own value is none of an existing thing."""
    names = {model.__name__: columns for model, columns in COLUMNS.items()}
    telling = {"is_locked", "suspended_until", "silenced_until", "is_limited"}
    around = []
    for name, tree in sources():
        if name.endswith("/levers.py") or name.startswith("community/importers/"):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("update", "bulk_update")
            ):
                keys = {keyword.arg for keyword in node.keywords}
                root = node.func.value
                while isinstance(root, ast.Call | ast.Attribute):
                    root = root.func if isinstance(root, ast.Call) else root.value
                model = root.id if isinstance(root, ast.Name) else ""
                if keys & telling or keys & (names.get(model, set()) - {"source"}):
                    around.append(f"{name}:{node.lineno}")
            elif isinstance(node, ast.Assign):
                written = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
                if written & telling:
                    around.append(f"{name}:{node.lineno}")

    assert around == []


def test_the_walk_finds_what_it_looks_for():
    tree = ast.parse("from forums.posts import levers as l\nfrom accounts.levers import suspend\nl.hide(1); getattr(l, x)")

    assert pulled_in("moderation/x.py", tree) == {"posts.hide", "posts.*", "accounts.suspend"}
    relative = ast.parse("from ..posts import levers\nlevers.hold(1)")
    assert pulled_in("forums/composing/x.py", relative) == {"posts.hold"}


@pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__name__)
def test_the_back_office_writes_none_of_those_columns_and_deletes_nothing(model, admin):
    request = RequestFactory().get("/admin/")
    request.user = admin
    thing = model()
    if model is Attachment:
        thing.post_id = 1
    writable = []
    for registered, desk in back_office.site._registry.items():
        inlines = [inline for inline in desk.get_inline_instances(request) if inline.model is model]
        if registered is model:
            if desk.has_change_permission(request, thing):
                writable += list(desk.get_form(request, thing, change=True).base_fields)
            writable += list(desk.list_editable)
            assert not desk.has_delete_permission(request, thing)
            assert "delete_selected" not in desk.get_actions(request)
        for inline in inlines:
            writable += list(inline.get_formset(request).form.base_fields)

    assert COLUMNS[model] & set(writable) == set()


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
