"""Brings an archive in: people and forums first, then threads in batches, each batch with its IdMap rows in one transaction.

So it can be killed at any moment and started again, and a second run finds nothing to do. Rows are made in bulk: no
limits, no screeners and no notifications, for all this happened long ago.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TextIO

from django.db import transaction
from django.urls import reverse

from accounts.models import Member, fold
from forums.composing.recount import recount
from forums.search.index import reindex

from . import places, rows
from .id_map import Known
from .progress import Progress
from .quoted import place_holder, resolve
from .records import Archive, ArchivedPost, ArchivedThread, Survey
from .rendering import Text, choose

POSTS_A_BATCH = 400
# A note in our books: the run came to its end with so many posts.
_DONE = "done"


@dataclass
class Outcome:
    threads: int = 0
    posts: int = 0
    members: int = 0
    # How each text was taken: 0 the first source, 1 the second, 9 bare words.
    ways: Counter[int] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.threads or self.posts or self.members)


class Import:
    def __init__(self, archive: Archive, *, forum_prefix: str = "", stream: TextIO | None = None) -> None:
        self.archive = archive
        self.forum_prefix = forum_prefix
        self.stream = stream
        self.known = Known(archive.source)
        self.outcome = Outcome()
        self.survey = Survey()
        self.people: dict[str, str] = {}

    def run(self) -> Outcome:
        self.survey = self.archive.survey()
        if self.survey.post_ids <= self.known.ids["post"].keys():
            self._finish()
            return self.outcome
        self.outcome.members = places.make_people(self.survey, self.known)
        places.make_forums(self.survey, self.known, prefix=self.forum_prefix)
        self.people = self._addresses()
        progress = Progress(len(self.survey.post_ids), "posts", self.stream)
        for batch in _batches(self.archive.threads()):
            self._bring_in(batch)
            progress.add(sum(len(thread.posts) for thread in batch))
        self._finish()
        return self.outcome

    def _addresses(self) -> dict[str, str]:
        """Whom an @name of this archive means: the member it became, whatever they are called here."""
        names = Member.objects.in_bulk(list(self.known.ids["member"].values()))
        return {
            fold(person.username): reverse("members:profile", args=[names[self.known.ids["member"][their_id]].username])
            for their_id, person in self.survey.people.items()
            if self.known.ids["member"].get(their_id) in names
        }

    def _bring_in(self, batch: list[ArchivedThread]) -> None:
        new = {
            thread.their_id: [post for post in thread.posts if self.known.get("post", post.their_id) is None] for thread in batch
        }
        texts = {post.their_id: self._text(post, thread) for thread in batch for post in new[thread.their_id]}
        if not texts:
            return
        with transaction.atomic():
            threads, posts = rows.write(batch, new, texts, self.known)
        self.outcome.threads += threads
        self.outcome.posts += posts

    def _text(self, post: ArchivedPost, thread: ArchivedThread) -> Text:
        address = partial(place_holder, numbers=self.survey.numbers)
        sources = self.archive.to_markdown(post, thread.their_id, host=self.survey.host, address=address)
        text = choose(sources, shown=post.shown, people=self.people)
        self.outcome.ways[text.way] += 1
        self.outcome.leaks += [f"{thread.their_id}#{post.number}: {leak}" for leak in text.leaked]
        return text

    def _finish(self) -> None:
        """What needs all posts to be there: quotes, counters, search. Done again after a run that was killed here."""
        posts = len(self.known.ids["post"])
        if self.known.get(_DONE, _DONE) == posts:
            return
        resolve(self.known.ids["thread"])
        for _drift in recount(repair=True):
            pass
        reindex()
        self.known.replace(_DONE, _DONE, posts)


def _batches(threads: Iterator[ArchivedThread]) -> Iterator[list[ArchivedThread]]:
    batch: list[ArchivedThread] = []
    size = 0
    for thread in threads:
        batch.append(thread)
        size += len(thread.posts)
        if size >= POSTS_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
