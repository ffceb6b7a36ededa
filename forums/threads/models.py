"""Threads and tags. A thread keeps its counters; no key points up to a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from forums.access import rights_of
from forums.models import Forum, Right

if TYPE_CHECKING:
    from forums.access import Viewer


# These words behind a thread's number are acts (forums.web.urls), not titles.
RESERVED_SLUGS = frozenset({"rearrange", "reply", "follow", "best", "show"})


def slug_of(title: str) -> str:
    """The words of the title as they stand in the thread's address."""
    slug = slugify(title)[:80].strip("-") or "thread"
    return f"{slug}-thread" if slug in RESERVED_SLUGS else slug


class ThreadQuerySet(models.QuerySet["Thread"]):
    def published(self) -> ThreadQuerySet:
        return self.filter(state=Thread.State.PUBLISHED)

    def visible_to(self, viewer: Viewer) -> ThreadQuerySet:
        """What this viewer may read: published ones, their own that wait or were hidden, all where they moderate."""
        rights = rights_of(viewer)
        visible = models.Q(state=Thread.State.PUBLISHED)
        if viewer.is_authenticated:
            visible |= models.Q(state__in=[Thread.State.HELD, Thread.State.HIDDEN], author=viewer.pk)
        visible &= models.Q(forum__in=rights.forums(Right.READ))
        moderated = rights.forums(Right.MODERATE)
        if moderated:
            visible |= models.Q(forum__in=moderated)
        return self.filter(visible)


class Thread(models.Model):
    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("discussion")
        QUESTION = "question", _("question")
        ANNOUNCEMENT = "announcement", _("announcement")

    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("waiting")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed")

    class Extra(models.IntegerChoices):
        """What few threads have, a bit each: rooms above keep the rows, and a thread without the bit costs no query."""

        POLL = 1
        EVENT = 2
        TIMER = 4
        WIKI = 8
        MOVED = 16  # some of its posts went to another thread
        MERGED = 32  # all of them did: its address leads there
        JOINED = 64  # what came from elsewhere stands at its end and is older: the order is not that of time

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="threads")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads")
    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    is_locked = models.BooleanField(_("locked"), default=False)
    # Pinned while this lies ahead; pinned "for good" is the year 9999.
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    pinned_everywhere = models.BooleanField(_("pinned on every list"), default=False)
    accepted_number = models.PositiveIntegerField(_("accepted answer"), null=True, blank=True)
    extras = models.PositiveSmallIntegerField(default=0, editable=False)  # bits of Extra, set by forums.threads.levers.mark
    # So many seconds lie between two posts of a member; 0: none. Until a moment, or until somebody ends it.
    slow_seconds = models.PositiveIntegerField(_("seconds between two posts of a member"), default=0)
    slow_until = models.DateTimeField(_("slow until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    # Counters, kept by forums.threads.counters; `manage.py recount` proves and repairs them.
    last_number = models.PositiveIntegerField(default=0)  # the highest number ever given, so no number is given twice
    reply_count = models.PositiveIntegerField(default=0)  # published posts without the opening one
    participant_count = models.PositiveIntegerField(default=0)
    view_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField()
    last_poster = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    recent_posters = models.JSONField(default=list)  # ids of up to three members who wrote last, newest first

    tags: models.ManyToManyField[Tag, Any] = models.ManyToManyField("Tag", blank=True, related_name="threads")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["state", "-last_post_at", "-id"], name="threads_latest"),
            models.Index(fields=["forum", "state", "-last_post_at", "-id"], name="threads_latest_in_forum"),
            models.Index(fields=["author", "-id"], name="threads_by_author"),
            models.Index(fields=["pinned_until"], condition=~models.Q(pinned_until=None), name="threads_pinned"),
            models.Index(
                fields=["-last_post_at", "-id"], condition=models.Q(state="published", reply_count=0), name="threads_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        self.slug = slug_of(self.title)
        if kwargs.get("update_fields") is not None and "title" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("forums:thread", args=[self.pk, self.slug])

    def has(self, extra: int) -> bool:
        """Whether the thread has (or once had) such a thing; no query."""
        return bool(self.extras & extra)

    @property
    def is_slow(self) -> bool:
        """Whether a member waits between two posts here."""
        return self.slow_seconds > 0 and (self.slow_until is None or self.slow_until > timezone.now())

    @property
    def is_question(self) -> bool:
        return self.kind == self.Kind.QUESTION

    @property
    def is_solved(self) -> bool:
        return self.accepted_number is not None


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(_("address"), max_length=40, unique=True, allow_unicode=True)
    thread_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:tag", args=[self.slug])
