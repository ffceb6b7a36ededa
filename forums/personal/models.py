"""What is one member's own: how far they read, what they follow, what they have begun to write."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Tag, Thread


class ReadMark(models.Model):
    """One row a member and thread, never one a post."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_marks")
    last_number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "thread"], name="personal_one_read_mark_a_thread")]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.thread_id} to {self.last_number}"


class ForumMark(models.Model):
    """Everything in this forum (or everywhere: forum is null) older than this counts as read."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "forum"], name="personal_one_mark_a_forum"),
            models.UniqueConstraint(fields=["member"], condition=models.Q(forum=None), name="personal_one_mark_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} marked {self.forum_id or 'all'}"


class Subscription(models.Model):
    """How closely a member follows a thread, a forum or a tag; no row means normal."""

    class Level(models.IntegerChoices):
        MUTE = -1, _("Muted")
        NORMAL = 0, _("Normal")
        TRACK = 1, _("Tracking")
        WATCH = 2, _("Watching")
        FIRST = 3, _("New threads")  # of a forum or a tag: told when a thread begins, not of its replies

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    level = models.SmallIntegerField(choices=Level.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="personal_follow_a_thread_once"),
            models.UniqueConstraint(fields=["member", "forum"], name="personal_follow_a_forum_once"),
            models.UniqueConstraint(fields=["member", "tag"], name="personal_follow_a_tag_once"),
            models.CheckConstraint(
                condition=models.Q(thread__isnull=False, forum=None, tag=None)
                | models.Q(thread=None, forum__isnull=False, tag=None)
                | models.Q(thread=None, forum=None, tag__isnull=False),
                name="personal_follow_one_thing_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.level} {self.thread_id or self.forum_id or self.tag_id}"


class Draft(models.Model):
    """A text that was begun.

    `place` says where: "new", "forum:<id>", "thread:<id>", "post:<id>" (an edit), "talk:new" or "talk:<id>" (a conversation).
    `fields` is what else stood in the form: kind, tags, reason, the version an edit was begun from, to whom it goes.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["member", "place"], name="personal_one_draft_a_place")]
        indexes = [models.Index(fields=["member", "-updated_at"], name="personal_newest_drafts")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.place}"


class Bookmark(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(auto_now_add=True)
    # Why it was kept, in the member's own words.
    name = models.CharField(_("name"), max_length=100, blank=True)
    # Told once by a notification at this moment; empty again afterwards.
    remind_at = models.DateTimeField(_("remind me"), null=True, blank=True)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="personal_bookmark_a_post_once")]
        indexes = [
            models.Index(fields=["remind_at"], condition=models.Q(remind_at__isnull=False), name="personal_bookmarks_due"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} kept {self.post_id}"


class HintSeen(models.Model):
    """A hint (forums.composing.hints) that was put away here; it does not come back in this thread."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "thread", "kind"], name="personal_a_hint_once_a_thread")]

    def __str__(self) -> str:
        return f"{self.member_id} saw {self.kind} in {self.thread_id}"
