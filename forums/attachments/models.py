"""What was dropped into a text: pictures, made anew, and files. Stored under names nobody can guess."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post

from .sizes import smaller


class Attachment(models.Model):
    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        REMOVED = "removed", _("removed")

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="attachments")
    path = models.CharField(max_length=120, unique=True)  # relative to MEDIA_ROOT
    name = models.CharField(_("name"), max_length=120)  # as uploaded, for people only
    size = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveIntegerField()  # 0 for what is no picture
    height = models.PositiveIntegerField()
    # What is no picture, by its ending ("pdf"); its content was looked at (community.core.filetypes).
    kind = models.CharField(_("kind"), max_length=8, blank=True, default="")
    # Whether smaller copies lie beside the picture (forums.attachments.sizes); those from before have none.
    has_smaller = models.BooleanField(default=False)
    # Seen where its post is seen, or taken out of it; the post itself stays.
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    # The room above that it belongs to in place of a post (settings.ATTACHMENT_ROOMS), and that is asked who may see it.
    room = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(post=None), name="attachments_orphans"),
            models.Index(fields=["uploader", "created_at"], name="attachments_of_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is seen: its post."""
        return self.post.get_absolute_url() if self.post else self.file_url

    @property
    def is_picture(self) -> bool:
        return not self.kind

    @property
    def file_url(self) -> str:
        return f"{settings.MEDIA_URL}{self.path}"

    @property
    def thumb_url(self) -> str:
        """The smallest copy, for lists."""
        if not self.has_smaller:
            return self.file_url
        return settings.MEDIA_URL + smaller(self.path, self.width, self.height)[0][0]
