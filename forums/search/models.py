"""Searches a member wants to run again. The index itself is no model: each engine has its own kind (postgresql, sqlite)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .query import LONGEST


class SavedSearch(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=60)
    typed = models.CharField(_("search"), max_length=LONGEST)
    by_date = models.BooleanField(_("newest first"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["member", "typed", "by_date"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.name
