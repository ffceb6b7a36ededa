"""From text to the words that are compared: folded and stemmed, the same for both engines.

German or English is guessed for each text by its commonest words; a searched word is stemmed both ways and either may
match. So "Häuser" finds "Haus" in a German post and "making" finds "make" in an English one, without either language's
rules mangling the other. A word in its own spelling is always found, whatever was guessed.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer
from django.conf import settings

LANGUAGES = {"de": "german", "en": "english"}
# Longer ones are no words; a language without spaces is cut here.
LONGEST = 64
# A post is indexed up to here; PostgreSQL keeps word positions below 16,384.
MOST_WORDS = 12_000
_GUESS_FROM = 3_000

_WORD = re.compile(r"[^\W_]+")
_COMMON = {
    "de": frozenset(
        _WORD.findall("""
        der die das und ist nicht ich ein eine einen einem es den dem des zu mit auf für von sich auch im wie aber so bei noch nur
        wenn man oder dass hat haben sind war werden wird kann schon mal dann habe mir mich wir ihr was aus nach als doch sehr bin
        keine kein über durch mehr danke hallo
    """)
    ),
    "en": frozenset(
        _WORD.findall("""
        the and is not i a an it of to in for with on that this you are was be have has but so at or if can from my your we they
        what as do does will would just there when which all how out about get like one been had me no them by than thanks hello
    """)
    ),
}
_stemmers = threading.local()


def _stemmer(language: str) -> Stemmer.Stemmer:
    # A stemmer keeps state between calls, so no two threads may share one.
    found = getattr(_stemmers, language, None)
    if found is None:
        found = Stemmer.Stemmer(LANGUAGES[language], 0)
        setattr(_stemmers, language, found)
    return found


def language_of(text: str) -> str:
    """The language the text looks like; the site's where nothing tells."""
    words = [word.lower() for word in _WORD.findall(text[:_GUESS_FROM])]
    score = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    if score["de"] == score["en"]:
        if any(c in "äöüß" for word in words for c in word):
            return "de"
        return settings.LANGUAGE_CODE[:2] if settings.LANGUAGE_CODE[:2] in LANGUAGES else "en"
    return max(score, key=lambda language: score[language])


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> tuple[str, ...]:
    """The compared form of one word as it stands in a text; several when folding takes it apart, none when nothing is left."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    found = []
    for piece in _WORD.findall(folded):
        stemmed = _stemmer(language).stemWord(piece[:LONGEST])
        bare = "".join(c for c in unicodedata.normalize("NFD", stemmed) if c.isalnum())
        if bare:
            found.append(bare)
    return tuple(found)


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and spelling of each word."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), match.group()


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def folded(word: str) -> str:
    """The word as the index spells it, but with its ending: letters and digits only."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in bare if c.isalnum())[:LONGEST]


def stems(text: str, language: str) -> list[str]:
    """What the index keeps of a text, in order."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        found.extend(stem(match.group(), language))
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]


def variants(text: str) -> tuple[tuple[str, ...], ...]:
    """A searched word or phrase as it may stand in the index: one row of stems for each language that makes a difference."""
    rows = (tuple(stems(text, language)) for language in LANGUAGES)
    return tuple(dict.fromkeys(row for row in rows if row))
