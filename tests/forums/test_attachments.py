"""Images: made anew, counted, tied to their post, gone with it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Member
from community.core.decisions import Refused
from community.core.markup.dressing import Shown
from forums.attachments import actions, files, gate, queries, sweep, tasks
from forums.attachments.models import Attachment
from forums.models import Forum
from forums.personal.actions import save_draft
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **kwargs: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 80, 10)).save(out, kind, **kwargs)
    return out.getvalue()


def upload(by: Member, content: bytes | None = None, name: str = "bench.png") -> Attachment:
    return actions.upload(by=by, file=SimpleUploadedFile(name, content or picture()))


def stored() -> list[str]:
    return [path for folder in files.folders() for path in folder]


def place_of(path: str) -> Path:
    """Where the file lies on this disk: only tests know that there is one."""
    return Path(default_storage.path(path))


@pytest.fixture
def shown(bob: Member, thread: Thread) -> Callable[..., tuple[Attachment, Post]]:
    """shown() is an image of Bob's and the published post it stands in."""

    def build(thread: Thread = thread, **fields: Any) -> tuple[Attachment, Post]:
        attachment = upload(bob)
        post = make.post(thread, by=bob, body=f"![bench](/media/{attachment.path})", **fields)
        actions.adopt(post)
        return attachment, post

    return build


# --- Uploading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_image_is_made_anew_under_a_name_nobody_can_guess(bob: Member, kind: str) -> None:
    attachment = upload(bob, picture(kind), name="my bench.exe")

    assert queries.is_path(attachment.path)
    content = place_of(attachment.path).read_bytes()
    with Image.open(BytesIO(content)) as made:
        assert (made.format, made.size) == ("WEBP", (40, 30))
    assert (attachment.width, attachment.height, attachment.size) == (40, 30, len(content))
    assert attachment.name == "my bench.exe"
    assert attachment.post is None


def test_where_and_with_what_it_was_taken_is_gone(bob: Member) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"

    attachment = upload(bob, picture("JPEG", exif=exif, comment=b"SecretComment"))

    content = place_of(attachment.path).read_bytes()
    assert b"Secret" not in content
    with Image.open(BytesIO(content)) as made:
        assert not made.getexif()


def test_a_large_image_is_made_smaller_and_a_small_one_stays(bob: Member) -> None:
    large, small = upload(bob, picture(size=(4000, 1000))), upload(bob, picture(size=(10, 10)))

    assert (large.width, large.height, large.has_smaller) == (2560, 640, True)
    assert (small.width, small.height, small.has_smaller) == (10, 10, False)


def test_an_animation_becomes_its_first_picture(bob: Member) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), (n, 0, 0)) for n in range(0, 250, 10)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    attachment = upload(bob, out.getvalue())

    with Image.open(place_of(attachment.path)) as made:
        assert getattr(made, "n_frames", 1) == 1


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        SVG,
        b"<html>" + picture(),
        b"GIF89a/*<script>*/",
        picture()[:60],
        picture("JPEG", (400, 400))[:-300],
        picture("BMP"),
        picture("TIFF"),
        picture("PNG", (6000, 5000)),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
        b"\0" * 10_000_001,
    ],
    ids=[
        "byte",
        "svg",
        "html before png",
        "gif header",
        "cut png",
        "cut jpeg",
        "bmp",
        "tiff",
        "30 megapixels",
        "png of zeros",
        "too large",
    ],
)
def test_what_is_no_picture_we_take_is_refused_with_a_sentence_and_leaves_nothing(bob: Member, content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        upload(bob, content)

    assert len(refusal.value.messages[0]) > 20
    assert stored() == []
    assert not Attachment.objects.exists()


def test_a_picture_with_a_page_behind_it_loses_the_page(bob: Member) -> None:
    attachment = upload(bob, picture() + b"<html><script>alert(1)</script></html>")

    assert b"<script" not in place_of(attachment.path).read_bytes()


def test_newcomers_upload_five_a_day_and_others_more(nina: Member, bob: Member) -> None:
    for _ in range(5):
        upload(nina)
    for _ in range(6):
        upload(bob)

    with pytest.raises(Refused, match="5 pictures and files"):
        upload(nina)
    assert len(stored()) == 11

    Attachment.objects.filter(uploader=nina).update(created_at=timezone.now() - timedelta(hours=25))
    assert upload(nina)


def test_who_may_not_write_does_not_upload(guest: Any, bob: Member) -> None:
    bob.suspended_until = timezone.now() + timedelta(days=1)

    for member in (guest, bob):
        with pytest.raises(Refused):
            upload(member)
    assert stored() == []


def test_a_full_disk_is_said_and_leaves_no_row_and_no_file(bob: Member, settings: Any) -> None:
    Path(settings.MEDIA_ROOT, queries.FOLDER).write_text("a file where the folder should be")

    with pytest.raises(ValidationError, match="could not be stored"):
        upload(bob)

    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\pics\\a.png", "a.png"), ("", "image"), ("x" * 300, "x" * 120), ("a\x00\nb", "ab")],
)
def test_the_name_is_for_people_only(bob: Member, name: str, kept: str) -> None:
    attachment = actions.upload(by=bob, file=BytesIO(picture()), name=name)

    assert attachment.name == kept
    assert queries.is_path(attachment.path)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_uploads_at_once_stay_within_the_quota(nina: Member) -> None:
    def one() -> bool:
        try:
            return bool(upload(Member.objects.get(pk=nina.pk)))
        except Refused:
            return False

    answers = in_parallel(8, one)

    assert answers.count(True) == 5
    assert Attachment.objects.count() == len(stored()) == 5


# --- In a text --------------------------------------------------------------------------------------------------------


def test_the_renderer_learns_the_size_of_each_image_in_one_query(bob: Member, django_assert_num_queries: Any) -> None:
    one, two = upload(bob), upload(bob, picture(size=(7, 9)))
    source = f"![](/media/{one.path}) ![](/media/{two.path}) ![](/media/{one.path}) ![](/media/a/00/{'0' * 32}.webp)"

    with django_assert_num_queries(1):
        assert queries.media_of(source) == {
            f"/media/{one.path}": Shown(40, 30),
            f"/media/{two.path}": Shown(7, 9),
        }
    with django_assert_num_queries(0):
        assert queries.media_of("no image, /media/a/../x.webp") == {}


def test_a_post_adopts_the_images_of_its_author_and_no_others(bob: Member, alice: Member, thread: Thread) -> None:
    his, hers = upload(bob), upload(alice)
    post = make.post(thread, by=bob, body=f"/media/{his.path} /media/{hers.path}")

    assert actions.adopt(post) == 1
    assert actions.adopt(post) == 0

    his.refresh_from_db(), hers.refresh_from_db()
    assert his.post == post
    assert hers.post is None


def test_an_image_belongs_to_the_first_post_that_shows_it(bob: Member, thread: Thread, shown: Any) -> None:
    attachment, post = shown()

    actions.adopt(make.post(thread, by=bob, body=f"again /media/{attachment.path}"))

    attachment.refresh_from_db()
    assert attachment.post == post


def test_a_moderators_image_in_anothers_post_is_adopted(bob: Member, mona: Member, thread: Thread) -> None:
    post = make.post(thread, by=bob, body="look")
    attachment = upload(mona)

    make.rewritten(post, by=mona, body=f"look ![bench](/media/{attachment.path})", reason="the picture was missing")

    attachment.refresh_from_db()
    assert attachment.post == post


# --- The gate ---------------------------------------------------------------------------------------------------------


def test_an_image_not_posted_yet_is_seen_by_its_owner_only(bob: Member, alice: Member, guest: Any) -> None:
    path = upload(bob).path

    assert gate.may_serve(path, bob)
    assert not gate.may_serve(path, alice)
    assert not gate.may_serve(path, guest)


def test_an_image_is_seen_where_its_post_is(
    shown: Any, guest: Any, bob: Member, mona: Member, forum: Forum, staff_forum: Forum
) -> None:
    attachment, post = shown()
    path = attachment.path

    def seers() -> list[bool]:
        return [bool(gate.may_serve(path, viewer)) for viewer in (guest, Member.objects.get(pk=bob.pk), mona)]

    assert seers() == [True, True, True]
    levers.hide(post)
    assert seers() == [False, True, True]
    levers.remove(post)
    assert seers() == [False, False, True]
    levers.restore(post)
    assert seers() == [True, True, True]
    thread_levers.hide(post.thread)
    assert seers() == [False, False, True]
    thread_levers.restore(post.thread)
    thread_levers.move(post.thread, staff_forum)
    assert seers() == [False, False, True]


def test_the_image_of_a_post_that_waits_is_not_public(shown: Any, guest: Any, bob: Member, mona: Member) -> None:
    attachment, _post = shown(state=Post.State.HELD)

    assert [bool(gate.may_serve(attachment.path, viewer)) for viewer in (guest, bob, mona)] == [False, True, True]


@pytest.mark.parametrize(
    "path", [f"a/00/{'0' * 32}.webp", "a/../avatars/x.webp", "a/", f"a/00/{'0' * 32}.webp\n", "a/00/abc.part"]
)
def test_the_gate_lets_nothing_through_that_has_no_row(admin: Member, path: str) -> None:
    assert not gate.may_serve(path, admin)


def test_an_image_is_served_as_long_as_its_post_is_public(shown: Any, guest: Any, mona: Member, client_of: Any) -> None:
    attachment, post = shown()
    url = f"/media/{attachment.path}"

    def ask(viewer: Any, **headers: str) -> int:
        answer = client_of(viewer).get(url, headers=headers)
        if answer.status_code != 404:
            assert answer.headers["Cache-Control"] == "private, max-age=300"
        if answer.status_code == 200:
            assert answer.getvalue() == place_of(attachment.path).read_bytes()
        return answer.status_code

    known = {"If-None-Match": f'"{attachment.path}"'}
    assert [ask(guest), ask(guest, **known)] == [200, 304]

    levers.hide(post)

    assert [ask(guest), ask(guest, **known), ask(mona)] == [404, 404, 200]


def test_a_public_image_costs_two_queries(shown: Any, guest: Any, django_assert_num_queries: Any) -> None:
    attachment, _post = shown()
    gate.may_serve(attachment.path, guest)

    with django_assert_num_queries(2):
        gate.may_serve(attachment.path, guest)


# --- Sweeping ---------------------------------------------------------------------------------------------------------


def _age(attachment: Attachment, hours: float) -> None:
    Attachment.objects.filter(pk=attachment.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    moment = time.time() - hours * 3600
    os.utime(place_of(attachment.path), (moment, moment))


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_nobody_used_and_nothing_else(bob: Member, shown: Any) -> None:
    unused, drafted, recent = upload(bob), upload(bob), upload(bob)
    posted, _post = shown()
    save_draft(by=bob, place="new", body=f"![](/media/{drafted.path})")
    for attachment in (unused, drafted, posted):
        _age(attachment, 25)
    _age(recent, 23)
    files.write(f"a/00/{'0' * 32}.webp", b"no row")
    os.utime(place_of(f"a/00/{'0' * 32}.webp"), (0, 0))
    files.write(f"a/00/{'1' * 32}.webp", b"no row yet")
    files.write("a/00/left.part", b"cut off")
    os.utime(place_of("a/00/left.part"), (0, 0))

    assert sweep.sweep() == sweep.Swept(rows=1, files=2)

    assert set(Attachment.objects.values_list("path", flat=True)) == {drafted.path, posted.path, recent.path}
    assert set(stored()) == {row.path for row in (drafted, posted, recent)} | {f"a/00/{'1' * 32}.webp"}
    tasks.sweep_orphans.call_local()
    assert len(stored()) == 4


@pytest.mark.django_db(transaction=True)
def test_a_purged_image_is_gone_with_its_file(bob: Member, shown: Any, guest: Any) -> None:
    attachment, post = shown()

    actions.purge(attachment)

    assert stored() == []
    assert not gate.may_serve(attachment.path, bob)
    assert Post.objects.filter(pk=post.pk).exists()
