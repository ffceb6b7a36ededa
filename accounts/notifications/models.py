"""What a member is told. The sentence is made when it is read, by the verb's entry in the registry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    verb = models.CharField(_("verb"), max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # What it is about, in words the registry understands: {"thread": 4, "post": 17, "number": 3, "title": "…"}.
    data = models.JSONField(default=dict)
    # The same event never tells the same person twice, however often it is replayed.
    event = models.CharField(max_length=80)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["member", "event"], name="notifications_one_event_tells_a_member_once"),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notifications_newest"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notifications_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.member_id}"
