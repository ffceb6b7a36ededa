"""All that needs a person is one kind of thing with one queue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import Forum


class Case(models.Model):
    """One thing that was reported or held. Keeps its own copy of what it is about, so that it outlives every later edit."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        HELD = "held", _("held for review")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")

    class Target(models.TextChoices):
        POST = "post", _("post")
        THREAD = "thread", _("thread")
        MEMBER = "member", _("member")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    target_type = models.CharField(max_length=12, choices=Target.choices)
    target_id = models.PositiveBigIntegerField()
    forum = models.ForeignKey(Forum, models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases")
    # The thing as it was when the case opened: {"title", "source", "html", "url", "version", "number", "author"}.
    snapshot = models.JSONField(default=dict)
    headline = models.CharField(max_length=80)  # the gravest reason's label, or the rule that held it
    excerpt = models.CharField(max_length=240, blank=True)
    evidence = models.JSONField(default=dict)  # {"rule": "...", "matches": ["..."]} from a screener
    severity = models.PositiveSmallIntegerField(default=2)
    priority = models.PositiveSmallIntegerField(default=0)  # 0 to 100, see moderation.cases.priority
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

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
