"""When each member's next digest is due."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Schedule(models.Model):
    """The row is the truth: whoever moves `due_at` on, by a conditional UPDATE, makes the digest."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True)
    # Without it no digest is wanted.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # Up to here the member was told.
    daily_at = models.DateTimeField(_("last daily"), null=True, blank=True)
    weekly_at = models.DateTimeField(_("last weekly"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        indexes = [models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="digests_due")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.due_at}"
