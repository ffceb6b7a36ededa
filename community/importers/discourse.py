"""Reads a Discourse archive as it lies there: topic JSON, with or without raw text beside it, or posts as JSON lines."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from . import discourse_markup, html_to_markdown
from .html_to_markdown import PostAddress
from .records import ArchivedPost, ArchivedThread, Copy, Person, Survey

# Discourse trusts its regulars to rename and move what others wrote; that is not carried over.
HIGHEST_TRUST = 2
_HEADER = re.compile(r"^\S+ \| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \| #(\d+)\n\n", re.MULTILINE)
_RULE = re.compile(r"\n*-{25}\s*\Z")
_HOST = re.compile(r"/user_avatar/([\w.-]+)/")
_LIKE = 2

# What a moderator did, as a line in the thread; Discourse keeps a code and no text.
DEEDS = {
    "closed.enabled": "*closed this thread*",
    "closed.disabled": "*opened this thread again*",
    "autoclosed.enabled": "*This thread was closed automatically.*",
    "autoclosed.disabled": "*This thread was opened again automatically.*",
    "archived.enabled": "*archived this thread*",
    "archived.disabled": "*took this thread out of the archive*",
    "pinned.enabled": "*pinned this thread*",
    "pinned.disabled": "*unpinned this thread*",
    "pinned_globally.enabled": "*pinned this thread everywhere*",
    "visible.enabled": "*listed this thread again*",
    "visible.disabled": "*took this thread off the lists*",
    "split_topic": "*split this thread*",
}


class NotAnArchive(ValueError):
    """There is nothing here that looks like a Discourse archive."""


class DiscourseArchive:
    def __init__(self, path: Path, *, names: dict[str, str] | None = None, source: str = "") -> None:
        self.names = names or {}
        folder = path if path.is_dir() else path.parent
        self.source = source or f"discourse:{folder.resolve().name}"[:60]
        self.lines = _first(path, "*.jsonl", "*.jsonl.gz")
        self.topics = _first(path, "*json*.tar*", "json")
        self.raw = _first(folder, "*raw*.tar*", "raw") if self.topics else None
        if self.lines is None and self.topics is None:
            raise NotAnArchive(f"{path}: neither posts as .jsonl nor topics as .json are here.")

    def survey(self) -> Survey:
        found = Survey()
        for topic, posts in self._topics():
            their_id = str(topic["id"])
            found.numbers[their_id] = found.numbers.get(their_id, frozenset()) | {post["post_number"] for post in posts}
            category = str(topic.get("category_id") or 0)
            found.forums.setdefault(category, self.names.get(category, f"Category {category}"))
            for post in posts:
                found.post_ids.add(str(post["id"]))
                at, key = _time(post["created_at"]), _author(post)
                person = found.people.setdefault(key, Person(key, post["username"], at))
                person.joined = min(person.joined, at)
                person.trust = min(HIGHEST_TRUST, max(person.trust, post.get("trust_level") or 0))
                if not found.host and (host := _HOST.search(post.get("avatar_template") or "")):
                    found.host = f"https://{host[1]}"
        return found

    def threads(self) -> Iterator[ArchivedThread]:
        raw = self._raw_texts()
        for topic, posts in self._topics():
            typed = raw.of(topic["id"]) if raw else {}
            by_id: dict[int, list[dict[str, Any]]] = {}
            for post in posts:
                by_id.setdefault(post["id"], []).append(post)
            # The tool that kept the archive noted some posts more than once; the copy that was changed last is the post.
            newest_first = [sorted(copies, key=_freshness, reverse=True) for copies in by_id.values()]
            made = sorted((_post(copies, typed) for copies in newest_first), key=lambda post: post.number)
            yield _thread(topic, made, posts)

    def to_markdown(self, post: ArchivedPost, thread: str, *, host: str, address: PostAddress) -> Iterator[str]:
        if post.typed.strip():
            yield discourse_markup.convert(post.typed, topic=thread, address=address)
        if post.shown.strip():
            yield html_to_markdown.convert(post.shown, base=host, address=address)

    def _topics(self) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        if self.topics is not None:
            for _name, text in _documents(self.topics, ".json"):
                topic = json.loads(text)
                yield topic, topic["post_stream"]["posts"]
            return
        assert self.lines is not None
        # The lines of a topic stand together; a topic that comes again is taken as more posts of the same thread.
        for topic_id, posts in groupby(_json_lines(self.lines), key=lambda post: post["topic_id"]):
            rows = list(posts)
            newest = max(rows, key=_freshness)
            yield {"id": topic_id, "title": newest["topic_title"], "category_id": newest.get("category_id")}, rows

    def _raw_texts(self) -> _RawTexts | None:
        return _RawTexts(_documents(self.raw, ".md")) if self.raw else None


class _RawTexts:
    """The raw texts beside the topics, in nearly the same order, so that hardly any wait in memory."""

    def __init__(self, documents: Iterator[tuple[str, str]]) -> None:
        self.documents = documents
        self.waiting: dict[int, str] = {}

    def of(self, topic: int) -> dict[int, str]:
        while topic not in self.waiting:
            name, text = next(self.documents, ("", ""))
            if not name:
                return {}
            self.waiting[int(name.rsplit(".", 2)[-2])] = text
        parts = _HEADER.split(self.waiting.pop(topic))
        return {int(number): _RULE.sub("", text) for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def _post(copies: list[dict[str, Any]], typed: dict[int, str]) -> ArchivedPost:
    post = copies[0]
    deed = DEEDS.get(post.get("action_code") or "", "") if post.get("post_type") in (2, 3) else ""
    if deed and not post["cooked"].strip():
        shown, source = f"<p><em>{deed.strip('*')}</em></p>", deed
    else:
        shown, source = post["cooked"], post.get("raw") or typed.get(post["post_number"], "")
    return ArchivedPost(
        their_id=str(post["id"]),
        number=post["post_number"],
        author=_author(post),
        created_at=_time(post["created_at"]),
        typed=source,
        shown=shown,
        # An opening post stays even when its author took it back: the thread would stand without a head.
        state="hidden"
        if post.get("hidden")
        else "deleted"
        if post.get("user_deleted") and post["post_number"] > 1
        else "published",
        edited_at=_time(post["updated_at"]) if post.get("version", 1) > 1 else None,
        version=max(post.get("version") or 1, 1),
        reply_to=post.get("reply_to_post_number"),
        likes=sum(action.get("count", 0) for action in post.get("actions_summary") or () if action["id"] == _LIKE),
        copies=tuple(Copy(copy.get("version") or 1, _time(copy["updated_at"]), copy.get("raw") or "") for copy in copies[1:]),
    )


def _thread(topic: dict[str, Any], posts: list[ArchivedPost], rows: list[dict[str, Any]]) -> ArchivedThread:
    accepted = next((row["post_number"] for row in rows if row.get("accepted_answer")), None)
    if accepted is None and isinstance(topic.get("accepted_answer"), dict):
        accepted = topic["accepted_answer"].get("post_number")
    until = topic.get("pinned_until")
    return ArchivedThread(
        their_id=str(topic["id"]),
        title=" ".join(topic["title"].split()),
        forum=str(topic.get("category_id") or 0),
        posts=tuple(posts),
        kind="question" if accepted else "discussion",
        is_hidden=not topic.get("visible", True),
        is_locked=bool(topic.get("closed") or topic.get("archived")),
        is_pinned=bool(topic.get("pinned") or topic.get("pinned_globally")),
        is_pinned_everywhere=bool(topic.get("pinned_globally")),
        pinned_until=_time(until) if until else None,
        accepted_number=accepted,
        views=topic.get("views") or 0,
        tags=tuple(tag if isinstance(tag, str) else tag["name"] for tag in topic.get("tags") or ()),
    )


def _author(post: dict[str, Any]) -> str:
    return str(post.get("user_id") or post["username"])


def _freshness(post: dict[str, Any]) -> tuple[str, int, float]:
    return post["updated_at"], post.get("version") or 1, post.get("reads") or 0


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _first(path: Path, *patterns: str) -> Path | None:
    if path.is_file():
        return path if any(path.match(pattern) for pattern in patterns) else None
    return next((found for pattern in patterns for found in sorted(path.glob(pattern))), None)


def _documents(path: Path, suffix: str) -> Iterator[tuple[str, str]]:
    """(name, text) of each file in a folder or a packed archive, read as a stream: nothing is unpacked to disk."""
    if path.is_dir():
        for file in sorted(path.rglob(f"*{suffix}")):
            yield file.name, file.read_text("utf-8")
        return
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() and member.name.endswith(suffix) else None
            if content is not None:
                yield member.name, content.read().decode("utf-8")


def _json_lines(path: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
