"""An event is announced by the opening post of a thread; an attendance is one member's answer to it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post


class Event(models.Model):
    post = models.OneToOneField(Post, models.CASCADE, related_name="event")
    title = models.CharField(_("title"), max_length=200)
    # The moment, and the clock by which it was set: the zone of whoever invites, not of whoever reads.
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # set by one conditional UPDATE: nobody is reminded twice
    sequence = models.PositiveIntegerField(default=0)  # of its changes, for calendars that have it already
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["starts_at"], name="events_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")), name="events_end_after_they_begin"
            ),
            models.CheckConstraint(condition=models.Q(capacity=None) | models.Q(capacity__gte=1), name="events_have_a_place"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def starts_there(self) -> datetime:
        """By the clock at the event."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_there(self) -> datetime | None:
        return self.ends_at.astimezone(self.zone) if self.ends_at else None

    @property
    def is_over(self) -> bool:
        return (self.ends_at or self.starts_at) < timezone.now()


class Attendance(models.Model):
    class Answer(models.TextChoices):
        YES = "yes", _("I come")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("I do not come")

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices)
    # Wants to come and every place is taken; who said so first moves up first.
    is_waiting = models.BooleanField(_("waits for a place"), default=False)
    since = models.DateTimeField()  # of this answer

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], name="events_one_answer_a_member"),
            models.CheckConstraint(
                condition=models.Q(is_waiting=False) | models.Q(answer="yes"), name="events_who_waits_wants_to_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.answer} {self.event_id}"
