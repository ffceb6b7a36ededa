"""What colleagues should know about a member. Written as if the member will read it: they have a right to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MemberNoteQuerySet(models.QuerySet["MemberNote"]):
    def kept(self) -> MemberNoteQuerySet:
        return self.filter(removed_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class MemberNote(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("note"), max_length=4000)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MemberNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note about a member")
        verbose_name_plural = _("notes about members")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.body[:60]
