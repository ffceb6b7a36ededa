"""What staff do on the thread page itself. Hiding and removing go the way of every decision: a case, a ground, a statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Member
from forums.models import Forum
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.audit import log
from moderation.cases import opening
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions import queries as decided
from moderation.decisions.models import Decision, Rule

from . import policies

SEVERITY = 2


@transaction.atomic
def lock(*, by: Member, thread: Thread, reason: str = "") -> bool:
    policies.can_intervene(by, thread.forum_id).enforce()
    return _record(thread_levers.lock(thread), "thread.locked", by, thread, reason)


@transaction.atomic
def unlock(*, by: Member, thread: Thread, reason: str = "") -> bool:
    policies.can_intervene(by, thread.forum_id).enforce()
    return _record(thread_levers.unlock(thread), "thread.unlocked", by, thread, reason)


@transaction.atomic
def pin(*, by: Member, thread: Thread, until: datetime | None = None, everywhere: bool = False, reason: str = "") -> bool:
    policies.can_pin(by, thread.forum_id, everywhere=everywhere).enforce()
    moved = thread_levers.pin(thread, until=until, everywhere=everywhere)
    return _record(moved, "thread.pinned", by, thread, reason, {"until": until, "everywhere": everywhere})


@transaction.atomic
def unpin(*, by: Member, thread: Thread, reason: str = "") -> bool:
    policies.can_intervene(by, thread.forum_id).enforce()
    return _record(thread_levers.unpin(thread), "thread.unpinned", by, thread, reason)


@transaction.atomic
def move(*, by: Member, thread: Thread, forum: Forum, reason: str = "") -> bool:
    policies.can_move(by, thread, forum).enforce()
    before = thread.forum_id
    return _record(thread_levers.move(thread, forum), "thread.moved", by, thread, reason, {"from": before, "to": forum.pk})


@transaction.atomic
def take_down(*, by: Member, target_type: str, thing: Any, outcome: str, rule: Rule | None, message: str = "") -> Decision:
    """Hide or remove (`outcome`) a post or thread. Joins the open case about it, so that its reporters are answered too."""
    policies.can_intervene(by, TARGETS[target_type].forum_id(thing) or 0).enforce()
    case, _is_new = opening.open_or_join(
        target_type=target_type, thing=thing, kind=Case.Kind.SPOT, headline=rule.title if rule else "", severity=SEVERITY
    )
    return decisions.decide(by=by, case=case, outcome=outcome, rule=rule, message=message, version=case.version)


@transaction.atomic
def restore(*, by: Member, target_type: str, thing: Any, reason: str = "") -> bool:
    """Make it readable again: by taking back the decision that hid it, as long as that can be taken back."""
    target = TARGETS[target_type]
    policies.can_restore(by, target.forum_id(thing) or 0, target.author(thing).pk).enforce()
    decision = decided.standing_restriction(target_type, thing.pk)
    if decision is not None and decided.is_recent(decision):
        decisions.undo(by=by, decision=decision, reason=reason)
        return True
    moved = target.levers["keep"](thing)
    if moved:
        log.record(
            by=by,
            verb=f"{target_type}.restored",
            target=(target_type, thing.pk, target.title(thing)),
            forum_id=target.forum_id(thing),
            reason=reason,
        )
    return moved


def _record(moved: bool, verb: str, by: Member, thread: Thread, reason: str, data: dict[str, Any] | None = None) -> bool:
    if moved:
        log.record(
            by=by, verb=verb, target=("thread", thread.pk, thread.title), forum_id=thread.forum_id, reason=reason, data=data
        )
    return moved
