"""Threads that say nearly the same in their titles, while somebody types one."""

from __future__ import annotations

from django.core.exceptions import EmptyResultSet
from django.db import connection

from forums.access import Viewer
from forums.posts.models import Post
from forums.search.analyse import LANGUAGES, stems
from forums.search.index import backend
from forums.search.queries import candidates, readable
from forums.search.query import Query, Term
from forums.threads.models import Thread

MOST = 5
_CANDIDATES = 30
_LONGEST, _MOST_WORDS = 200, 12
# Twice the shared words over all words of both: below this, two titles only happen to use one word.
USEFUL = 0.5
# Words that ask, and words that join: they stand in every second title.
_EMPTY = frozenset(
    """
    which what when where who whose why how does do did can could should would will with for from the this that these those and
    are is was were has have had not your you any some about into need help please question problem anybody anyone someone
    welche welcher welches was wann wo wer wessen warum wie kann könnte soll sollte würde wird mit für von vom der die das den dem
    des diese dieser dieses und oder ist sind war waren hat haben hatte nicht ein eine einen einem mein meine euer eure bei beim
    über zum zur im am in an auf brauche hilfe bitte frage problem jemand
    """.split()  # noqa: SIM905
)


def similar_threads(viewer: Viewer, title: str) -> list[Thread]:
    """Published threads the viewer may read, most alike first. Two queries; none for a title that says nothing yet."""
    wanted = {language: _content(title, language) for language in LANGUAGES}
    looked_for = sorted(set().union(*wanted.values()))[:_MOST_WORDS]
    if not looked_for:
        return []
    # One term whose variants are the words: a title needs any of them to be looked at.
    query = Query(terms=(Term(tuple((stem,) for stem in looked_for)),), flags=frozenset({"in:title"}))
    posts = Post.objects.visible_to(viewer).filter(pk__in=_ids(viewer, query)).select_related("thread")
    rated = [(_alike(wanted, post.thread.title), post.thread) for post in posts]
    near = [(score, thread) for score, thread in rated if score > USEFUL]
    return [thread for _score, thread in sorted(near, key=lambda pair: (-pair[0], -pair[1].pk))][:MOST]


def _ids(viewer: Viewer, query: Query) -> list[int]:
    try:
        hits = candidates(query, readable(viewer, query)[0], backend())
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({hits.text}) AS hits ORDER BY score, id DESC LIMIT {_CANDIDATES}", hits.params)  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def _content(title: str, language: str) -> frozenset[str]:
    words = " ".join(word for word in title[:_LONGEST].casefold().split() if word.strip("?!.,:;\"'()") not in _EMPTY)
    return frozenset(stem for stem in stems(words, language) if len(stem) > 1)


def _alike(wanted: dict[str, frozenset[str]], other: str) -> float:
    """0 to 1, in the language in which the two are nearer."""
    best = 0.0
    for language, mine in wanted.items():
        theirs = _content(other, language)
        shared = len(mine & theirs)
        # One word in common is enough only where there is no second one.
        if shared >= min(2, len(mine)) and theirs:
            best = max(best, 2 * shared / (len(mine) + len(theirs)))
    return best
