"""What a member typed into the search box, taken apart. Nothing of it reaches an engine as it was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .analyse import folded, variants, words_of

LONGEST = 300
MOST_TERMS = 12
MOST_WORDS_A_PHRASE = 12
MOST_NAMES = 5
SHORTEST_BEGINNING, SHORTEST_STEM = 2, 4
NAMES = {"author": "@", "forum": "", "tag": "#"}  # the sign people put before such a name
OPERATORS = (*NAMES, "thread", "before", "after", "is", "in", "has")
# What a post or its thread can be; forums.search.queries says what each means in the database.
FLAGS = frozenset(
    {"is:question", "is:solved", "is:unsolved", "is:unanswered", "is:open", "is:locked", "is:poll", "is:event"}
    | {"is:announcement", "in:title", "in:first", "in:bookmarks", "has:image", "has:link", "has:code"}
)

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
    names: tuple[tuple[str, str], ...] = ()  # ("author", "alice"), in the order typed
    unwanted_names: tuple[tuple[str, str], ...] = ()
    flags: frozenset[str] = frozenset()
    unwanted_flags: frozenset[str] = frozenset()
    thread: int | None = None
    before: datetime | None = None
    after: datetime | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_negated)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_negated)

    @property
    def in_title(self) -> bool:
        return "in:title" in self.flags

    def named(self, kind: str) -> list[str]:
        """The names that were asked for with this operator."""
        return [name for operator, name in self.names if operator == kind]

    @property
    def has_filters(self) -> bool:
        """Whether the operators alone say what is looked for; where to look ("in:title") and what not does not."""
        return bool(self.names or self.flags - {"in:title"} or self.thread or self.before or self.after)

    @property
    def is_empty(self) -> bool:
        """Nothing positive to look for."""
        return not self.wanted and not self.has_filters

    @property
    def stems(self) -> frozenset[str]:
        """Every stem that counts as a hit, for marking."""
        return frozenset(stem for term in self.wanted for row in term.variants for stem in row)


@dataclass(frozen=True)
class Begun:
    """What stands in the search box while somebody types: whole words, and what the last may become.

    `stems` are beginnings of stems, one a language; `shorter` are whole stems: the ending of the word is being typed already.
    """

    whole: tuple[Term, ...]
    stems: tuple[str, ...]
    shorter: tuple[str, ...] = ()


def begun(typed: str) -> Begun | None:
    """None while the last word has fewer than two letters: nearly every title would begin so."""
    found = words_of(typed[:LONGEST])[-MOST_TERMS:]
    if not found or len(found[-1]) < SHORTEST_BEGINNING:
        return None
    whole = tuple(Term(rows) for word in found[:-1] if (rows := variants(word)))
    # As typed: a stemmer takes "varnishing" for a whole word where "varnishi" is one begun. A stem is never longer.
    last = folded(found[-1])
    stems = dict.fromkeys([*([last] if last else []), *(row[0] for row in variants(found[-1]) if len(row) == 1)])
    shorter = tuple(last[:-cut] for cut in (1, 2, 3) if len(last) - cut >= SHORTEST_STEM)
    return Begun(whole, tuple(stems), shorter) if stems else None


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
    if not value:
        return _noted(query, _("“%(name)s:” needs a value right behind it.") % {"name": name})
    if name in NAMES:
        return _named(query, name, value.lstrip(NAMES[name]), negated=negated)
    if name in ("is", "in", "has"):
        return _flag(query, f"{name}:{value.lower()}", negated=negated)
    if negated:
        return _noted(query, _("“%(name)s:” cannot be turned around with a minus.") % {"name": name})
    if name == "thread":
        if not (value.isascii() and value.isdigit() and len(value) <= 18):
            return _noted(query, _("“thread:” needs the number that stands in the thread's address."))
        return replace(query, thread=int(value))
    moment = _moment(value)
    if moment is None:
        return _noted(query, _("“%(value)s” is not a date. Write it like 2026-05-31.") % {"value": value})
    return replace(query, before=moment) if name == "before" else replace(query, after=moment)


def _named(query: Query, kind: str, name: str, *, negated: bool) -> Query:
    field_name = "unwanted_names" if negated else "names"
    known: tuple[tuple[str, str], ...] = getattr(query, field_name)
    if (kind, name) in known:
        return query
    if sum(other == kind for other, _name in known) >= MOST_NAMES:
        # Each tag is a join.
        return _noted(query, _("Only the first %(n)s words were looked for.") % {"n": MOST_NAMES})
    return replace(query, **{field_name: (*known, (kind, name))})  # type: ignore[arg-type]


def _flag(query: Query, flag: str, *, negated: bool) -> Query:
    if flag not in FLAGS:
        return _noted(query, _("“%(part)s” is not something one can look for.") % {"part": flag})
    if not negated:
        return replace(query, flags=query.flags | {flag})
    if flag == "in:title":
        return _noted(query, _("“%(name)s:” cannot be turned around with a minus.") % {"name": "in"})
    return replace(query, unwanted_flags=query.unwanted_flags | {flag})


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
