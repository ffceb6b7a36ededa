"""Private conversations of a few people. Nobody else reads them, whoever they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Member


class Conversation(models.Model):
    title = models.CharField(_("title"), max_length=200)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Begun by somebody who looks after the forum: whoever is read-only may answer there.
    is_official = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index(fields=["started_by", "-id"], name="conversations_by_starter")]

    def __str__(self) -> str:
        # Also in logs and the back office: not even the title is anybody's business.
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("forums:conversation", args=[self.pk])


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def active(self) -> ParticipantQuerySet:
        return self.filter(state=Participant.State.ACTIVE)

    def with_news(self) -> ParticipantQuerySet:
        """What counts on the badge: news in what they are part of and have not muted."""
        return self.filter(state=Participant.State.ACTIVE, has_news=True, is_muted=False)


class Participant(models.Model):
    """One person's part in a conversation: whether they are in it, and how far they have read. Only they learn the latter."""

    class State(models.TextChoices):
        ACTIVE = "active", _("taking part")
        LEFT = "left", _("has left")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conversations")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)
    is_muted = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    # Who left still reads what was written until then, so that it can be reported.
    left_number = models.PositiveIntegerField(null=True, blank=True)
    last_read = models.PositiveIntegerField(default=0)
    # conversation.last_number > last_read, kept here so that the badge on every page costs an index alone.
    has_news = models.BooleanField(default=False)
    news_at = models.DateTimeField()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="conversations_in_it_once"),
            models.CheckConstraint(
                condition=Q(state="active", left_number__isnull=True) | Q(state="left", left_number__isnull=False),
                name="conversations_left_at_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "state", "-news_at", "-id"], name="conversations_newest"),
            models.Index(
                fields=["member"], condition=Q(state="active", has_news=True, is_muted=False), name="conversations_with_news"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.conversation_id}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, member: Member) -> MessageQuerySet:
        """What this person may read: their own conversations, up to where they left them.

        Nobody else, neither who moderates nor who owns the site. A hidden message is still its author's.
        """
        own = Participant.objects.filter(member=member.pk, conversation=models.OuterRef("conversation"))
        own = own.filter(Q(state=Participant.State.ACTIVE) | Q(left_number__gte=models.OuterRef("number")))
        published = Q(state=Message.State.PUBLISHED) | Q(state=Message.State.HIDDEN, author=member.pk)
        return self.filter(published, models.Exists(own))


class Message(models.Model):
    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed")
        DELETED = "deleted", _("taken back by its author")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    source = models.TextField(_("text"))
    html = models.TextField()
    text = models.TextField()
    renderer = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    form_token = models.CharField(max_length=40, null=True, blank=True, default=None)
    created_at = models.DateTimeField(_("created"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    # When the others were told of it. The row is the truth: a sweep finds what a crash left untold.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="conversations_number_is_given_once"),
            models.UniqueConstraint(fields=["author", "form_token"], name="conversations_one_form_one_message"),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="conversations_by_author"),
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="conversations_untold"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("forums:message", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class Wish(models.Model):
    """Who may begin to write to a member; without a row, everybody. Those who look after the forum always may."""

    class From(models.TextChoices):
        EVERYBODY = "all", _("everybody")
        KNOWN = "known", _("members who have been here for a while (trust level 2)")
        STAFF = "staff", _("only those who look after this forum")

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    messages_from = models.CharField(
        _("who may begin to write to you"), max_length=5, choices=From.choices, default=From.EVERYBODY
    )

    class Meta:
        verbose_name = _("wish about messages")
        verbose_name_plural = _("wishes about messages")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.messages_from}"


class MessageRevision(models.Model):
    """What a message said before it was edited; kept for whoever has to judge a report about it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier version of a message")
        verbose_name_plural = _("earlier versions of messages")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="conversations_revision_numbers")]

    def __str__(self) -> str:
        return f"message {self.message_id} v{self.number}"


class Image(models.Model):
    """An image that a message shows: only those who read the message see it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="images")
    attachment = models.OneToOneField("attachments.Attachment", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("image of a message")
        verbose_name_plural = _("images of messages")

    def __str__(self) -> str:
        return f"image {self.attachment_id} of message {self.message_id}"
