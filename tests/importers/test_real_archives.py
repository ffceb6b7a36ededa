"""The real archives: their counts to the letter, and no sign in any text that its readers did not see there."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from django.db import connection

from community.importers import report
from community.importers.base import Import
from community.importers.discourse import DiscourseArchive
from community.importers.rendering import choose
from forums.composing.recount import recount
from forums.posts.models import Post

from .archive import pack_lines, real

pytestmark = pytest.mark.archive
ROOT = Path(__file__).resolve().parents[2]

DELVING = {
    "threads": 183,
    "posts": 1682,
    "authors": 193,
    "first": "2022-08-24T07:05:43.041Z",
    "last": "2026-08-12T11:38:16.964Z",
}
URHO3D = {
    "threads": 5046,
    "posts": 36990,
    "authors": 999,
    "first": "2014-01-16T16:17:32.000Z",
    "last": "2022-11-22T17:55:34.126Z",
}
# Every so many posts of the large one are rendered in a usual run; FOLKMOOT_FULL=1 imports all of it.
STEP = 25
# One process instead of two: starting Django is what takes the time.
RUN = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("import_community", "discourse", sys.argv[1], "--json")
"""
FULL = os.environ.get("FOLKMOOT_FULL") == "1"


@pytest.mark.django_db
def test_delving_is_imported_completely() -> None:
    archive = DiscourseArchive(real("forum-delving-early"))

    done = Import(archive, stream=io.StringIO())
    done.run()

    assert report.counts(archive.source) == DELVING
    # 30 posts lie there two or three times, as they were before and after an edit.
    assert (report.copies(archive.source), Post.objects.count()) == (31, 1651)
    assert done.outcome.leaks == []
    assert list(recount(repair=False)) == []


@pytest.mark.django_db
def test_urho3d_is_what_its_source_says() -> None:
    archive = DiscourseArchive(real("forum-urho3d-discourse"))
    if FULL:
        done = Import(archive, stream=io.StringIO())
        done.run()
        assert report.counts(archive.source) == URHO3D
        assert done.outcome.leaks == []
        assert not Import(archive, stream=io.StringIO()).run().changed
        return

    found, leaks, number = {"threads": 0, "posts": 0}, [], 0
    authors, moments = set(), []
    for thread in archive.threads():
        found["threads"] += 1
        for post in thread.posts:
            found["posts"] += 1
            authors.add(post.author)
            moments.append(post.created_at)
            number += 1
            if number % STEP == 0:
                sources = archive.to_markdown(
                    post, thread.their_id, host="https://old.example", address=lambda topic, place: None
                )
                leaks += choose(sources, shown=post.shown, people={}).leaked

    stamps = [at.isoformat(timespec="milliseconds").replace("+00:00", "Z") for at in (min(moments), max(moments))]
    assert found | {"authors": len(authors), "first": stamps[0], "last": stamps[1]} == URHO3D
    assert leaks == []


def test_import_survives_kill_9(tmp_path: Path) -> None:
    folder = pack_lines(tmp_path / "cut", [])
    with (
        gzip.open(real("forum-delving-early") / "posts.jsonl.gz", "rt") as whole,
        gzip.open(folder / "posts.jsonl.gz", "wt") as cut,
    ):
        cut.writelines(islice(whole, 1000))
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "community.settings.dev"}
    environment.pop("DATABASE_URL", None)
    if connection.vendor == "sqlite" and (migrated := connection.settings_dict["TEST"].get("TEMPLATE")):
        shutil.copyfile(migrated, tmp_path / "folkmoot.sqlite3")
    command = [sys.executable, "-c", RUN, str(folder)]

    first = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert first.stderr is not None
    for line in first.stderr:
        if " posts, " in line:
            break
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    first.stderr.close()
    second = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(second.stdout)["posts"] == 1000
    added = int(second.stderr.split(" posts and ")[0].rsplit(" ", 1)[1].replace(",", ""))
    assert 0 < added < 900


def _nowhere(topic: str, number: int) -> None:
    """No quoted post is known."""
