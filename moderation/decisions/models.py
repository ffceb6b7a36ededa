"""What was decided, on which ground, with which words, and whether it was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case


class Rule(models.Model):
    """A house rule. Editing it makes a new version; a decision keeps the words that were in force."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_de = models.CharField(_("title in German"), max_length=80, blank=True)
    text = models.TextField(_("text"))
    text_de = models.TextField(_("text in German"), blank=True)
    message = models.TextField(
        _("usual message"), blank=True, help_text=_("What the author reads, unless the moderator writes otherwise.")
    )
    message_de = models.TextField(_("usual message in German"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.in_language()[0]}"

    def in_language(self, language: str | None = None) -> tuple[str, str, str]:
        """(title, text, usual message) in `language` ("de", "en"; the active one by default), English where no German is."""
        if (language or get_language() or "").startswith("de"):
            return self.title_de or self.title, self.text_de or self.text, self.message_de or self.message
        return self.title, self.text, self.message


# Outcomes after which others no longer read what the author wrote: they need a ground and a statement of reasons.
RESTRICTING = ("hide", "remove", "reject")


class Decision(models.Model):
    class Outcome(models.TextChoices):
        KEEP = "keep", _("keep")
        RELEASE = "release", _("release")
        REMIND = "remind", _("remind")
        HIDE = "hide", _("hide")
        REMOVE = "remove", _("remove")
        REJECT = "reject", _("reject")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ground"))
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField(_("message to the author"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    made_at = models.DateTimeField()
    # What undoing has to put back: {"target": its state before, "after": its state since, "reports": {id: state}}.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(undone_at=None), name="moderation_one_standing_decision_a_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=RESTRICTING) | models.Q(rule__isnull=False),
                name="moderation_a_restriction_has_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} in case {self.case_id}"

    @property
    def restricts(self) -> bool:
        return self.outcome in RESTRICTING
