"""Replies the team keeps, so that nobody has to find the right words twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import Rule


class SavedReply(models.Model):
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="saved_replies",
        help_text=_("Empty: the whole team's."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=80)
    text_en = models.TextField(_("English"), max_length=4000)
    text_de_formal = models.TextField(_("German, formal"), max_length=4000, blank=True)
    text_de_informal = models.TextField(_("German, informal"), max_length=4000, blank=True)
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, verbose_name=_("house rule it belongs to"))
    uses = models.PositiveIntegerField(_("used"), default=0)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
