"""Badges for useful acts, and who has them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Badge(models.Model):
    """One badge. With the name of a rule (forums.badges.rules) it is given by figures; without, by hand."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    rule = models.CharField(_("rule"), max_length=40, blank=True, help_text=_("Empty: given by hand."))
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=200, blank=True)
    sign = models.CharField(_("sign"), max_length=8, default="★")
    is_active = models.BooleanField(_("given"), default=True)
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:badge", args=[self.slug])


class Award(models.Model):
    """A member has a badge, for `subject` where it can be had more than once."""

    badge = models.ForeignKey(Badge, models.CASCADE, related_name="awards")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="awards")
    subject = models.CharField(max_length=40, blank=True, default="")
    awarded_at = models.DateTimeField(_("given"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [models.UniqueConstraint(fields=["badge", "member", "subject"], name="badges_given_once")]
        indexes = [
            models.Index(fields=["badge", "-awarded_at", "-id"], name="badges_holders"),
            models.Index(fields=["member", "-awarded_at"], name="badges_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} for {self.member_id}"
