"""Trust that is earned by published criteria: what it is counted from, and every change of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """How much a member read on a day: two numbers, not what. Kept for 100 days, then folded into the totals of Standing."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits")
    day = models.DateField(_("day"))
    threads_opened = models.PositiveIntegerField(_("threads opened for the first time"), default=0)
    posts_read = models.PositiveIntegerField(_("posts read"), default=0)

    class Meta:
        verbose_name = _("day of a visit")
        verbose_name_plural = _("days of visits")
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="trust_one_row_a_day")]
        indexes = [models.Index(fields=["day"], name="trust_visits_by_day")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day}"


class Standing(models.Model):
    """What is remembered of a member's trust beside the level itself, which is a column of the member."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="trust_standing")
    # Visits older than 100 days, as totals.
    days_before = models.PositiveIntegerField(default=0)
    threads_before = models.PositiveIntegerField(default=0)
    posts_before = models.PositiveIntegerField(default=0)
    is_fixed = models.BooleanField(_("fixed"), default=False, help_text=_("The level was set by hand and no figure changes it."))
    lock_reason = models.CharField(_("reason"), max_length=200, blank=True)
    since = models.DateTimeField(_("level since"), null=True, blank=True)

    class Meta:
        verbose_name = _("trust of a member")
        verbose_name_plural = _("trust of members")

    def __str__(self) -> str:
        return f"trust of {self.member_id}"


class TrustChange(models.Model):
    """A level that was reached, lost or set. Written once, never changed."""

    class Why(models.TextChoices):
        EARNED = "earned", _("the criteria were met")
        LAPSED = "lapsed", _("the criteria are not met any more")
        BY_HAND = "by_hand", _("set by staff")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trust_changes")
    before = models.PositiveSmallIntegerField(_("from"))
    after = models.PositiveSmallIntegerField(_("to"))
    why = models.CharField(_("why"), max_length=7, choices=Why.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of trust")
        verbose_name_plural = _("changes of trust")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(after__lte=4), name="trust_change_is_0_to_4"),
            models.CheckConstraint(condition=~models.Q(why="by_hand", reason=""), name="trust_by_hand_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.before} → {self.after}"
