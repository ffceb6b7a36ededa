"""All that needs a person is one kind of thing with one queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.models import Forum
from moderation.access import moderated_forums, moderates_everything

if TYPE_CHECKING:
    from forums.access import Viewer

CLAIM_LASTS = timedelta(minutes=30)


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(state=Case.State.OPEN)

    def on(self, target_type: str, target_id: int) -> CaseQuerySet:
        return self.filter(target_type=target_type, target_id=target_id)

    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """Cases of the forums the viewer moderates. A case without a forum (a member) is for those who moderate them all."""
        if moderates_everything(viewer):
            return self.all()
        return self.filter(forum__in=moderated_forums(viewer))

    def awake(self) -> CaseQuerySet:
        return self.exclude(snoozed_until__gt=timezone.now())

    def asleep(self) -> CaseQuerySet:
        return self.filter(snoozed_until__gt=timezone.now())

    def claimed_by(self, member: Viewer) -> CaseQuerySet:
        return self.filter(claimed_by=member.pk, claimed_at__gt=timezone.now() - CLAIM_LASTS)


class Case(models.Model):
    """One thing that was reported or held. Keeps its own copy of what it is about, so that it outlives every later edit."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        HELD = "held", _("held for review")
        SPOT = "spot", _("seen by a moderator")  # nobody reported it: a moderator acted on the thread page
        NOTICE = "notice", _("legal notice")
        CHANGED = "changed", _("changed by its author")  # what the author was asked to change comes back
        PROPOSAL = "proposal", _("proposed sanction")  # a hearing, or a second person's yes
        APPEAL = "appeal", _("appeal")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")
        CLOSED = "closed", _("closed")  # nothing is left to decide: every report was withdrawn

    class Target(models.TextChoices):
        POST = "post", _("post")
        THREAD = "thread", _("thread")
        MEMBER = "member", _("member")
        ATTACHMENT = "attachment", _("attachment")
        MESSAGE = "message", _("message")
        PROPOSAL = "proposal", _("proposal")
        APPEAL = "appeal", _("appeal")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    target_type = models.CharField(max_length=12, choices=Target.choices)
    target_id = models.PositiveBigIntegerField()
    forum = models.ForeignKey(Forum, models.SET_NULL, null=True, blank=True, related_name="+")
    # For grouping: the thread it belongs to, and a hash of its words without case, spaces and marks.
    thread_id = models.PositiveBigIntegerField(null=True, blank=True)
    text_hash = models.CharField(max_length=16, blank=True)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases")
    # The thing as it was when the case opened: {"title", "source", "html", "url", "version", "number", "author"}.
    snapshot = models.JSONField(default=dict)
    reason = models.ForeignKey(
        "moderation.Reason", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the gravest one reported
    headline = models.CharField(
        max_length=80
    )  # the gravest reason's label, or the rule that held it (in English; shown by `label`)
    excerpt = models.CharField(max_length=240, blank=True)
    evidence = models.JSONField(default=dict)  # {"rule": "...", "matches": ["..."]} from a screener
    report_count = models.PositiveIntegerField(default=0)  # without the withdrawn ones
    severity = models.PositiveSmallIntegerField(default=2)
    priority = models.PositiveSmallIntegerField(default=0)  # 0 to 100, see moderation.cases.priority
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    # Passed on to this person; unlike a claim it does not run out.
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # What priority rests on besides severity and age, brought up to date with it: {"reporters": [[upheld, decided], ...],
    # "flagger": bool, "views": n, "replies": n}.
    weights = models.JSONField(default=dict)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id"], condition=models.Q(state="open"), name="moderation_one_open_case_a_target"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-priority", "id"], name="moderation_queue"),
            models.Index(fields=["state", "-decided_at"], name="moderation_decided"),
            models.Index(fields=["subject", "-id"], name="moderation_cases_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.headline}"

    def get_absolute_url(self) -> str:
        return reverse("desk:case", args=[self.pk])

    @property
    def label(self) -> str:
        """What it is about, in the reader's language."""
        return self.reason.name if self.reason else gettext(self.headline)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_held(self) -> bool:
        return self.kind == self.Kind.HELD

    @property
    def is_snoozed(self) -> bool:
        return self.is_open and self.snoozed_until is not None and self.snoozed_until > timezone.now()

    @property
    def holder_id(self) -> int | None:
        """Who is on it now; a claim runs out, so that a closed laptop blocks nobody."""
        if self.claimed_at is None or self.claimed_at <= timezone.now() - CLAIM_LASTS:
            return None
        return self.claimed_by_id


class CaseNote(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.body[:60]
