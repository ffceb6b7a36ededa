"""What the pages of an appeal show, and who is left to decide it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from forums.access import Viewer
from forums.models import Access, Right
from moderation.access import moderates
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction
from moderation.statements.models import Statement

from .models import Appeal, Redress


def ways() -> QuerySet[Redress]:
    """Ways to object with all that their page, their policies and their letters ask of them."""
    return Redress.objects.select_related(
        "decision__case__subject", "decision__rule", "decision__law", "member", "notice__member", "appeal__case"
    )


def appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related(
        "redress__decision__case__subject",
        "redress__decision__rule",
        "redress__decision__law",
        "redress__decision__by",
        "redress__member",
        "redress__notice__member",
    )


def statement_of(way: Redress) -> Statement | None:
    """The reasons as they were stated, for the person they were stated to."""
    if way.role != Redress.Role.AFFECTED:
        return None
    return Statement.objects.filter(decision=way.decision_id, member=way.member_id).first()


def own_way(member: Member, decision: Decision) -> Redress | None:
    """How the person concerned can object; for their own pages only, the address is a secret."""
    return (
        Redress.objects.filter(decision=decision, role=Redress.Role.AFFECTED, member=member)
        .select_related("decision", "member", "notice", "appeal")
        .first()
    )


def deciders(decision: Decision) -> set[int]:
    """Everybody who had a hand in it: who decided, who agreed, who proposed."""
    found = {decision.by_id, decision.second_by_id}
    if decision.batch is not None:
        found.add(decision.batch.second_by_id)
    # Reversing it takes back what was imposed because of it, too.
    imposed = Sanction.objects.filter(Q(decision=decision) | Q(decision__case__proposal__origin=decision))
    for pair in imposed.values_list("by", "second_by"):
        found |= set(pair)
    return {pk for pk in found if pk is not None}


def has_part(member: Viewer, case: Case) -> bool:
    """Whether the member decided what the objection in this case is against, or objected."""
    found = appeals().filter(case=case.pk).first()
    if found is None:
        return False
    way = found.redress
    return member.pk in deciders(way.decision) | {way.member_id, way.notice.member_id if way.notice else None}


def has_notified(member: Viewer, decision: Decision) -> bool:
    """Whether the member reported what was decided about, or gave notice of it."""
    # Those of the case, and what a clean-up answered in others.
    reports = Q(case=decision.case_id) | Q(pk__in=list(decision.before.get("reports", {})))
    items = Q(case=decision.case_id) | Q(pk__in=list(decision.before.get("notices", {})))
    return (
        Report.objects.filter(reports, reporter=member.pk).exclude(state=Report.State.WITHDRAWN).exists()
        or NoticeItem.objects.filter(items, notice__member=member.pk).exists()
    )


def was_objected_to(member: Viewer, case: Case, version: int | None) -> bool:
    """Whether somebody objected to what this member decided about these very words, and it no longer stands. One query.

    Otherwise a decision could be kept from another pair of eyes by taking it back and making it again.
    """
    found = Decision.objects.filter(
        Q(by=member.pk) | Q(second_by=member.pk),
        case__target_type=case.target_type,
        case__target_id=case.target_id,
        undone_at__isnull=False,
        redresses__appeal__state__in=(Appeal.State.MOOT, Appeal.State.REVERSED),
    )
    return any(
        outcome == "edit" or before.get("version") == version for outcome, before in found.values_list("outcome", "before")
    )


def moderators_of(forum_id: int | None) -> list[Member]:
    """Everybody who moderates there, admins too. For rare questions: it looks at each of them."""
    groups = {group for group, rights in Access.objects.values_list("group", "rights") if rights & Right.MODERATE}
    staff = Member.objects.filter(Q(is_superuser=True) | Q(groups__in=groups), is_active=True, is_imported=False).distinct()
    return [member for member in staff.order_by("pk") if moderates(member, forum_id)]


def opens_again(way: Redress) -> bool:
    """Whether success asks for a new decision: a notifier wants one, and a post that waited waits again."""
    return way.role == Redress.Role.NOTIFIER or way.decision.before.get("target") == "held"


def is_on_the_case_elsewhere(appeal: Appeal) -> Case | None:
    """Another open case about what the appeal is about: the first case cannot be opened again beside it."""
    case = appeal.redress.decision.case
    return Case.objects.open().on(case.target_type, case.target_id).exclude(pk=case.pk).first()


def restored_by_reversing(appeal: Appeal) -> list[str]:
    """What will be otherwise when the decision is reversed, in sentences for whoever decides."""
    way, decision = appeal.redress, appeal.redress.decision
    said = []
    before, after = decision.before.get("target"), decision.before.get("after")
    if before and before != after:
        said.append(
            {
                "published": _("It is public again."),
                "held": _("It waits for a moderator again."),
                "hidden": _("It is hidden again, as before."),
                "removed": _("It is removed again, as before."),
            }.get(before, _("It stands as it stood before."))
        )
    if decision.before.get("marks", {}) != decision.before.get("marks_after", {}) or decision.before.get("edit"):
        said.append(_("What the decision changed about it is changed back."))
    ending = Sanction.objects.standing().filter(Q(decision=decision) | Q(decision__case__proposal__origin=decision))
    for sanction in ending.order_by("pk"):
        said.append(_("The sanction “%(kind)s” ends.") % {"kind": sanction.get_kind_display()})
        if sanction.points:
            said.append(
                ngettext("Its %(n)d point no longer counts.", "Its %(n)d points no longer count.", sanction.points)
                % {"n": sanction.points}
            )
    if decision.before.get("posts"):
        said.append(_("Everything the account had written stands as it stood before."))
    if opens_again(way):
        said.append(_("Its case is opened again and passed on to you for a new decision."))
    elif decision.before.get("reports") or decision.before.get("notices"):
        said.append(_("The reports about it count as not upheld, and whoever reported is told."))
    return said
