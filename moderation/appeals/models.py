"""Whoever was told of a decision may ask another pair of eyes to look at it, for 190 days."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.legal_notices.models import LegalNotice

# Six months are 184 days at most; with weekends and holidays 190 are always lawful (L:A10).
APPEAL_WITHIN = timedelta(days=190)


def new_token() -> str:
    return get_random_string(40)


class Redress(models.Model):
    """One person's way to object to one decision: the secret address they were given, and until when it is open."""

    class Role(models.TextChoices):
        AFFECTED = "affected", _("the person concerned")
        NOTIFIER = "notifier", _("the person who reported")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="redresses")
    role = models.CharField(max_length=8, choices=Role.choices)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="redresses")
    notice = models.ForeignKey(LegalNotice, models.PROTECT, null=True, blank=True, related_name="redresses")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    informed_at = models.DateTimeField()
    open_until = models.DateTimeField()

    class Meta:
        verbose_name = _("way to object")
        verbose_name_plural = _("ways to object")
        constraints = [
            models.UniqueConstraint(fields=["decision", "role", "member"], name="moderation_one_redress_a_member"),
            models.UniqueConstraint(fields=["decision", "notice"], name="moderation_one_redress_a_notice"),
            models.CheckConstraint(
                condition=Q(open_until__gte=F("informed_at") + timedelta(days=184)), name="moderation_six_months_to_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in decision {self.decision_id}"

    def get_absolute_url(self) -> str:
        return reverse("desk:appeal", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.open_until > timezone.now()


class Appeal(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        AFFIRMED = "affirmed", _("the decision stands")
        REVERSED = "reversed", _("the decision was reversed")
        MOOT = "moot", _("the decision was taken back before")
        WITHDRAWN = "withdrawn", _("withdrawn")

    redress = models.OneToOneField(Redress, models.PROTECT, related_name="appeal")  # a second look, not a third
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="appeal")  # its place in the queue
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    text = models.TextField(_("why the decision is wrong"), max_length=8000)
    made_at = models.DateTimeField()
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("first_decider")), name="moderation_another_pair_of_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["affirmed", "reversed"]) | (Q(decided_by__isnull=False) & ~Q(answer="")),
                name="moderation_an_appeal_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal against decision {self.redress.decision_id}"
