"""The statement of reasons (Art. 17 DSA): what the author was told, word for word, never changed afterwards."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import Decision


class StatementIsImmutable(TypeError):
    """A statement was about to be changed or deleted."""


class StatementQuerySet(models.QuerySet["Statement"]):
    def update(self, **kwargs: Any) -> int:
        raise StatementIsImmutable

    def delete(self) -> tuple[int, dict[str, int]]:
        raise StatementIsImmutable


class Statement(models.Model):
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="statement")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # Every element of Art. 17(3) as a field of the transparency database (L:A16), without personal data.
    elements = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of reasons")
        verbose_name_plural = _("statements of reasons")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise StatementIsImmutable
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("desk:statement", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise StatementIsImmutable

    @property
    def told(self) -> str:
        """The body as a mail carries it that has greeted already."""
        return self.body.partition("\n\n")[2]
