"""Notices under Art. 16 DSA: anybody says, with reasons, that something here is illegal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case


def new_token() -> str:
    return get_random_string(40)


class TrustedFlagger(models.Model):
    """A body to which a Digital Services Coordinator gave the status (Art. 22). Known by its link, never by its own word."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    expertise = models.CharField(_("area of expertise"), max_length=200, blank=True)
    awarded_by = models.CharField(_("status awarded by"), max_length=200, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("trusted flagger")
        verbose_name_plural = _("trusted flaggers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LegalNotice(models.Model):
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)  # the notifier's own page
    explanation = models.TextField(_("why it is illegal"), max_length=8000)
    category = models.CharField(_("category"), max_length=80)
    keyword = models.CharField(_("keyword"), max_length=80, blank=True)
    legal_reference = models.CharField(_("law, if you know it"), max_length=200, blank=True)
    name = models.CharField(_("your name"), max_length=200, blank=True)
    email = models.EmailField(_("your e-mail"), blank=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="legal_notices")
    flagger = models.ForeignKey(TrustedFlagger, models.PROTECT, null=True, blank=True, related_name="notices")
    language = models.CharField(max_length=2, default="en")
    good_faith = models.BooleanField(_("accurate and complete, in good faith"))
    made_at = models.DateTimeField()
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("legal notice")
        verbose_name_plural = _("legal notices")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=models.Q(good_faith=True), name="moderation_a_notice_is_in_good_faith")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class NoticeItem(models.Model):
    """One of the things a notice names. Two notices on one thing stay two, but share its case."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DECLINED = "declined", _("not upheld")

    notice = models.ForeignKey(LegalNotice, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="notice_items")
    url = models.CharField(_("address"), max_length=500)
    locator = models.CharField(_("where on the page"), max_length=400, blank=True)
    snapshot = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of a notice")
        verbose_name_plural = _("items of notices")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "case"], name="moderation_a_notice_names_a_thing_once")]

    def __str__(self) -> str:
        return self.url
