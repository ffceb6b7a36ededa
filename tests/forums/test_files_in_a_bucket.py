"""Uploads in a bucket: the same files, the same gate, the same sweep; spoken to over HTTP as S3 is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from environs import Env

from accounts.models import Member
from community.settings.uploads import kept_by
from forums.attachments import actions, files, sweep
from forums.attachments.models import Attachment
from forums.composing.actions import reply
from forums.posts import levers
from forums.threads.models import Thread
from tests.core.test_filetypes import PDF
from tests.forums.test_files import attach, picture, stored

HOUR = timedelta(hours=1)


class Bucket(BaseHTTPRequestHandler):
    """As little of S3 as we use; nothing is given to who does not sign."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, tuple[bytes, datetime]] = {}
    away = False

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may():
            self.kept[self._key()] = (body, datetime.now(UTC))
            self._answer(200)

    def do_GET(self) -> None:
        if not self._may():
            return
        asked = parse_qs(urlsplit(self.path).query)
        if "delimiter" in asked:
            self._answer(200, _listed(asked["prefix"][0], self.kept).encode())
        elif self._key() in self.kept:
            body, at = self.kept[self._key()]
            self._answer(200, body, {"Last-Modified": format_datetime(at, usegmt=True), "ETag": '"1"'})
        else:
            self._answer(404)

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        if self._may():
            self.kept.pop(self._key(), None)
            self._answer(204)

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/uploads/")

    def _may(self) -> bool:
        signed = "Credential=key/" in self.headers.get("Authorization", "") or "key%2F" in self.path
        if self.away or not signed:
            self._answer(400 if self.away else 403)
            return False
        return True

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


def _listed(prefix: str, kept: dict[str, Any]) -> str:
    rest = [key.removeprefix(prefix) for key in kept if key.startswith(prefix)]
    folders = {name.split("/")[0] for name in rest if "/" in name}
    found = "".join(f"<CommonPrefixes><Prefix>{prefix}{name}/</Prefix></CommonPrefixes>" for name in sorted(folders))
    found += "".join(f"<Contents><Key>{prefix}{name}</Key></Contents>" for name in rest if "/" not in name)
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    monkeypatch.setattr(Bucket, "kept", {})
    monkeypatch.setattr(Bucket, "away", False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "S3_BUCKET": "uploads",
        "S3_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "S3_REGION": "here",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "word",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": kept_by(Env())}
    yield Bucket
    server.shutdown()
    server.server_close()


def test_without_a_bucket_files_lie_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)

    assert kept_by(Env()) == {"BACKEND": "community.core.storage.WholeFiles"}


def test_what_lies_in_a_bucket_goes_through_the_same_gate(
    bucket: type[Bucket], bob: Member, thread: Thread, guest: Any, client_of: Any
) -> None:
    plan = attach(bob)
    post = reply(by=bob, thread=thread, body=f"[plan]({plan.file_url})")
    client = client_of(guest)

    answer, part = client.get(plan.file_url), client.get(plan.file_url, headers={"Range": "bytes=0-4"})

    assert list(bucket.kept) == [plan.path]
    assert (answer.status_code, answer.getvalue()) == (200, PDF)
    assert (part.status_code, part.getvalue()) == (206, b"%PDF-")
    assert "Location" not in answer.headers and answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    levers.hide(post)
    assert client.get(plan.file_url).status_code == 404
    levers.restore(post)
    bucket.kept.clear()
    assert client.get(plan.file_url).status_code == 404


def test_sweeping_and_deleting_reach_into_the_bucket(
    bucket: type[Bucket], bob: Member, django_capture_on_commit_callbacks: Any
) -> None:
    oak, plan = attach(bob, picture(600, 300), "oak.png"), attach(bob)
    files.write(f"a/00/{'0' * 32}.bin", b"without a row")
    assert len(bucket.kept) == 4
    for path, (body, at) in bucket.kept.items():
        bucket.kept[path] = (body, at - 25 * HOUR)

    assert sweep.sweep() == sweep.Swept(rows=0, files=1)
    assert stored() == {oak.path, oak.path.replace(".webp", "-480.webp"), plan.path}
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(by=bob, attachment=oak)
    assert set(bucket.kept) == {plan.path}
    assert files.stored_at("a/00/gone.bin") is None


def test_a_bucket_that_is_away_is_said_and_leaves_no_row(bucket: type[Bucket], bob: Member, client_of: Any) -> None:
    plan = attach(bob)
    bucket.away = True

    with pytest.raises(ValidationError, match="could not be stored"):
        attach(bob)

    assert Attachment.objects.get() == plan
    assert client_of(bob).get(plan.file_url).status_code == 404
