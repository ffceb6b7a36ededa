"""What the notifier's page and the case page show of notices."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.appeals.models import Redress
from moderation.cases.models import Case
from moderation.decisions.models import Decision

from . import wording
from .models import LegalNotice, NoticeItem, TrustedFlagger


@dataclass(frozen=True)
class Status:
    """One thing that was named, and what its notifier may know of it."""

    item: NoticeItem
    about: str
    state: str  # NoticeItem.State
    outcome: str = ""
    ground: str = ""
    redress: Redress | None = None


def flagger_of(token: str) -> TrustedFlagger | None:
    """Whose secret link this is; None for one that is unknown or no longer valid."""
    return TrustedFlagger.objects.filter(token=token, is_active=True).first() if token else None


def status_of(notice: LegalNotice, language: str) -> list[Status]:
    """Three queries, however much is named. A decision counts from the moment on at which people are told of it."""
    items = list(notice.items.select_related("case"))
    decisions = {
        decision.case_id: decision
        for decision in Decision.objects.filter(case__in=[item.case_id for item in items], undone_at=None).select_related(
            "rule", "law"
        )
    }
    ways = {way.decision_id: way for way in Redress.objects.filter(notice=notice).select_related("appeal")}
    found = []
    for item in items:
        about = wording.about(item.case.target_type, item.snapshot)
        decision = decisions.get(item.case_id)
        if item.state == NoticeItem.State.OPEN or (decision is not None and decision.told_at is None):
            found.append(Status(item, about, NoticeItem.State.OPEN))
        elif decision is None:
            found.append(Status(item, about, item.state))
        else:
            found.append(
                Status(
                    item,
                    about,
                    item.state,
                    wording.outcome(decision),
                    wording.ground(decision, language),
                    ways.get(decision.pk),
                )
            )
    return found


def items_of(case: Case) -> list[NoticeItem]:
    """What notices say about a case, for its page: one query."""
    return list(case.notice_items.select_related("notice__member", "notice__flagger"))
