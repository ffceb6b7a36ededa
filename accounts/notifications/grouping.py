"""Several notifications as one line: "Bob, Ann and 3 others replied in …". Pure: no database, in the reader's language."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member

from .models import Notification
from .registry import find

# One person's so many acts within this time are one line, whatever they are about.
MANY, WITHIN = 3, timedelta(minutes=120)


@dataclass
class Line:
    """One line of the bell's page or of a mail. `rows` are the newest first; the first of them stands for the line."""

    rows: list[Notification] = field(default_factory=list)
    is_across: bool = False

    @property
    def newest(self) -> Notification:
        return self.rows[0]

    @property
    def oldest(self) -> Notification:
        return min(self.rows, key=lambda row: row.pk)

    @property
    def last(self) -> int:
        """The highest number in the line: what came later is not in it."""
        return max(row.pk for row in self.rows)

    @property
    def is_unread(self) -> bool:
        return self.newest.read_at is None

    @property
    def stop(self) -> str:
        """The kind of the way out of what the line is about, if there is one."""
        verb = find(self.newest.verb)
        return verb.stop if verb else ""

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def people(self) -> list[Member]:
        """Who did it, each once, the latest first."""
        return list({row.actor.pk: row.actor for row in self.rows if row.actor}.values())

    @property
    def sentence(self) -> str:
        verb = find(self.newest.verb)
        if verb is None:
            return ""
        if self.is_across and verb.across:
            return verb.across(names(self.people), self.count)
        self.newest.__dict__["who"] = names(self.people)
        self.newest.__dict__["people"] = max(1, len(self.people))
        return verb.sentence(self.newest)


def names(people: list[Member]) -> str:
    """ "Bob", "Bob and Ann", "Bob, Ann and 3 others"; empty for nobody."""
    first = [member.name for member in people[:2]]
    if len(people) <= 1:
        return "".join(first)
    if len(people) == 2:
        return _("%(first)s and %(second)s") % {"first": first[0], "second": first[1]}
    more = len(people) - 2
    words = ngettext("%(first)s, %(second)s and %(n)s other", "%(first)s, %(second)s and %(n)s others", more)
    return words % {"first": first[0], "second": first[1], "n": more}


def lines(rows: Iterable[Notification]) -> list[Line]:
    """The rows as lines, the newest first. What is unread folds over all days, what was read within its day."""
    found: dict[Hashable, Line] = {}
    for row in sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True):
        found.setdefault(_key(row), Line()).rows.append(row)
    return _one_persons_many(list(found.values()))


def _key(row: Notification) -> Hashable:
    verb = find(row.verb)
    if verb is None or not verb.folds or not row.group:
        return row.pk
    day = timezone.localtime(row.created_at).date() if row.read_at else None
    return (row.verb, row.group, day)


def _one_persons_many(found: list[Line]) -> list[Line]:
    """Somebody who goes through one's posts and likes each of them is told of once."""
    merged: list[Line] = []
    by_person: dict[Hashable, list[Line]] = {}
    for line in found:
        verb = find(line.newest.verb)
        if verb and verb.across and len(line.people) == 1:
            by_person.setdefault((line.newest.verb, line.newest.actor_id, line.is_unread), []).append(line)
        else:
            merged.append(line)
    for own in by_person.values():
        merged += _in_a_row(own)
    return sorted(merged, key=lambda line: (line.newest.created_at, line.newest.pk), reverse=True)


def _in_a_row(own: list[Line]) -> list[Line]:
    """Lines of one person, newest first: those within the time of the first of them become one when they are many."""
    result: list[Line] = []
    while own:
        near = [line for line in own if own[0].newest.created_at - line.newest.created_at <= WITHIN]
        if len(near) >= MANY:
            result.append(Line(rows=[row for line in near for row in line.rows], is_across=True))
            own = own[len(near) :]
        else:
            result.append(own.pop(0))
    return result
