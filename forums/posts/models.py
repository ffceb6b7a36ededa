"""Posts and their earlier versions. A post knows that it is held or hidden, never why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.access import rights_of
from forums.models import Right
from forums.threads.models import Thread

if TYPE_CHECKING:
    from forums.access import Viewer


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> PostQuerySet:
        return self.filter(state=Post.State.PUBLISHED)

    def visible_to(self, viewer: Viewer) -> PostQuerySet:
        """What this viewer may read, thread and forum included.

        Published posts of readable threads; one's own that wait or were hidden; everything where one moderates.
        Removed and self-deleted posts are seen by those who moderate the forum only.
        """
        rights = rights_of(viewer)
        visible = models.Q(state=Post.State.PUBLISHED, thread__state=Thread.State.PUBLISHED)
        if viewer.is_authenticated:
            visible |= models.Q(
                author=viewer.pk, state__in=[Post.State.HELD, Post.State.HIDDEN], thread__state__in=Thread.State.values
            )
            visible |= models.Q(author=viewer.pk, state=Post.State.PUBLISHED, thread__state=Thread.State.HELD)
            # Whoever began a thread still reads there what they wrote when it is hidden.
            visible |= models.Q(
                author=viewer.pk, state=Post.State.PUBLISHED, thread__state=Thread.State.HIDDEN, thread__author=viewer.pk
            )
        visible &= models.Q(thread__forum__in=rights.forums(Right.READ))
        moderated = rights.forums(Right.MODERATE)
        if moderated:
            visible |= models.Q(thread__forum__in=moderated)
        return self.filter(visible)


class Post(models.Model):
    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("waiting")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed")
        DELETED = "deleted", _("deleted by its author")

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    # Given at publication, dense, never given twice. A post that waits has none yet, unless it opens its thread.
    number = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    source = models.TextField(_("text"))
    html = models.TextField()
    text = models.TextField()  # plain words for search and excerpts
    renderer = models.PositiveSmallIntegerField(default=0)  # community.core.markup.render.RENDERER_VERSION it was made with
    version = models.PositiveIntegerField(default=1)  # grows with every edit; a stale edit form is refused by it
    # Everybody who has been here for a while, and may reply, may edit it: an instruction kept by many.
    is_wiki = models.BooleanField(_("wiki"), default=False)
    reply_to = models.PositiveIntegerField(null=True, blank=True)  # number of the post answered
    reactions = models.JSONField(default=dict)  # {"thumbs": 4}; made from the rows by forums.reactions.actions
    form_token = models.CharField(max_length=40, null=True, blank=True, default=None)
    created_at = models.DateTimeField(_("created"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # When everybody who follows was told. The row is the truth: a sweep finds what a crash left untold.
    announced_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="posts_number_is_given_once"),
            # The same form sent twice makes one post, however fast.
            models.UniqueConstraint(fields=["author", "form_token"], name="posts_one_form_one_post"),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(number__isnull=False), name="posts_published_has_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="posts_by_author"),
            models.Index(fields=["thread", "author"], name="posts_participants"),
            models.Index(fields=["published_at"], condition=models.Q(announced_at=None, state="published"), name="posts_untold"),
            models.Index(fields=["state", "-id"], condition=~models.Q(state="published"), name="posts_unpublished"),
        ]

    def __str__(self) -> str:
        return f"#{self.number or '–'} in {self.thread_id}"

    def get_absolute_url(self) -> str:
        """The address that finds the right page; see forums.posts.queries.place_of for the page itself."""
        return reverse("forums:post", args=[self.pk])

    @property
    def is_opening(self) -> bool:
        return self.number == 1

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class Revision(models.Model):
    """A version a post had before it was edited. Number n is what version n said."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    title = models.CharField(max_length=200, blank=True)  # the thread's title then, for opening posts
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    reason = models.CharField(_("reason for the edit that replaced it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="posts_revision_numbers_are_unique")]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"
