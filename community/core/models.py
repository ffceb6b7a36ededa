"""What the whole site shares: its settings, one row, and the mails that wait to be sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .filetypes import are_known


class SiteSettings(models.Model):
    """One row. Read it with `SiteSettings.current()`; saving it reaches every process that shares the cache."""

    CACHE_KEY = "core.site-settings.5"

    name = models.CharField(_("name"), max_length=60, default="Folkmoot")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    imprint = models.TextField(_("imprint"), blank=True, help_text=_("Markdown. Who runs this forum, as the law asks."))
    privacy = models.TextField(_("privacy"), blank=True, help_text=_("Markdown."))
    terms = models.TextField(_("terms"), blank=True, help_text=_("Markdown."))
    registration_open = models.BooleanField(_("sign-up is open"), default=True)
    newcomer_posts_held = models.PositiveSmallIntegerField(
        _("first posts held"),
        default=1,
        validators=[MaxValueValidator(20)],
        help_text=_("So many first posts of a new member wait until a moderator has seen them. 0 holds none."),
    )
    post_max_length = models.PositiveIntegerField(
        _("longest post"), default=20_000, validators=[MinValueValidator(200), MaxValueValidator(100_000)]
    )
    edit_hours_new = models.PositiveIntegerField(_("new members may edit for (hours)"), default=24)
    edit_days_trusted = models.PositiveIntegerField(_("trusted members may edit for (days)"), default=30)
    reports_a_day = models.PositiveSmallIntegerField(_("reports a day"), default=10)
    hearing_hours = models.PositiveSmallIntegerField(
        _("hours for a hearing"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("How long a member has to answer before a suspension."),
    )
    double_review_percent = models.PositiveSmallIntegerField(
        _("decisions reviewed twice (percent)"), default=5, validators=[MaxValueValidator(100)]
    )
    welcome = models.TextField(
        _("welcome"), blank=True, help_text=_("Markdown. What a new member reads first. Empty: only a short greeting.")
    )
    welcome_thread = models.CharField(
        _("thread for introductions"), max_length=200, blank=True, help_text=_("Its address, as /t/12/hello/.")
    )
    directory_open = models.BooleanField(
        _("guests see the member directory"), default=False, help_text=_("Only members whose profile everybody may see.")
    )
    file_types = models.CharField(
        _("kinds of files"),
        max_length=200,
        blank=True,
        default="pdf txt csv md zip odt ods odp docx xlsx pptx gpx ics stl",
        validators=[are_known],
        help_text=_("What may be attached besides pictures, by the endings of the names. Empty: pictures only."),
    )
    files_from_trust = models.PositiveSmallIntegerField(
        _("files from trust level"),
        default=1,
        validators=[MaxValueValidator(4)],
        help_text=_("Whoever has less attaches pictures only."),
    )
    audit_public = models.BooleanField(_("show a public moderation log"), default=False)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_only_one_row_of_site_settings")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        cache.delete(self.CACHE_KEY)
        # Once more after the commit, for who read before it.
        transaction.on_commit(partial(cache.delete, self.CACHE_KEY))

    @classmethod
    def current(cls) -> SiteSettings:
        """The settings in force; cached for a minute, the defaults when nobody saved any yet."""
        found = cache.get(cls.CACHE_KEY)
        if found is None:
            found = cls.objects.filter(pk=1).first() or cls(pk=1)
            cache.set(cls.CACHE_KEY, found, 60)
        return found


class OutboxMail(models.Model):
    """A mail that was promised: written in the transaction that caused it, sent by the worker, once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=255)
    message = models.BinaryField(_("message"), help_text=_("The whole message as it goes over the wire."))
    text = models.TextField(_("text"), blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-pk"]
        # The sweep looks every minute; it must not read the mails of last year.
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state__in=["waiting", "sending"]), name="core_outbox_due")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
