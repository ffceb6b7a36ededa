"""For those who moderate: how much of the grave things they see, how they want to see them, and whether they agree."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import Decision, LegalGround, Rule


class DeskPreference(models.Model):
    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_preference")
    blur = models.BooleanField(_("blur grave cases until I look"), default=False)
    grey = models.BooleanField(_("images in grey"), default=False)
    severe_a_day = models.PositiveSmallIntegerField(
        _("grave cases a day"),
        null=True,
        blank=True,
        help_text=_("Beyond this, the desk suggests to hand over. Empty: no limit."),
    )

    class Meta:
        verbose_name = _("desk preference")
        verbose_name_plural = _("desk preferences")

    def __str__(self) -> str:
        return f"desk of {self.member_id}"


class Exposure(models.Model):
    """How many cases somebody opened on a day, and how many of them were grave. Shown to that person only."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    cases = models.PositiveIntegerField(default=0)
    severe = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposure")
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="moderation_exposure_is_one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day}"


class DoubleReview(models.Model):
    """A decision drawn at random, judged once more by somebody who does not see who wrote it nor what was decided."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="double_review")
    drawn_at = models.DateTimeField()
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    law = models.ForeignKey(LegalGround, models.PROTECT, null=True, blank=True, related_name="+")
    agrees = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("double review")
        verbose_name_plural = _("double reviews")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("first_decider")), name="moderation_nobody_reviews_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"review of decision {self.decision_id}"
