"""A poll belongs to a post; a ballot is one member's answer. Nothing is counted in a column: the ballots are the result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post


class Poll(models.Model):
    class Kind(models.TextChoices):
        SINGLE = "single", _("one option")
        SEVERAL = "several", _("several options")
        RANKED = "ranked", _("options in order")

    class Results(models.TextChoices):
        ALWAYS = "always", _("at any time")
        VOTED = "voted", _("after one has voted")
        CLOSED = "closed", _("when the poll is closed")

    post = models.OneToOneField(Post, models.CASCADE, related_name="poll")
    question = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("options"))  # texts; a ballot names them by position, so they are fixed by the first ballot
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.SINGLE)
    # How many options a ballot names: always 1 for a single choice, up to all for an order.
    least = models.PositiveSmallIntegerField(_("at least"), default=1)
    most = models.PositiveSmallIntegerField(_("at most"), default=1)
    results = models.CharField(_("results are shown"), max_length=6, choices=Results.choices, default=Results.ALWAYS)
    is_public = models.BooleanField(_("names are shown"), default=False)
    created_at = models.DateTimeField(_("created"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed early"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every ballot: a count that was kept is known to be old

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least__gte=1, least__lte=models.F("most")), name="polls_at_least_is_not_above_at_most"
            ),
            models.CheckConstraint(condition=~models.Q(kind="single") | models.Q(most=1), name="polls_a_single_choice_is_one"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and (self.closes_at is None or self.closes_at > timezone.now())

    @property
    def is_ranked(self) -> bool:
        return self.kind == self.Kind.RANKED


class Ballot(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    choices = models.CharField(max_length=120)  # positions of the options, "2,0": the first is liked best where order counts
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="polls_one_ballot_a_member")]

    def __str__(self) -> str:
        return f"a ballot in {self.poll_id}"

    @property
    def positions(self) -> list[int]:
        return positions_in(self.choices)


def positions_in(choices: str) -> list[int]:
    return [int(position) for position in choices.split(",")]
