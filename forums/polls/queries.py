"""The polls of a page of posts: two queries for a member, one for a guest, and one more while nobody has counted yet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from django.core.cache import cache
from django.db.models import Count

from accounts.models import Member
from community.core.decisions import Decision
from forums.access import Viewer
from forums.posts.models import Post

from . import policies
from .counting import Result, Round, count
from .models import Ballot, Poll, positions_in

# How long a count is kept; a vote makes it old at once.
_SECONDS = 3600
MOST_NAMES = 200


@dataclass(frozen=True)
class Line:
    """An option with what this viewer chose and what everybody did."""

    position: int
    text: str
    is_mine: bool
    rank: int | None  # which place the viewer gave it
    votes: int
    percent: int
    is_winner: bool


@dataclass(frozen=True)
class Shown:
    poll: Poll
    lines: list[Line]
    voters: int
    has_voted: bool
    may_vote: Decision
    may_see: Decision
    may_close: bool
    may_change: bool
    rounds: tuple[Round, ...]
    is_tie: bool

    @property
    def table(self) -> list[tuple[str, list[int | None]]]:
        """The run-off, option by option: the votes in each round, None once it was out."""
        return [(line.text, [one.votes.get(line.position) for one in self.rounds]) for line in self.lines]

    @property
    def spent(self) -> list[int]:
        return [one.spent for one in self.rounds]

    @property
    def places(self) -> range:
        return range(1, len(self.lines) + 1)


def results(polls: Sequence[Poll]) -> dict[int, Result]:
    """The count of each poll, by its id. One query, and none while nobody votes."""
    # Until the first vote the poll itself may change: a count of other options would be no count of these.
    keys = {f"polls.result.{poll.pk}.{poll.version}.{poll.kind}.{len(poll.options)}": poll for poll in polls}
    found = {keys[key].pk: result for key, result in cache.get_many(list(keys)).items()}
    missing = {poll.pk: poll for poll in polls if poll.pk not in found}
    if missing:
        boxes: dict[int, dict[tuple[int, ...], int]] = {pk: {} for pk in missing}
        cast = Ballot.objects.filter(poll__in=missing).order_by().values_list("poll", "choices").annotate(n=Count("pk"))
        for poll_id, choices, number in cast:
            boxes[poll_id][tuple(positions_in(choices))] = number
        for poll_id, poll in missing.items():
            found[poll_id] = count(boxes[poll_id], options=len(poll.options), ranked=poll.is_ranked)
        cache.set_many({key: found[poll.pk] for key, poll in keys.items() if poll.pk in missing}, _SECONDS)
    return found


def of_posts(viewer: Viewer, posts: Iterable[Post]) -> dict[int, Shown]:
    """What stands under these posts, by post id. Call it only where the thread says that there is a poll."""
    by_id = {post.pk: post for post in posts}
    polls = list(Poll.objects.filter(post__in=by_id))
    if not polls:
        return {}
    mine: dict[int, list[int]] = {}
    if isinstance(viewer, Member):
        mine = {ballot.poll_id: ballot.positions for ballot in Ballot.objects.filter(poll__in=polls, member=viewer)}
    counted = results(polls)
    return {poll.post_id: _shown(viewer, poll, by_id[poll.post_id], mine.get(poll.pk), counted[poll.pk]) for poll in polls}


def _shown(viewer: Viewer, poll: Poll, post: Post, mine: list[int] | None, result: Result) -> Shown:
    may_see = policies.can_see_results(poll, has_voted=mine is not None)
    chosen = mine or []
    lines = [
        Line(
            position,
            text,
            position in chosen,
            chosen.index(position) + 1 if poll.is_ranked and position in chosen else None,
            result.votes[position] if may_see else 0,
            result.percent(position) if may_see else 0,
            bool(may_see) and position in result.winners,
        )
        for position, text in enumerate(poll.options)
    ]
    return Shown(
        poll,
        lines,
        result.voters,
        mine is not None,
        policies.can_vote(viewer, poll, post),
        may_see,
        bool(policies.can_close(viewer, poll, post)),
        bool(policies.can_change(viewer, poll, post)),
        result.rounds if may_see else (),
        bool(may_see) and len(result.winners) > 1,
    )


def who_voted(poll: Poll) -> list[tuple[str, list[str]]]:
    """Of a public poll: each option with the names of who chose it (first, where order counts), in the order they voted."""
    names: list[list[str]] = [[] for _option in poll.options]
    for ballot in Ballot.objects.filter(poll=poll).select_related("member").order_by("cast_at", "pk"):
        for position in ballot.positions[:1] if poll.is_ranked else ballot.positions:
            if len(names[position]) < MOST_NAMES:
                names[position].append(ballot.member.name)
    return list(zip(poll.options, names, strict=True))


def as_csv(poll: Poll) -> Iterator[str]:
    """Every ballot of a public poll, a row each. What looks like a formula is told to a spreadsheet to be text."""
    yield _row(["member", "cast_at", *poll.options])
    for ballot in Ballot.objects.filter(poll=poll).select_related("member").order_by("cast_at", "pk").iterator(chunk_size=500):
        chosen = ballot.positions
        cells = [str(chosen.index(p) + 1 if poll.is_ranked else 1) if p in chosen else "" for p in range(len(poll.options))]
        yield _row([ballot.member.username, ballot.cast_at.isoformat(timespec="seconds"), *cells])


def _row(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return line.getvalue()
