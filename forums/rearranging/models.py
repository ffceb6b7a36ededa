"""What went from one thread to another, so that old addresses lead on and the act can be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.threads.models import Thread


class Transfer(models.Model):
    class Kind(models.TextChoices):
        SPLIT = "split", _("split off")
        MOVE = "move", _("moved to another thread")
        MERGE = "merge", _("joined to another thread")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    source = models.ForeignKey(Thread, models.CASCADE, related_name="transfers_from")
    target = models.ForeignKey(Thread, models.CASCADE, related_name="transfers_to")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    # [[post, number there, number here, number it answered there], ...] in the order of the numbers.
    items = models.JSONField()
    first_number = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    accepted_before = models.PositiveIntegerField(null=True, blank=True)  # the accepted answer of the source
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer of posts")
        verbose_name_plural = _("transfers of posts")
        indexes = [
            models.Index(fields=["source", "first_number"], condition=models.Q(undone_at=None), name="rearranging_places"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id} ({len(self.items)})"

    def numbers(self, among: Iterable[int]) -> list[int]:
        """Those of these numbers of the source that went."""
        wanted = set(among)
        return [old for _post, old, _new, _answered in self.items if old in wanted]
