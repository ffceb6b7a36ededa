"""A little Discourse of our own, packed as the real archives are."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("FOLKMOOT_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def real(name: str) -> Path:
    """The folder of a real archive; the test that asks for one that is not here says so."""
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the archive {name} is not at {DATA}; say where with FOLKMOOT_DATA")
    return folder


def post(number: int, who: str, text: str, **facts: Any) -> dict[str, Any]:
    html = facts.pop("cooked", None) or f"<p>{text}</p>"
    made = {
        "id": facts.pop("id", 0),
        "username": who,
        "user_id": zlib.crc32(who.encode()),
        "avatar_template": "/user_avatar/old.example/x/{size}/1_2.png",
        "created_at": f"2015-03-0{min(number, 9)}T10:00:00.{number:03d}Z",
        "updated_at": "2017-01-02T00:00:00.500Z",
        "cooked": html,
        "post_number": number,
        "post_type": 1,
        "reply_to_post_number": None,
        "version": 1,
        "hidden": False,
        "actions_summary": [],
        "trust_level": 1,
    }
    return made | {"typed": text} | facts


def topic(pk: int, title: str, posts: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    for made in posts:
        made["id"] = made["id"] or pk * 100 + made["post_number"]
    base = {
        "id": pk,
        "title": title,
        "category_id": 10,
        "views": 5,
        "closed": False,
        "archived": False,
        "pinned": False,
        "visible": True,
    }
    return base | facts | {"post_stream": {"posts": posts}}


def pack(folder: Path, topics: list[dict[str, Any]], *, raw: bool = True) -> Path:
    """topics-json.tar.xz and, beside it, topics-raw.tar.xz."""
    folder.mkdir(parents=True, exist_ok=True)
    bare = [
        made | {"post_stream": {"posts": [{k: v for k, v in p.items() if k != "typed"} for p in made["post_stream"]["posts"]]}}
        for made in topics
    ]
    _tar(folder / "topics-json.tar.xz", {f"json/t.{made['id']}.json": json.dumps(made) for made in bare})
    if raw:
        _tar(folder / "topics-raw.tar.xz", {f"raw/t.{made['id']}.md": _raw(made["post_stream"]["posts"]) for made in topics})
    return folder


def pack_lines(folder: Path, rows: list[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "posts.jsonl.gz", "wt") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
    return folder


def _raw(posts: list[dict[str, Any]]) -> str:
    head = "{username} | 2017-01-02 00:00:00 UTC | #{post_number}\n\n{typed}\n\n"
    return "".join(head.format(**made) + "-" * 25 + "\n\n" for made in posts)


def _tar(path: Path, files: dict[str, str]) -> None:
    with tarfile.open(path, "w:xz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
