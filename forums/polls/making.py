"""What makes a poll: cleaned once, whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from community.core.markup.limits import without_unwanted
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from .models import Poll

FEWEST, MOST = 2, 20
QUESTION_LENGTH, OPTION_LENGTH = 200, 120
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=366)


@dataclass(frozen=True)
class NewPoll:
    """A poll that is asked for, cleaned; `attach` makes it in the transaction of its post."""

    question: str
    options: tuple[str, ...]
    kind: str
    least: int
    most: int
    results: str
    is_public: bool
    closes_at: datetime | None

    @property
    def text(self) -> str:
        """What is to be screened with the post."""
        return "\n".join([self.question, *self.options])

    @property
    def links(self) -> tuple[str, ...]:
        return ()  # a question and its options are plain words

    def attach(self, post: Post) -> None:
        if Poll.objects.filter(post=post).exists():
            raise ValidationError({"poll_question": _("This post has a poll already.")})
        Poll.objects.create(post=post, created_at=timezone.now(), **self.columns())
        thread_levers.mark(post.thread, Thread.Extra.POLL)

    def columns(self) -> dict[str, object]:
        return {
            "question": self.question,
            "options": list(self.options),
            "kind": self.kind,
            "least": self.least,
            "most": self.most,
            "results": self.results,
            "is_public": self.is_public,
            "closes_at": self.closes_at,
        }


def new_poll(
    *,
    question: str,
    options: Sequence[str],
    kind: str = Poll.Kind.SINGLE,
    least: int | None = None,
    most: int | None = None,
    results: str = Poll.Results.ALWAYS,
    is_public: bool = False,
    closes_at: datetime | None = None,
) -> NewPoll:
    """Raises ValidationError by field (poll_question, poll_options, poll_kind, poll_least, poll_results, poll_closes)."""
    question = " ".join(without_unwanted(question).split())
    texts = [text for option in options if (text := " ".join(without_unwanted(option).split()))]
    faults: dict[str, str] = {}
    if not question:
        faults["poll_question"] = _("Please write the question of the poll.")
    elif len(question) > QUESTION_LENGTH:
        faults["poll_question"] = _("The question of a poll has up to %(n)s characters.") % {"n": QUESTION_LENGTH}
    if not FEWEST <= len(texts) <= MOST:
        faults["poll_options"] = _("A poll has %(fewest)s to %(most)s options, one a line; this one has %(n)s.") % {
            "fewest": FEWEST,
            "most": MOST,
            "n": len(texts),
        }
    elif max(map(len, texts)) > OPTION_LENGTH:
        faults["poll_options"] = _("An option has up to %(n)s characters.") % {"n": OPTION_LENGTH}
    elif len({text.casefold() for text in texts}) < len(texts):
        faults["poll_options"] = _("Two options are the same.")
    if kind not in Poll.Kind.values:
        faults["poll_kind"] = _("Please choose how people vote.")
    if results not in Poll.Results.values:
        faults["poll_results"] = _("Please choose when the results are shown.")
    least, most = _bounds(kind, least, most, len(texts))
    if not 1 <= least <= most <= max(1, len(texts)):
        faults.setdefault("poll_least", _("Between 1 and the number of options, and “at least” not above “at most”."))
    now = timezone.now()
    if closes_at is not None and not now + SOONEST <= closes_at <= now + LATEST:
        faults["poll_closes"] = _("A poll closes in the future, within a year.")
    if faults:
        raise ValidationError(faults)
    return NewPoll(question, tuple(texts), kind, least, most, results, is_public, closes_at)


def _bounds(kind: str, least: int | None, most: int | None, options: int) -> tuple[int, int]:
    if kind == Poll.Kind.SINGLE:
        return 1, 1
    if kind == Poll.Kind.RANKED:
        return 1, max(1, options)  # who does not care about the rest leaves it out
    return 1 if least is None else least, options if most is None else most
