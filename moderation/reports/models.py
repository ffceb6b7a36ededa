"""A member says that something is wrong, for a reason, about a thing as it was then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case
from moderation.decisions.models import LegalGround, Rule


class Reason(models.Model):
    """Why something can be reported. Severity orders the queue."""

    class Severity(models.IntegerChoices):
        LOW = 1, _("low")
        MIDDLE = 2, _("middle")
        HIGH = 3, _("high")
        GRAVE = 4, _("grave")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=80)
    label_de = models.CharField(_("label in German"), max_length=80, blank=True)
    help = models.CharField(_("explanation"), max_length=200, blank=True)
    help_de = models.CharField(_("explanation in German"), max_length=200, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, default=Severity.MIDDLE)
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, verbose_name=_("usual ground"))
    law = models.ForeignKey(LegalGround, models.SET_NULL, null=True, blank=True, verbose_name=_("usual law"))
    needs_note = models.BooleanField(_("asks for words"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The label in the language of the reader."""
        return self.label_de if (get_language() or "").startswith("de") and self.label_de else self.label

    @property
    def explanation(self) -> str:
        return self.help_de if (get_language() or "").startswith("de") and self.help_de else self.help


class Report(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DECLINED = "declined", _("not upheld")
        WITHDRAWN = "withdrawn", _("withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    reason = models.ForeignKey(Reason, models.PROTECT, related_name="reports", verbose_name=_("reason"))
    note = models.TextField(_("your words"), max_length=2000, blank=True)
    # The thing as this reporter saw it: {"source", "version", "excerpt", "html"}. The case keeps the first one only.
    snapshot = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=models.Q(state="open"),
                name="moderation_one_open_report_a_reporter_and_case",
            ),
        ]
        indexes = [models.Index(fields=["reporter", "-id"], name="moderation_reports_by_member")]

    def __str__(self) -> str:
        return f"{self.reason} by {self.reporter_id}"


class ReportAddition(models.Model):
    """What the reporter thought of later."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="additions")
    body = models.TextField(_("addition"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("addition to a report")
        verbose_name_plural = _("additions to reports")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.body[:60]
