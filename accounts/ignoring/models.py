"""Whom a member does not want to read or hear from. Nobody is told of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Ignore(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ignores")
    ignored = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # After this moment it counts no more; without it, for good.
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("ignored member")
        verbose_name_plural = _("ignored members")
        constraints = [
            models.UniqueConstraint(fields=["member", "ignored"], name="ignoring_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("ignored")), name="ignoring_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} ignores {self.ignored_id}"
