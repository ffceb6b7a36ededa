"""What is to happen to a thread later: it closes, opens again, or closes when nobody has written for some days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.threads.models import Thread


class Timer(models.Model):
    class Kind(models.TextChoices):
        CLOSE = "close", _("Close it at a moment")
        QUIET = "quiet", _("Close it when nobody has written for some days")
        OPEN = "open", _("Open it at a moment")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="timers")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    quiet_days = models.PositiveSmallIntegerField(_("days without a post"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # On what it rests, in the words of those above who asked for it; nobody down here reads it.
    ground = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        constraints = [
            models.UniqueConstraint(fields=["thread", "kind"], name="timers_one_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="quiet", quiet_days__gte=1, due_at=None)
                | (~models.Q(kind="quiet") & models.Q(due_at__isnull=False, quiet_days=None)),
                name="timers_know_when",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="timers_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thread_id}"

    def moment(self, thread: Thread) -> datetime:
        """When it is due, as things stand."""
        return self.due_at or thread.last_post_at + timedelta(days=self.quiet_days or 0)

    def is_due(self, thread: Thread) -> bool:
        return self.moment(thread) <= timezone.now()
