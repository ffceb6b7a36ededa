"""Which cases are looked at. It stands in the address, so a view can be kept under a name and sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, fold
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Reason, Report

from .models import CLAIM_LASTS, Case, CaseQuerySet

QUEUES = {
    "open": _("Open cases"),
    "mine": _("Mine"),
    "held": _("Held posts"),
    "appeals": _("Appeals"),
    "notices": _("Legal notices"),
    "proposals": _("Proposals"),
    "waiting": _("Waiting for the author"),
    "snoozed": _("Snoozed"),
    "decided": _("Decided"),
}
SORTS = {"priority": _("the most urgent first"), "newest": _("the newest first"), "due": _("what is due next first")}
HOLDERS = {"me": _("me"), "nobody": _("nobody"), "others": _("somebody else")}
GROUPS = {"author": _("author"), "thread": _("thread"), "text": _("same words")}
# An author who has not answered after so long is not waited for any more.
WAITED_FOR = timedelta(days=90)
_NUMBER_MAX, _TEXT_MAX = 16, 80


@dataclass(frozen=True)
class Filter:
    queue: str = "open"
    forum: int | None = None
    kind: str = ""
    reason: int | None = None
    severity: int | None = None
    subject: str = ""  # the author's username
    reporter: str = ""  # a username
    holder: str = ""
    overdue: bool = False
    q: str = ""
    thread: int | None = None
    text: str = ""  # Case.text_hash: the same words
    sort: str = "priority"
    group: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> Filter:
        """From a QueryDict; what makes no sense is left out. A form carries all of it in one field, `view`."""
        if "view" in asked:
            asked = QueryDict(str(asked["view"])[:1000])
        choices = {"queue": QUEUES, "kind": Case.Kind.values, "holder": HOLDERS, "sort": SORTS, "group": GROUPS}
        said: dict[str, Any] = {
            name: given for name, known in choices.items() if (given := str(asked.get(name, ""))) and given in known
        }
        for name in ("forum", "reason", "thread"):
            said[name] = _number(asked.get(name, ""))
        severity = _number(asked.get("severity", ""))
        said["severity"] = severity if severity in Reason.Severity.values else None
        for name in ("subject", "reporter", "q"):
            said[name] = str(asked.get(name, "")).replace("\0", "").strip()[:_TEXT_MAX]
        text = str(asked.get("text", ""))
        said["text"] = text if len(text) == 16 and all(c in "0123456789abcdef" for c in text) else ""
        said["overdue"] = str(asked.get("overdue", "")) in ("1", "on", "true")
        said["cursor"] = str(asked.get("cursor", ""))[:200]
        return cls(**said)

    def query(self, **changes: Any) -> str:
        """The address part that says the same, with some of it changed."""
        wanted = replace(self, **changes)
        said = {}
        for field in fields(wanted):
            value = getattr(wanted, field.name)
            if value not in ("", None, False) and value != field.default:
                said[field.name] = "1" if value is True else value
        return urlencode(said)

    def only(self, **named: Any) -> str:
        """The same cases narrowed to one author, thread or text, as a plain list from its top."""
        return self.query(**({"group": "", "cursor": ""} | named))

    @property
    def narrowed(self) -> list[str]:
        """The names of what is asked for beyond the queue."""
        aside = {"queue", "sort", "group", "cursor"}
        return [f.name for f in fields(self) if f.name not in aside and getattr(self, f.name) != f.default]

    @property
    def order(self) -> tuple[list[str], bool]:
        """The fields the list is sorted by, and whether ascending."""
        if self.queue == "decided":
            return ["decided_at", "pk"], False
        if self.queue == "waiting":
            return ["opened_at", "pk"], False
        if self.sort == "due":
            return ["due_at", "pk"], True
        return ["opened_at" if self.sort == "newest" else "priority", "pk"], False


def rows(viewer: Member, wanted: Filter) -> CaseQuerySet:
    """The cases of this view that the viewer may see, in no order yet."""
    found: CaseQuerySet = Case.objects.visible_to(viewer).filter(in_queue(wanted.queue, viewer))
    for name in ("forum", "kind", "reason", "severity"):
        if getattr(wanted, name):
            found = found.filter(**{name: getattr(wanted, name)})
    if wanted.thread is not None:
        found = found.filter(thread_id=wanted.thread)
    if wanted.text:
        found = found.filter(text_hash=wanted.text)
    if wanted.subject:
        found = found.filter(subject__username_folded=fold(wanted.subject))
    if wanted.reporter:
        # Nobody learns here who reported them.
        said = Report.objects.filter(case=OuterRef("pk"), reporter__username_folded=fold(wanted.reporter))
        found = found.filter(Exists(said)).exclude(subject=viewer.pk)
    if wanted.holder:
        found = found.filter(_held_by(wanted.holder, viewer))
    if wanted.overdue:
        found = found.filter(due_at__lt=timezone.now(), state=Case.State.OPEN)
    if wanted.q:
        found = found.filter(
            Q(excerpt__icontains=wanted.q) | Q(headline__icontains=wanted.q) | Q(snapshot__title__icontains=wanted.q)
        )
    return found


def in_queue(name: str, viewer: Member) -> Q:
    """What belongs in a queue; each of the open ones may also stand in an aggregate."""
    now = timezone.now()
    is_open = Q(state=Case.State.OPEN)
    awake = is_open & (Q(snoozed_until=None) | Q(snoozed_until__lte=now))
    if name == "decided":
        return ~is_open
    # A proposal sleeps while whom it concerns has time to answer.
    is_hearing = Q(kind=Case.Kind.PROPOSAL, snoozed_until__gt=now)
    if name == "waiting":
        return (is_open & is_hearing) | awaits_author()
    if name == "snoozed":
        return is_open & Q(snoozed_until__gt=now) & ~Q(kind=Case.Kind.PROPOSAL)
    if name == "mine":
        return is_open & _held_by("me", viewer)
    if name == "held":
        return awake & Q(kind=Case.Kind.HELD)
    if name == "appeals":
        return awake & Q(kind=Case.Kind.APPEAL)
    if name == "proposals":
        return awake & Q(kind=Case.Kind.PROPOSAL)
    if name == "notices":
        # A report that a notice joined stays a report; the notice has to be answered all the same.
        said = NoticeItem.objects.filter(case=OuterRef("pk"), state=NoticeItem.State.OPEN)
        return awake & (Q(kind=Case.Kind.NOTICE) | Q(Exists(said)))
    return awake


def awaits_author() -> Q:
    """Decided that its author is to change it, and nothing has come yet."""
    now = timezone.now()
    asked = Decision.objects.filter(case=OuterRef("pk"), outcome="revise", undone_at=None, made_at__gt=now - WAITED_FOR)
    answered = Case.objects.filter(target_type=OuterRef("target_type"), target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"))
    return Q(Exists(asked), ~Q(Exists(answered)), state=Case.State.DECIDED, decided_at__gt=now - WAITED_FOR)


def _held_by(whom: str, viewer: Member) -> Q:
    claimed = Q(claimed_by__isnull=False, claimed_at__gt=timezone.now() - CLAIM_LASTS)
    if whom == "me":
        return (claimed & Q(claimed_by=viewer.pk)) | Q(assigned_to=viewer.pk)
    if whom == "nobody":
        return ~claimed & Q(assigned_to=None)
    return (claimed & ~Q(claimed_by=viewer.pk)) | (Q(assigned_to__isnull=False) & ~Q(assigned_to=viewer.pk))


def beyond(wanted: Filter, case: Case) -> Q:
    """What comes after this case in the order of the view."""
    (first, _pk), ascending = wanted.order
    at = getattr(case, first)
    sign = "gt" if ascending else "lt"
    return Q(**{f"{first}__{sign}": at}) | Q(**{first: at, f"pk__{sign}": case.pk})


def in_order(wanted: Filter) -> list[Any]:
    names, ascending = wanted.order
    return [F(name).asc() if ascending else F(name).desc() for name in names]


def _number(text: Any) -> int | None:
    """Only ASCII digits, and no more than a key can have."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < _NUMBER_MAX else None
