"""What staff do on the thread page itself. What restricts anybody is a decision: a case, a ground, a statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Member
from forums import policies as forum_policies
from forums.composing import editing
from forums.composing import levers as word_levers
from forums.models import Forum
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.audit import log
from moderation.cases import desk_count, opening
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions import queries as decided
from moderation.decisions.actions import REVISE_WITHIN
from moderation.decisions.models import Decision, LegalGround, Rule
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report

from . import policies

SEVERITY = 2
# How a case is called that rests on no rule.
CARE = gettext_noop("Care of the thread")


@transaction.atomic
def lock(
    *,
    by: Member,
    thread: Thread,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    care: bool = False,
    message: str = "",
) -> Decision | None:
    """Nobody but moderators can reply. Somebody else's thread is locked by a decision, one's own without: it restricts nobody."""
    policies.can_lock(by, thread).enforce()
    if thread.author_id == by.pk:
        _record(thread_levers.lock(thread), "thread.locked", by, thread, message)
        return None
    case = _case("thread", thread, rule, law, care=care)
    return decisions.decide(
        by=by, case=case, outcome="lock", rule=rule, law=law, care=care, message=message, version=case.version
    )


@transaction.atomic
def unlock(*, by: Member, thread: Thread, reason: str = "") -> bool:
    """Members can reply again: by taking back the decision that locked it, as long as that can be taken back."""
    policies.can_intervene(by, thread.forum_id).enforce()
    decision = decided.standing_lock(thread.pk)
    if decision is not None and decided.is_recent(decision):
        _take_back(by, decision, reason)
        thread.refresh_from_db(fields=["is_locked"])
        if not thread.is_locked:
            return True
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
    # The cases first, as whoever decides one of them locks them: two locks in two orders wait for each other. The decided
    # ones too: one that is taken back in this moment must open in the forum the thread is in by then.
    cases = Case.objects.filter(thread_id=thread.pk).order_by("pk")
    list(cases.select_for_update(of=("self",), no_key=True).values_list("pk"))
    before = thread.forum_id
    return _record(thread_levers.move(thread, forum), "thread.moved", by, thread, reason, {"from": before, "to": forum.pk})


@transaction.atomic
def take_down(
    *,
    by: Member,
    target_type: str,
    thing: Any,
    outcome: str,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    message: str = "",
    revise_within: timedelta = REVISE_WITHIN,
) -> Decision:
    """Hide, remove, or ask for a change of (`outcome`) a post, thread or image.

    Joins the open case about it, so that its reporters are answered too.
    """
    policies.can_intervene(by, TARGETS[target_type].forum_id(thing) or 0).enforce()
    case = _case(target_type, thing, rule, law)
    return decisions.decide(
        by=by,
        case=case,
        outcome=outcome,
        rule=rule,
        law=law,
        message=message,
        version=case.version,
        revise_within=revise_within,
    )


def edit_post(
    *,
    by: Member,
    post: Post,
    body: str,
    version: int,
    title: str | None = None,
    kind: str | None = None,
    tags: Iterable[str] | None = None,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    care: bool = False,
    message: str = "",
    reason: str = "",
) -> Decision:
    """Put a moderator's words in place of the author's, who is told so with the reason. `reason` stands in the history.

    Raises StaleEdit, StaleCase, Refused, or ValidationError by field (body, title, kind, tags, reason, rule, message).
    """
    forum_policies.can_rewrite(by, post).enforce()
    change = editing.prepare_change(
        by=by, post=post, body=body, version=version, title=title, kind=kind, tags=tags, reason=reason
    )

    def rewrite(thing: Post) -> dict[str, Any]:
        forum_policies.can_rewrite(by, thing).enforce()
        said = word_levers.rewrite(thing, change, by=by)
        if not said:
            raise ValidationError({"body": _("Nothing was changed.")})
        return said

    with transaction.atomic():
        case = _case("post", post, rule, law, care=care)
        return decisions.decide(
            by=by,
            case=case,
            outcome="edit",
            rule=rule,
            law=law,
            care=care,
            message=message,
            version=case.version,
            edit=rewrite,
        )


@transaction.atomic
def restore(*, by: Member, target_type: str, thing: Any, reason: str = "") -> bool:
    """Make it readable again: by taking back the decision that hid it, as long as that can be taken back."""
    target = TARGETS[target_type]
    policies.can_restore(by, target.forum_id(thing) or 0, target.author(thing).pk).enforce()
    decision = decided.standing_restriction(target_type, thing.pk)
    if decision is not None and decided.is_recent(decision):
        _take_back(by, decision, reason)
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


def _case(target_type: str, thing: Any, rule: Rule | None, law: LegalGround | None, *, care: bool = False) -> Case:
    """The open case about it, or one of its own. Raises ValidationError (field rule)."""
    headline = law.title if law else rule.title if rule else CARE if care else ""
    case, _is_new = opening.open_or_join(
        target_type=target_type, thing=thing, kind=Case.Kind.SPOT, headline=headline, severity=SEVERITY
    )
    # To say that no rule was broken answers nobody who said that one was.
    if care and (
        case.reports.filter(state=Report.State.OPEN).exists() or case.notice_items.filter(state=NoticeItem.State.OPEN).exists()
    ):
        raise ValidationError(
            {"rule": _("This was reported. Decide case %(number)s first, or name what it breaks.") % {"number": case.pk}}
        )
    return case


def _take_back(by: Member, decision: Decision, reason: str) -> None:
    """What a moderator saw alone ends with its decision; what was reported waits again for an answer."""
    decisions.undo(by=by, decision=decision, reason=reason)
    ended = (
        Case.objects.open()
        .filter(pk=decision.case_id, kind=Case.Kind.SPOT)
        .exclude(reports__state=Report.State.OPEN)
        .exclude(notice_items__state=NoticeItem.State.OPEN)
    )
    if Case.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).update(
        state=Case.State.CLOSED, decided_at=timezone.now(), version=F("version") + 1
    ):
        desk_count.changed()


def _record(moved: bool, verb: str, by: Member, thread: Thread, reason: str, data: dict[str, Any] | None = None) -> bool:
    if moved:
        log.record(
            by=by, verb=verb, target=("thread", thread.pk, thread.title), forum_id=thread.forum_id, reason=reason, data=data
        )
    return moved
