"""What was decided, on which ground, with which words, and whether it was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moderation.cases.models import Case

# The category of the DSA's taxonomy (moderation.law.taxonomy) for what breaks house rules only.
OTHER_CATEGORY = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"


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
    points = models.PositiveSmallIntegerField(
        _("strike points"), default=2, help_text=_("What breaking it weighs on the ladder of sanctions. 0 never leads to one.")
    )
    category = models.CharField(_("legal category"), max_length=80, default=OTHER_CATEGORY)
    keyword = models.CharField(_("keyword"), max_length=80, blank=True)
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


class LegalGround(models.Model):
    """A law that content can break, with its place in the taxonomy of the DSA's transparency database."""

    reference = models.CharField(
        _("law"), max_length=80, unique=True, help_text=_("As a lawyer cites it, for instance § 185 StGB.")
    )
    title = models.CharField(_("title"), max_length=120)
    title_de = models.CharField(_("title in German"), max_length=120, blank=True)
    text = models.TextField(_("why such content is against this law"))
    text_de = models.TextField(_("the same in German"), blank=True)
    message = models.TextField(_("usual message"), blank=True)
    message_de = models.TextField(_("usual message in German"), blank=True)
    points = models.PositiveSmallIntegerField(_("strike points"), default=4)
    category = models.CharField(_("legal category"), max_length=80)
    keyword = models.CharField(_("keyword"), max_length=80, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("legal ground")
        verbose_name_plural = _("legal grounds")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.in_language()[0]}"

    def in_language(self, language: str | None = None) -> tuple[str, str, str]:
        """(title, explanation, usual message) in `language`, English where no German is."""
        if (language or get_language() or "").startswith("de"):
            return self.title_de or self.title, self.text_de or self.text, self.message_de or self.message
        return self.title, self.text, self.message


# Outcomes after which others no longer read what the author wrote, or the author may do less: they need a ground and a
# statement of reasons. A text a moderator changed counts (L:A7), and so does a thread nobody may answer any more.
RESTRICTING = ("hide", "remove", "reject", "revise", "edit", "lock", "impose", "clean")
# What may also be done for the care of a thread, without anybody having broken a rule.
CARE_OUTCOMES = ("edit", "lock")


class Decision(models.Model):
    class Outcome(models.TextChoices):
        KEEP = "keep", _("keep")
        RELEASE = "release", _("release")
        REMIND = "remind", _("remind")
        REVISE = "revise", _("ask the author to change it")
        HIDE = "hide", _("hide")
        REMOVE = "remove", _("remove")
        REJECT = "reject", _("reject")
        EDIT = "edit", _("edit")
        LOCK = "lock", _("lock")
        CLEAN = "clean", _("clean up an account")
        # A proposed sanction comes into force, or does not.
        IMPOSE = "impose", _("impose")
        DROP = "drop", _("drop")
        # An appeal: the decision stands, or is reversed.
        AFFIRM = "affirm", _("affirm")
        REVERSE = "reverse", _("reverse")

    class Ground(models.TextChoices):
        NONE = "", _("none")
        RULE = "rule", _("house rule")
        LAW = "law", _("law")
        CARE = "care", _("care of the thread, no rule was broken")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    ground = models.CharField(_("kind of ground"), max_length=4, choices=Ground.choices, blank=True, default=Ground.NONE)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ground"))
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    law = models.ForeignKey(LegalGround, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("law"))
    # Evident to anybody without analysis (recital 63 DSA): only this counts towards Art. 23.
    is_manifest = models.BooleanField(_("manifest"), default=False)
    message = models.TextField(_("message to the author"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("second person")
    )
    batch = models.ForeignKey("moderation.Batch", models.PROTECT, null=True, blank=True, related_name="decisions")
    made_at = models.DateTimeField()
    # Nobody is told before this moment, so that a slip of the hand can be taken back unseen; told_at once they were.
    tell_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    revise_until = models.DateTimeField(_("change expected until"), null=True, blank=True)
    # What undoing has to put back: {"target": its state before, "after": its state since, "reports": {id: state},
    # "notices": {id: state}, and what single outcomes add}.
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
                condition=~models.Q(outcome__in=RESTRICTING)
                | models.Q(ground="rule", rule__isnull=False)
                | models.Q(ground="law", law__isnull=False)
                | models.Q(ground="care", outcome__in=CARE_OUTCOMES),
                name="moderation_a_restriction_has_a_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by=None) | ~models.Q(second_by=models.F("by")),
                name="moderation_the_second_person_is_another",
            ),
        ]
        indexes = [
            models.Index(fields=["tell_at"], condition=models.Q(told_at=None, undone_at=None), name="moderation_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} in case {self.case_id}"

    @property
    def restricts(self) -> bool:
        return self.outcome in RESTRICTING

    @property
    def basis(self) -> Rule | LegalGround | None:
        """The rule or law it rests on; both speak alike (`in_language`, `points`, `category`)."""
        return self.law if self.ground == self.Ground.LAW else self.rule
