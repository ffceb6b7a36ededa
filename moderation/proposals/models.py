"""What is not done by one person on the spot: it waits for the member to be heard, for a second person, or for both."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case
from moderation.decisions.models import Decision


class Proposal(models.Model):
    class Kind(models.TextChoices):
        SANCTION = "sanction", _("sanction")
        BULK = "bulk", _("many cases at once")
        CLEAN = "clean", _("cleaning up an account")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("run out")
        UNDONE = "undone", _("taken back")  # with the decision it came from

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="proposal")  # its place in the queue
    # The decision it came with, whose ground is its ground.
    origin = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="proposals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    # The member is asked for their view until then; heard_at when they gave it.
    hearing_until = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_text = models.TextField(_("what the member says"), max_length=4000, blank=True)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved", needs_second=True) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("by"))),
                name="moderation_no_approval_of_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} proposed by {self.by_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN and self.expires_at > timezone.now()

    @property
    def awaits_member(self) -> bool:
        """Whether the member still has time to answer and has not."""
        return self.hearing_until is not None and self.heard_at is None and self.hearing_until > timezone.now()
