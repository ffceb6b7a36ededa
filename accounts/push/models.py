"""Devices that buzz, and what is about to buzz there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.notifications.models import Notification


class Device(models.Model):
    """A browser whose owner asked for news on the lock screen. Its address belongs to a push service and is a secret."""

    class Hears(models.TextChoices):
        DIRECT = "direct", _("when somebody means me")
        ALL = "all", _("also what I follow")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=500, unique=True)
    # The browser's public key and its secret (RFC 8291), base64url.
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    label = models.CharField(_("device"), max_length=60)
    hears = models.CharField(_("buzzes"), max_length=6, choices=Hears.choices, default=Hears.DIRECT)
    # A digest of the session that asked: it ends with that session's log-out.
    session = models.CharField(max_length=64, blank=True)
    # Tries in a row that failed.
    failed = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class Buzz(models.Model):
    """One notification on its way to one device; gone when it arrived, was read meanwhile, or was given up."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, related_name="+")
    # The next try; of one in hand the end of the lease.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("push message")
        verbose_name_plural = _("push messages")
        constraints = [models.UniqueConstraint(fields=["notification", "device"], name="push_one_buzz_each")]
        indexes = [models.Index(fields=["due_at"], name="push_due")]

    def __str__(self) -> str:
        return f"{self.notification_id} → {self.device_id}"
