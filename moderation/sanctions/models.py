"""What a member may not do for a while, for what, and how one comes to the next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Forum
from forums.threads.models import Thread
from moderation.decisions.models import Decision

if TYPE_CHECKING:
    from datetime import datetime

# Longer than this, or without an end, a suspension needs a second person.
HEAVY_FROM = timedelta(days=30)


class Kind(models.TextChoices):
    """From the lightest. A reminder and a warning limit nothing by themselves; their points lead up the ladder."""

    REMINDER = "reminder", _("reminder")
    WARNING = "warning", _("warning")
    NO_LINKS = "no_links", _("no links")
    NO_MEDIA = "no_media", _("no images")
    HOLD = "hold", _("posts held for approval")
    NO_REPORTS = "no_reports", _("reports and notices not processed")
    READ_ONLY = "read_only", _("read only")
    SUSPEND = "suspend", _("suspension")
    BAN = "ban", _("ban")


# Kinds that close the account for a time. They ask for a hearing first, as read-only everywhere does (Plan.blocks, L:A5).
LOCKING_OUT = (Kind.SUSPEND, Kind.BAN)


class Scope(models.TextChoices):
    SITE = "site", _("everywhere")
    FORUM = "forum", _("in one forum")
    THREAD = "thread", _("in one thread")


class Hearing(models.TextChoices):
    """Whether the member was heard before being locked out, or why not."""

    NOT_NEEDED = "", _("not needed")
    HELD = "held", _("the member was heard")
    DANGER = "danger", _("imminent danger")
    SPAM = "spam", _("spam account")
    ORDER = "order", _("order of an authority")


class LadderStep(models.Model):
    """The ladder, as data: from so many points on, this is what the ladder proposes."""

    from_points = models.PositiveSmallIntegerField(_("from so many points"), unique=True)
    kind = models.CharField(_("sanction"), max_length=10, choices=Kind.choices)
    hours = models.PositiveIntegerField(
        _("hours"), null=True, blank=True, help_text=_("Empty: no end, or nothing that could end.")
    )

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("ladder of sanctions")
        ordering = ["from_points"]

    def __str__(self) -> str:
        return f"{self.from_points}: {self.get_kind_display()}"


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def standing(self) -> SanctionQuerySet:
        """Neither lifted nor undone; it may have run out."""
        return self.filter(lifted_at=None, undone_at=None)

    def active(self, at: datetime | None = None) -> SanctionQuerySet:
        """In force at this moment: what has run out is lifted by the clock, whether or not a worker runs."""
        now = at or timezone.now()
        return self.standing().filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def counting(self, at: datetime | None = None) -> SanctionQuerySet:
        """Whose points still count."""
        return self.standing().filter(points__gt=0, points_until__gt=at or timezone.now())

    def unacknowledged(self) -> SanctionQuerySet:
        """Warnings the member has not confirmed to have read; they come before the next post."""
        return self.standing().filter(acknowledged_at=None).exclude(kind=Kind.REMINDER)

    def told(self, at: datetime | None = None) -> SanctionQuerySet:
        """Of which the member has heard: nobody is told while a decision can still be taken back unseen."""
        return self.filter(decision__tell_at__lte=at or timezone.now())

    def mattering(self, at: datetime | None = None) -> SanctionQuerySet:
        """In force, or still to be confirmed by the member."""
        now = at or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now) | Q(acknowledged_at=None))


class Sanction(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    scope = models.CharField(_("where"), max_length=6, choices=Scope.choices, default=Scope.SITE)
    forum = models.ForeignKey(Forum, models.PROTECT, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="sanctions")
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    points_until = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    # Why something else than the ladder's step was taken; empty where it was the step.
    off_ladder = models.CharField(_("why not the ladder's step"), max_length=400, blank=True)
    hearing = models.CharField(_("hearing"), max_length=6, choices=Hearing.choices, blank=True, default=Hearing.NOT_NEEDED)
    is_heavy = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lift_reason = models.CharField(max_length=400, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)  # its decision was taken back

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(kind__in=LOCKING_OUT) & ~Q(kind="read_only", scope="site")) | ~Q(hearing=""),
                name="moderation_nobody_is_blocked_unheard",
            ),
            models.CheckConstraint(
                condition=Q(is_heavy=False) | (Q(second_by__isnull=False) & ~Q(second_by=F("by"))),
                name="moderation_heavy_sanctions_need_two",
            ),
            models.CheckConstraint(condition=~Q(kind=Kind.BAN) | Q(is_heavy=True), name="moderation_a_ban_is_heavy"),
            models.CheckConstraint(
                condition=Q(scope=Scope.SITE)
                | Q(scope=Scope.FORUM, forum__isnull=False)
                | Q(scope=Scope.THREAD, thread__isnull=False),
                name="moderation_a_scope_says_where",
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="moderation_sanctions_of")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"

    @property
    def is_ended(self) -> bool:
        """Lifted, or gone with its decision."""
        return self.lifted_at is not None or self.undone_at is not None

    @property
    def is_active(self) -> bool:
        return not self.is_ended and (self.ends_at is None or self.ends_at > timezone.now())

    @property
    def is_limit(self) -> bool:
        """Whether the member can do less because of it now; a reminder and a warning are words."""
        return self.is_active and self.kind not in (Kind.REMINDER, Kind.WARNING)

    @property
    def counts(self) -> bool:
        """Whether its points still count."""
        return not self.is_ended and self.points > 0 and self.points_until is not None and self.points_until > timezone.now()

    @property
    def awaits_member(self) -> bool:
        """Whether the member was told of it and has not confirmed to have read it; the decision should be loaded."""
        if self.is_ended or self.acknowledged_at is not None or self.kind == Kind.REMINDER:
            return False
        return self.decision.tell_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Nothing of it is left: it limits nothing, its points do not count, nobody has to confirm it."""
        return self.is_ended or not (self.is_limit or self.counts or self.awaits_member)
