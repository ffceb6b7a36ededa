"""Who may sanction whom, where and with what. The desk shows the sentence, the actions enforce it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import moderated_forums, moderates, moderates_everything
from moderation.cases.models import Case

from . import gate
from .models import LOCKING_OUT, Kind, Sanction, Scope
from .plan import Plan
from .shapes import SHAPES
from .standing import is_closed

# A word to the member; whoever moderates one forum may say it too.
ONLY_WORDS = (Kind.REMINDER, Kind.WARNING)


def can_sanction(by: Viewer, member: Member) -> Decision:
    """Nobody oneself, nobody who works for the site, and no colleague (community/decisions/0014)."""
    if member.pk == by.pk:
        return denied(gettext_lazy("Nobody sanctions themselves."))
    if member.is_staff or member.is_superuser:
        return denied(gettext_lazy("Who works for the site is not sanctioned here. Talk to an admin."))
    if set(moderated_forums(member)) & set(moderated_forums(by)):
        return denied(_("%(name)s moderates here too. An admin has to take that right away first.") % {"name": member.name})
    return ALLOWED


def can_impose(by: Viewer, plan: Plan, forum_id: int | None) -> Decision:
    """`forum_id` is the forum the plan speaks of; None where it counts everywhere."""
    if plan.scope == Scope.SITE:
        if plan.kind in ONLY_WORDS or moderates_everything(by):
            return ALLOWED
        return denied(
            gettext_lazy("Only who moderates every forum limits a member everywhere. You can do so in the forums you moderate.")
        )
    if not moderates(by, forum_id):
        return denied(gettext_lazy("You do not moderate the forum this is for."))
    return ALLOWED


def open_to(by: Viewer, case: Case) -> dict[str, list[Kind]]:
    """What `by` may impose in this case, by scope; empty where nobody can be sanctioned. For forms, which offer nothing else."""
    if case.subject is None or not can_sanction(by, case.subject):
        return {}
    found: dict[str, list[Kind]] = {}
    for scope in Scope.values:
        if (scope == Scope.FORUM and case.forum_id is None) or (scope == Scope.THREAD and case.thread_id is None):
            continue
        kinds = [Kind(kind) for kind, shape in SHAPES.items() if scope in shape.scopes]
        if is_closed(case.subject):
            kinds = [kind for kind in kinds if kind not in LOCKING_OUT]
        allowed = [kind for kind in kinds if can_impose(by, Plan(kind=kind, scope=scope), case.forum_id)]
        if allowed:
            found[scope] = allowed
    return found


def can_lift(by: Viewer, sanction: Sanction) -> Decision:
    """Whoever could impose it, while something of it is left. decision__case and thread should be loaded."""
    if not (allowed := lifts_here(by, sanction)):
        return allowed
    if sanction.is_ended:
        return denied(gettext_lazy("This was lifted already."))
    if sanction.is_over:
        return denied(gettext_lazy("This has run out by itself."))
    return ALLOWED


def lifts_here(by: Viewer, sanction: Sanction) -> Decision:
    """One person is enough to help somebody, also where imposing took two."""
    if sanction.member_id == by.pk:
        return denied(gettext_lazy("This is about you. Somebody else has to decide it."))
    if sanction.scope == Scope.SITE and sanction.kind not in ONLY_WORDS:
        if moderates_everything(by):
            return ALLOWED
        return denied(gettext_lazy("Only who moderates every forum lifts what counts everywhere."))
    forum_id = sanction.decision.case.forum_id
    if sanction.scope == Scope.FORUM:
        forum_id = sanction.forum_id
    elif sanction.scope == Scope.THREAD and sanction.thread is not None:
        forum_id = sanction.thread.forum_id
    return ALLOWED if moderates(by, forum_id) else denied(gettext_lazy("You do not moderate this forum."))


def can_acknowledge(by: Viewer, sanction: Sanction) -> Decision:
    if sanction.member_id != by.pk:
        return denied(gettext_lazy("Only the member whom it concerns can confirm this."))
    return ALLOWED


def may_report(member: Member) -> Decision:
    """Whether reports, notices and appeals as a notifier of this member are looked at; no query where nothing limits them."""
    return gate.may_report(member)
