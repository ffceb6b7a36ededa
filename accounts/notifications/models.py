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
    # Unread ones of one verb and one group are one line, those of one group one mail: "thread:4".
    group = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # When a mail of its own is due; without it, it waits for a digest or is not mailed at all.
    mail_due_at = models.DateTimeField(null=True, blank=True)
    # Set by one conditional UPDATE, so that neither a second worker nor a digest mails it again.
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["member", "event"], name="notifications_one_event_tells_a_member_once"),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notifications_newest"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notifications_unread"),
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False, mailed_at=None),
                name="notifications_mail_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.member_id}"


class SentMail(models.Model):
    """That a mail about notifications went to a member: for the daily limit, and to find what an answer or a bounce is about."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # "thread:4" for mails about one thread, "digest" for a digest, else the verb.
    about = models.CharField(max_length=60)
    message_id = models.CharField(max_length=120, unique=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")
        indexes = [models.Index(fields=["member", "-sent_at"], name="notifications_mails_of_late")]

    def __str__(self) -> str:
        return f"{self.about} → {self.member_id}"


class Bounce(models.Model):
    """The mail server told that a mail did not arrive. What counts is computed from these rows (bounces.py)."""

    class Kind(models.TextChoices):
        SOFT = "soft", _("later perhaps")
        HARD = "hard", _("no such mailbox")

    # The server's own number for it: told twice, counted once.
    event = models.CharField(max_length=120, unique=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bounces")
    address = models.EmailField(_("address"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    # The member asked to try again: from then on it counts no more.
    forgiven_at = models.DateTimeField(_("forgiven"), null=True, blank=True)

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["member", "-at"], name="notifications_bounces_of_late")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
