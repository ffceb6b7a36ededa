"""Files beside pictures: who may attach them, how they are served, how much of them there may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Member
from community.core.decisions import Refused
from community.core.models import SiteSettings
from forums.attachments import actions, files, queries, quotas
from forums.attachments.models import Attachment
from forums.composing.actions import reply
from forums.models import Forum
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from tests.core.test_filetypes import PDF
from tests.forums.parallel import in_parallel

Client = Callable[[Any], Any]


def attach(by: Member, raw: bytes = PDF, name: str = "plan.pdf") -> Attachment:
    return actions.upload(by=by, file=SimpleUploadedFile(name, raw))


def picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def stored() -> set[str]:
    return {path for folder in files.folders() for path in folder}


def posted(bob: Member, thread: Thread) -> tuple[Attachment, Post]:
    """A plan of Bob's and the reply it stands in, written as members write."""
    plan = attach(bob)
    return plan, reply(by=bob, thread=thread, body=f"Here is the plan: {queries.markdown_of(plan)}")


# --- Uploading --------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_as_it_is_under_a_name_that_says_nothing(bob: Member) -> None:
    plan = attach(bob, name="../My plan.PDF")

    assert (plan.kind, plan.name, plan.size, plan.width, plan.is_picture) == ("pdf", "My plan.PDF", len(PDF), 0, False)
    assert queries.is_path(plan.path) and plan.path.endswith(".bin")
    assert files.read(plan.path) == PDF
    assert queries.markdown_of(plan) == f"[My plan.PDF](/media/{plan.path})"


def test_files_come_with_the_first_trust_level_and_what_the_site_allows(nina: Member, bob: Member, mona: Member) -> None:
    with pytest.raises(Refused, match="pictures only"):
        attach(nina)
    assert actions.upload(by=nina, file=SimpleUploadedFile("a.png", picture(9, 9)))

    SiteSettings(file_types="csv", files_from_trust=3).save()
    with pytest.raises(Refused, match="pictures only"):
        attach(bob)
    with pytest.raises(ValidationError, match="pictures and: csv"):
        attach(mona)
    SiteSettings(file_types="").save()
    with pytest.raises(Refused):
        attach(mona)
    assert len(stored()) == 1


def test_what_is_no_such_file_leaves_nothing(bob: Member, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000_000
    cases = {"a.pdf": b"<html>", "a.svg": b"<svg/>", "a.exe": b"MZ", "b.txt": b"x" * 1_000_001, "c.txt": b"", "a.pdf.html": PDF}
    for name, raw in cases.items():
        with pytest.raises(ValidationError):
            attach(bob, raw, name)

    assert stored() == set()
    assert not Attachment.objects.exists()


def test_a_picture_is_kept_in_three_sizes_and_goes_with_all_of_them(bob: Member, django_capture_on_commit_callbacks: Any) -> None:
    large = attach(bob, picture(3000, 1500), "oak.png")
    middle, small = attach(bob, picture(600, 300), "a.png"), attach(bob, picture(480, 20), "b.png")

    stem = large.path.removesuffix(".webp")
    sizes = {f"{stem}.webp": (2560, 1280), f"{stem}-1200.webp": (1200, 600), f"{stem}-480.webp": (480, 240)}
    for path, size in sizes.items():
        with default_storage.open(path) as file, Image.open(file) as made:
            assert (made.format, made.size, dict(made.getexif())) == ("WEBP", size, {})
    assert [row.has_smaller for row in (large, middle, small)] == [True, True, False]
    assert len(stored()) == 3 + 2 + 1
    assert [address for address, _w, _h in queries.media_of(f"/media/{large.path}")[large.file_url].smaller] == [
        f"/media/{stem}-480.webp",
        f"/media/{stem}-1200.webp",
    ]

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(by=bob, attachment=large)
    assert stored() == {middle.path, middle.path.replace(".webp", "-480.webp"), small.path}


# --- Serving ----------------------------------------------------------------------------------------------------------


def test_a_file_is_saved_and_can_do_nothing_else(bob: Member, thread: Thread, client_of: Client, guest: Any) -> None:
    plan, post = posted(bob, thread)
    Attachment.objects.update(name='Pläne "1"; x=\u202egpj.pdf')

    answer = client_of(guest).get(plan.file_url, headers={"Accept-Encoding": "gzip"})

    assert f'class="file" href="{plan.file_url}"' in post.html and "PDF · 1 kB" in post.html
    assert b"".join(answer.streaming_content) == PDF
    assert {name: answer.headers[name] for name in sorted(answer.headers) if name not in ("Vary", "Permissions-Policy")} == {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=300",
        "Content-Disposition": "attachment; filename*=utf-8''Pl%C3%A4ne%20%221%22%3B%20x%3D%E2%80%AEgpj.pdf",
        "Content-Language": "en",
        "Content-Length": str(len(PDF)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": "application/octet-stream",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{plan.path}"',
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def test_names_are_for_people_only() -> None:
    for given, kept in {
        "a\r\nSet-Cookie: x.pdf": "aSet-Cookie: x.pdf",
        "x\u202efdp.exe.pdf": "xfdp.exe.pdf",
        '"quoted".pdf': '"quoted".pdf',
        "C:\\a\\b.pdf": "b.pdf",
        "../../../etc/passwd.txt": "passwd.txt",
        f"{'x' * 300}.pdf": f"{'x' * 116}.pdf",
        " .pdf. ": "pdf",
    }.items():
        assert actions.shown_name(given) == kept, given


def test_a_file_and_the_copies_of_a_picture_are_seen_where_their_post_is(
    bob: Member, client_of: Client, guest: Any, alice: Member, mona: Member, thread: Thread, staff_forum: Forum
) -> None:
    plan, post = posted(bob, thread)
    oak = attach(bob, picture(600, 300), "oak.png")
    Attachment.objects.filter(pk=oak.pk).update(post=post)
    addresses = [plan.file_url, oak.file_url, oak.thumb_url]
    assert oak.thumb_url.endswith("-480.webp")
    viewers = [client_of(viewer) for viewer in (guest, alice, bob, mona)]

    def seen() -> list[list[int]]:
        answers = [[viewer.get(url) for url in addresses] for viewer in viewers]
        for answer in (answer for row in answers for answer in row if answer.streaming):
            assert answer.getvalue()
        return [sorted({answer.status_code for answer in row}) for row in answers]

    def reset() -> None:
        levers.restore(post)
        post.refresh_from_db()

    assert seen() == [[200]] * 4
    levers.hide(post)
    assert seen() == [[404], [404], [200], [200]]
    reset()
    levers.delete(post)
    assert seen()[:2] == [[404], [404]]
    levers.bring_back(post)
    thread_levers.move(thread, staff_forum)
    assert seen() == [[404], [404], [404], [200]]


def test_what_stands_in_no_post_yet_is_its_owners(
    bob: Member, alice: Member, mona: Member, guest: Any, client_of: Client
) -> None:
    plan = attach(bob)

    answers = [client_of(viewer).get(plan.file_url) for viewer in (bob, alice, mona, guest)]

    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]
    assert answers[0].getvalue() == PDF


def test_a_part_of_a_file_and_whoever_stands_before_us(
    bob: Member, thread: Thread, client_of: Client, guest: Any, settings: Any
) -> None:
    plan, post = posted(bob, thread)
    client, size, tag = client_of(guest), len(PDF), f'"{plan.path}"'

    def ask(**headers: str) -> tuple[int, bytes, str]:
        answer = client.get(plan.file_url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code != 206 or answer.headers["Content-Length"] == str(len(content))
        return answer.status_code, content, answer.headers.get("Content-Range", "")

    assert ask(Range="bytes=0-4") == (206, b"%PDF-", f"bytes 0-4/{size}")
    assert ask(Range="bytes=5-", If_Range=tag)[:2] == (206, PDF[5:])
    assert ask(Range="bytes=-6") == (206, PDF[-6:], f"bytes {size - 6}-{size - 1}/{size}")
    assert ask(Range="bytes=0-999999")[:2] == (206, PDF)
    for whole in ("bytes=0-1,3-4", "bytes=4-1", "bytes=-", "lines=1-2", "bytes=x"):
        assert ask(Range=whole)[:2] == (200, PDF), whole
    assert ask(Range="bytes=0-4", If_Range='"another"')[:2] == (200, PDF)
    for nothing in (f"bytes={size}-", "bytes=-0"):
        assert ask(Range=nothing) == (416, b"", f"bytes */{size}"), nothing
    assert ask(If_None_Match=tag)[:2] == (304, b"")

    settings.MEDIA_ACCEL = "/kept/"
    answer = client.get(plan.file_url)
    assert (answer.headers["X-Accel-Redirect"], answer.content) == (f"/kept/{plan.path}", b"")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    levers.hide(post)
    assert client.get(plan.file_url).status_code == 404


# --- Quotas -----------------------------------------------------------------------------------------------------------


def test_quotas_hold_to_the_byte(bob: Member, settings: Any) -> None:
    settings.UPLOAD_QUOTAS = [(1, 1, 1), (3, 1, 2), (3, 1, 2), (3, 1, 2), (3, 1, 2)]
    first = attach(bob, b"x" * 400_000, "a.txt")
    attach(bob, b"x" * 600_000, "b.txt")

    with pytest.raises(Refused, match=r"1 MB a day, and 1\.0 MB are used"):
        attach(bob, b"x", "c.txt")
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    attach(bob, b"x" * 999_999, "d.txt")
    attach(bob, b"x", "e.txt")
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused, match=r"2 MB in all, and 2\.0 MB are used\. Delete"):
        attach(bob, b"x", "f.txt")

    actions.discard(by=bob, attachment=first)
    for name in ("g.txt", "h.txt", "i.txt"):
        attach(bob, b"x", name)
    with pytest.raises(Refused, match="3 pictures and files a day"):
        attach(bob, b"x", "j.txt")


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_files_at_once_stay_within_the_bytes(bob: Member, settings: Any) -> None:
    settings.UPLOAD_QUOTAS = [(100, 1, 100)] * 5

    def one() -> bool:
        try:
            return bool(attach(Member.objects.get(pk=bob.pk), b"x" * 300_000, "a.txt"))
        except Refused:
            return False

    assert in_parallel(6, one).count(True) == 3
    assert quotas.used_by(bob).bytes == 900_000
    assert len(stored()) == 3
