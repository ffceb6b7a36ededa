"""What the forum counts and shows of its members: figures, the thread they choose, posts that were held up for all to see."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post
from forums.threads.models import Thread


class Figures(models.Model):
    """Counted anew from the rows after each act; of what every member may read, so that no number tells of a closed forum."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="figures")
    answers = models.PositiveIntegerField(_("accepted answers"), default=0)
    thanks_received = models.PositiveIntegerField(_("thanks received"), default=0)
    thanks_given = models.PositiveIntegerField(_("thanks given"), default=0)
    last_wrote_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("figures of a member")
        verbose_name_plural = _("figures of members")
        indexes = [
            models.Index(fields=["-last_wrote_at", "-member"], name="people_wrote_last"),
            models.Index(fields=["-answers", "-member"], name="people_answered_most"),
            models.Index(fields=["-thanks_received", "-member"], name="people_thanked_most"),
        ]

    def __str__(self) -> str:
        return f"figures of {self.member_id}"


class ShownThread(models.Model):
    """The one thread a member shows at the top of their profile."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="shown_thread")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("thread on a profile")
        verbose_name_plural = _("threads on profiles")

    def __str__(self) -> str:
        return f"{self.member_id} shows {self.thread_id}"


class FeaturedPost(models.Model):
    """A post that moderators hold up: this is how it is meant here."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="featured")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    featured_at = models.DateTimeField(_("featured"))

    class Meta:
        verbose_name = _("featured post")
        verbose_name_plural = _("featured posts")
        indexes = [models.Index(fields=["-featured_at", "-id"], name="people_featured_newest")]

    def __str__(self) -> str:
        return f"featured {self.post_id}"
