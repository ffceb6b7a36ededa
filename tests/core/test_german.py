"""The German catalogue is whole, current and compiled, and no page speaks past it."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import allauth
import pytest
from django.test import Client

from accounts.borrowed import SENTENCES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")

LINE = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)? ?(".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w*\}|</?\w+[^>]*>")
# "Sie" in the middle of a sentence, or a possessive that only strangers get.
FORMAL = re.compile(r"[a-zäöüß,] Sie\b|\bIhnen\b|\bIhr(?:e[nmrs]?)?\b")


class Message(NamedTuple):
    context: str
    sources: tuple[str, ...]  # as in the code: one, or singular and plural
    translations: tuple[str, ...]
    is_fuzzy: bool

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.sources[0]}" if self.context else self.sources[0]


def read(path: Path) -> list[Message]:
    """The messages of a .po file, without the header and without what is commented out."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        part = ""
        for line in block.splitlines():
            if not line.startswith("#") and (match := LINE.fullmatch(line)):
                part = match[1] or part
                parts[part] = parts.get(part, "") + ast.literal_eval(match[2])
        sources = tuple(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
        translations = tuple(text for name, text in parts.items() if name.startswith("msgstr"))
        if sources and sources[0]:
            found.append(Message(parts.get("msgctxt", ""), sources, translations, bool(re.search(r"^#,.*fuzzy", block, re.M))))
    return found


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return read(CATALOGUE)


def test_every_message_is_translated(messages: list[Message]) -> None:
    holes = [m.sources[0] for m in messages if m.is_fuzzy or len(m.translations) != len(m.sources) or not all(m.translations)]

    assert len(messages) > 800
    assert holes == []


def test_a_translation_keeps_the_placeholders_and_the_markup(messages: list[Message]) -> None:
    changed = [
        (source, translation)
        for m in messages
        for source, translation in zip(m.sources, m.translations, strict=True)
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation))
    ]

    assert changed == []


def test_german_quotes_look_german_and_nobody_is_a_stranger(messages: list[Message]) -> None:
    translations = [text for m in messages for text in m.translations]

    assert [text for text in translations if "”" in text or text.count("„") != text.count("“")] == []
    assert [text for text in translations if FORMAL.search(text)] == []


def test_the_compiled_catalogue_says_the_same(messages: list[Message]) -> None:
    with COMPILED.open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    expected: dict[str | tuple[str, int], str] = {}
    for m in messages:
        expected |= {(m.key, n) if len(m.sources) > 1 else m.key: text for n, text in enumerate(m.translations)}

    assert {key: text for key, text in compiled.items() if key} == expected, "run: make messages"


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU GETTEXT IS MISSING: NEW STRINGS WERE NOT LOOKED FOR")
def test_no_string_of_the_code_is_missing(messages: list[Message], tmp_path: Path) -> None:
    for folder in ("accounts", "community", "forums", "moderation", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.md", "migrations"))
    (tmp_path / "locale").mkdir()
    without_settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "de", "-v", "0"]

    subprocess.run(command, cwd=tmp_path, env=without_settings, check=True)

    wanted = read(tmp_path / "locale/de/LC_MESSAGES/django.po")
    known = {(m.context, m.sources) for m in messages}
    assert len(wanted) > 800
    assert [(m.context, m.sources) for m in wanted if (m.context, m.sources) not in known] == [], "run: make messages"


def test_what_we_borrow_from_allauth_is_still_said_there() -> None:
    theirs = Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po"

    assert set(SENTENCES) - {m.sources[0] for m in read(theirs)} == set()


NOT_WORDS = {"Markdown"}
# What is translated as a whole, and blocks that only fill a class attribute.
TRANSLATED = re.compile(
    r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}|\{% block \w+_class %\}.*?\{% endblock %\}", re.S
)
TAG = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}", re.S)


class Visible(HTMLParser):
    """Collects what a reader sees or hears: text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "kbd", "code"}:
            self.silent.append(tag)
        self.texts += [value for name, value in attrs if value and name in {"aria-label", "title", "placeholder", "alt"}]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def untranslated(source: str) -> list[str]:
    """Words a page shows in every language alike."""
    page = Visible()
    page.feed(TAG.sub("", TRANSLATED.sub("", source)))
    page.close()
    return [word for text in page.texts for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NOT_WORDS]


def pages() -> Iterator[Path]:
    for path in sorted(TEMPLATES.rglob("*")):
        # Each statement of reasons is written in the language it is named after.
        if path.suffix in {".html", ".txt"} and path.parent.name != "statements":
            yield path


def test_no_page_has_words_outside_the_catalogue() -> None:
    spoken = {str(path.relative_to(TEMPLATES)): words for path in pages() if (words := untranslated(path.read_text("utf-8")))}

    assert spoken == {}


def test_the_search_for_such_words_finds_them() -> None:
    assert untranslated('<p title="Hello">{% translate "Fine" %} {{ name }} <kbd>Ctrl</kbd> there</p>') == ["Hello", "there"]
    assert untranslated("{% blocktranslate %}Fine{% endblocktranslate %}") == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "Neueste"),
        ("/accounts/signup/", "Benutzername"),
        ("/accounts/login/code/", "ohne Passwort"),
        ("/nowhere/", "gibt es nicht"),
    ],
)
def test_a_german_browser_is_answered_in_german(client: Client, db: None, address: str, said: str) -> None:
    page = client.get(address, headers={"Accept-Language": "de-DE,de;q=0.9"}).content.decode()

    assert '<html lang="de"' in page
    assert said in page
