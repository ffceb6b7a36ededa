"""The small parts of pages, and what the layouts promise about every page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from community.core.templatetags.ui import _ICONS, ago, compact, hue_class, icon
from tests import make

TEMPLATES = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
STYLES = settings.BASE_DIR / "static" / "css"


def pages() -> list[Path]:
    return [
        file for folder in TEMPLATES for file in folder.rglob("*.html") if "mail" not in file.parts and "email" not in file.parts
    ]


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(_ICONS))
def test_an_icon_is_decoration(name):
    drawing = icon(name)

    assert 'aria-hidden="true"' in drawing
    assert "style=" not in drawing


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_a_time_is_told_as_people_tell_it_and_exactly(past, words):
    when = timezone.now() - past

    told = ago(when)

    assert words in told
    assert timezone.localtime(when).isoformat(timespec="seconds") in told


def test_an_old_time_is_a_date_and_none_is_nothing():
    long_ago = timezone.now() - timedelta(days=400)

    assert str(timezone.localtime(long_ago).year) in ago(long_ago)
    assert ago(None) == ""


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [
        (0, "0", "0"),
        (None, "0", "0"),
        (1204, "1,204", "1.204"),
        (12_345, "12.3k", "12,3k"),
        (20_000, "20k", "20k"),
        (3_400_000, "3.4M", "3,4M"),
    ],
)
def test_a_number_is_short_in_both_languages(number, english, german):
    with translation.override("en"):
        assert compact(number) == english
    with translation.override("de"):
        assert compact(number) == german


def test_every_colour_has_a_class_in_the_stylesheet():
    drawn = set(re.findall(r"\.(hue-\d+)\s*\{", (STYLES / "site.css").read_text()))

    assert {hue_class(hue) for hue in range(360)} == drawn


def test_a_query_string_changes_in_one_place_only():
    request = RequestFactory().get("/search/", {"q": 'a&b "c"', "page": "3"})

    changed = render('{% query_replace page=None order="date" %}', request=request)

    assert changed == "?q=a%26b+%22c%22&amp;order=date"


def test_no_page_has_what_the_content_security_policy_refuses():
    refused = re.compile(
        r'\sstyle="|<style\b|\son[a-z]+="|javascript:|<script(?![^>]*\b(src=|type="application/))', re.IGNORECASE
    )

    found = {str(page): refused.search(page.read_text()).group() for page in pages() if refused.search(page.read_text())}

    assert found == {}


def test_every_class_of_a_page_is_drawn():
    """A class nobody styles is a spelling mistake or a page that nobody looked at."""
    drawn = " ".join(file.read_text() for file in STYLES.glob("*.css"))
    # Handles for scripts and anchors, which nobody needs to draw.
    undrawn = {"queues", "hits", "forum-line", "staff-menu", "report-link", "my-reports", "statement", "form--bare"}

    missing: dict[str, str] = {}
    for page in pages():
        # A tag between two names is a gap; a name put together with a variable is beyond this test.
        plain = re.sub(r"\{\{.*?\}\}", "\0", re.sub(r"\{%.*?%\}", " ", page.read_text()))
        for value in re.findall(r'class="([^"]*)"', plain):
            for name in value.split():
                if "\0" in name or name.endswith("-") or name in undrawn:
                    continue
                if not re.search(rf"\.{re.escape(name)}(?![\w-])", drawn):
                    missing[name] = page.name

    assert missing == {}


@pytest.mark.django_db
def test_a_members_colours_are_asked_for_on_every_page(client_of, settings):
    dark, auto = make.member("dora", theme="dark"), make.member("anton")

    assert 'data-theme="dark"' in client_of(dark).get("/").content.decode()
    assert "data-theme" not in client_of(auto).get("/").content.decode()


@pytest.mark.django_db
def test_a_guest_is_given_no_script_but_one(client, thread):
    page = client.get(thread.get_absolute_url()).content.decode()

    assert re.findall(r'<script src="[^"]*/([\w.]+)"', page) == ["site.js"]
    assert "csrf-token" not in page


@pytest.mark.django_db
def test_the_first_visit_of_a_guest_stays_light(client, thread):
    """Issue 2: a thread page of 20 posts needs at most 35 kB for a guest; style and script may take a third of it."""
    import gzip

    page = client.get(thread.get_absolute_url()).content.decode()
    files = [settings.BASE_DIR / path.lstrip("/") for path in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)]

    assert len(files) >= 2
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 11_000
