"""What a member typed into the search box, taken apart. Nothing of it reaches an engine as it was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .analyse import variants

LONGEST = 300
MOST_TERMS = 12
MOST_WORDS_A_PHRASE = 12
MOST_NAMES = 5
OPERATORS = ("author", "forum", "tag", "before", "after", "is", "in")

# A minus, an operator's name, then a quoted or a plain word: each part is optional but the last.
_PART = re.compile(r'(?P<minus>-?)(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class Term:
    """A word or phrase; `variants` are the rows of stems of which one must stand in the post."""

    variants: tuple[tuple[str, ...], ...]
    is_negated: bool = False


@dataclass(frozen=True)
class Query:
    """What is looked for, and what could not be understood (sentences, for the page)."""

    terms: tuple[Term, ...] = ()
    authors: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    is_question: bool | None = None
    is_solved: bool | None = None
    in_title: bool = False
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_negated)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_negated)

    @property
    def has_filters(self) -> bool:
        named = (self.authors, self.forums, self.tags, self.before, self.after)
        return any(named) or self.is_question is not None or self.is_solved is not None

    @property
    def is_empty(self) -> bool:
        """Nothing positive to look for."""
        return not self.wanted and not self.has_filters

    @property
    def stems(self) -> frozenset[str]:
        """Every stem that counts as a hit, for marking."""
        return frozenset(stem for term in self.wanted for row in term.variants for stem in row)


def parse(typed: str) -> Query:
    """Understand a search; never raises. What is not an operator we know is looked for as words."""
    query = Query()
    for part in _PART.finditer(typed.replace("\0", " ")[:LONGEST]):
        value = part["quoted"] if part["quoted"] is not None else part["plain"]
        name = (part["name"] or "").lower()
        if not name and value.endswith(":") and value[:-1].lower() in OPERATORS:
            name, value = value[:-1].lower(), ""
        if name in OPERATORS:
            query = _operator(query, name, value.strip(), negated=bool(part["minus"]))
        else:
            query = _term(query, f"{part['name']} {value}" if part["name"] else value, negated=bool(part["minus"]))
    return query


def _term(query: Query, text: str, *, negated: bool) -> Query:
    rows = tuple(row[:MOST_WORDS_A_PHRASE] for row in variants(text))
    if not rows:
        return query
    term = Term(rows, negated)
    if term in query.terms:
        return query
    if len(query.terms) >= MOST_TERMS:
        return _noted(query, _("Only the first %(n)s words were looked for.") % {"n": MOST_TERMS})
    return replace(query, terms=(*query.terms, term))


def _operator(query: Query, name: str, value: str, *, negated: bool) -> Query:
    if negated:
        return _noted(query, _("“%(name)s:” cannot be turned around with a minus.") % {"name": name})
    if not value:
        return _noted(query, _("“%(name)s:” needs a value right behind it.") % {"name": name})
    if name in ("author", "forum", "tag"):
        return _named(query, f"{name}s", value.lstrip({"author": "@", "tag": "#"}.get(name, "")))
    if name in ("before", "after"):
        moment = _moment(value)
        if moment is None:
            return _noted(query, _("“%(value)s” is not a date. Write it like 2026-05-31.") % {"value": value})
        return replace(query, before=moment) if name == "before" else replace(query, after=moment)
    return _choice(query, name, value.lower())


def _named(query: Query, field_name: str, value: str) -> Query:
    known: tuple[str, ...] = getattr(query, field_name)
    if value in known:
        return query
    if len(known) >= MOST_NAMES:
        # Each tag is a join.
        return _noted(query, _("Only the first %(n)s words were looked for.") % {"n": MOST_NAMES})
    return replace(query, **{field_name: (*known, value)})  # type: ignore[arg-type]


def _choice(query: Query, name: str, value: str) -> Query:
    choices = {
        ("is", "question"): {"is_question": True},
        ("is", "solved"): {"is_solved": True},
        ("is", "unsolved"): {"is_question": True, "is_solved": False},
        ("in", "title"): {"in_title": True},
    }
    if (name, value) not in choices:
        return _noted(query, _("“%(part)s” is not something one can look for.") % {"part": f"{name}:{value}"})
    return replace(query, **choices[name, value])  # type: ignore[arg-type]


def _moment(value: str) -> datetime | None:
    """The first moment of the year, month or day, in the reader's time zone."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        # A day of room at both ends: no time zone may push the moment out of the calendar.
        if not date.min + timedelta(days=2) <= date(year, month, day) <= date.max - timedelta(days=2):
            return None
        return timezone.make_aware(datetime.combine(date(year, month, day), time.min))
    except ValueError:
        return None


def _noted(query: Query, note: str) -> Query:
    return query if note in query.notes else replace(query, notes=(*query.notes, note))
