"""Images that were dropped into a text: re-encoded, stored under a name nobody can guess."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post


class Attachment(models.Model):
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="attachments")
    path = models.CharField(max_length=120, unique=True)  # relative to MEDIA_ROOT
    name = models.CharField(_("name"), max_length=120)  # as uploaded, for people only
    size = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["created_at"], condition=models.Q(post=None), name="attachments_orphans")]

    def __str__(self) -> str:
        return self.name
