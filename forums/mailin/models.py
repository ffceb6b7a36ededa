"""Answers by mail: the addresses they come to, and the mails that came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReplyKey(models.Model):
    """The secret part of the address in mails to one member about one thing. Whoever holds it must also write as that member."""

    key = models.CharField(max_length=26, unique=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # "thread:4" or "conversation:7", as the notification's group.
    about = models.CharField(max_length=40)
    # When it last stood in a mail; old ones end.
    issued_at = models.DateTimeField(_("given out"))
    # Kept for a while, so that a late answer comes back with its words.
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply address")
        verbose_name_plural = _("reply addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "about"], condition=models.Q(revoked_at=None), name="mailin_one_reply_address_each"
            ),
        ]
        indexes = [models.Index(fields=["issued_at"], name="mailin_old_addresses")]

    def __str__(self) -> str:
        return f"{self.about} ← {self.member_id}"


class Incoming(models.Model):
    """A mail that came. The row is there before anything is done with it, so none is lost and none counts twice."""

    class State(models.TextChoices):
        RECEIVED = "received", _("waits")
        POSTED = "posted", _("posted")
        REFUSED = "refused", _("refused")
        IGNORED = "ignored", _("ignored")

    message_id = models.CharField(max_length=250, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    # Where the mail server says it was delivered to; empty when only the mail itself tells.
    delivered_to = models.CharField(max_length=254, blank=True)
    # The mail as it came, as long as it waits.
    raw = models.BinaryField(default=bytes)
    is_too_large = models.BooleanField(default=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.CharField(_("about"), max_length=40, blank=True)
    # Why it was not posted, for the back office.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # "post:17" or "message:5".
    made = models.CharField(_("made"), max_length=40, blank=True)
    received_at = models.DateTimeField(_("received"))
    # The next try; of a mail in hand the end of the lease.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    # A mail went back: once.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="received"), name="mailin_due"),
            models.Index(fields=["received_at"], name="mailin_by_age"),
            models.Index(fields=["member", "-answered_at"], name="mailin_answered_of_late"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"
