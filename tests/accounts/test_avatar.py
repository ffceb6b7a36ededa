"""Pictures from strangers, the hostile ones made here."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from accounts import actions, avatar
from community.core.decisions import Refused
from community.core.images import open_safely, shrink

SCRIPT = b"<script>alert(1)</script>"


def picture(size=(300, 200), kind="PNG", colour="teal", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims to be enormous."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def stored(raw: bytes) -> bytes:
    with default_storage.open(avatar.store(io.BytesIO(raw))) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_common_format_becomes_a_square_webp(kind):
    raw = stored(picture(kind=kind))

    made = Image.open(io.BytesIO(raw))
    assert (made.format, made.size) == ("WEBP", (avatar.SIDE, avatar.SIDE))


def test_only_the_first_frame_of_an_animation_is_kept():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    made = Image.open(io.BytesIO(stored(out.getvalue())))

    assert getattr(made, "n_frames", 1) == 1
    red, green, blue = made.convert("RGB").getpixel((128, 128))
    assert red > 200 and green < 60 and blue < 60


def test_the_photograph_is_turned_upright_and_forgets_where_it_was_taken():
    photo = Image.new("RGB", (60, 40), "red")
    photo.paste("blue", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn clockwise
    exif[0x010E] = "garden behind my house"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif, quality=95)

    opened = open_safely(io.BytesIO(out.getvalue()), max_bytes=10**6)
    raw = stored(out.getvalue())

    assert opened.size == (40, 60)
    assert opened.getpixel((20, 5))[2] > 200, "what was left is on top"
    assert b"garden" not in raw
    assert not Image.open(io.BytesIO(raw)).getexif()


@pytest.mark.parametrize("kind", ["jpeg comment", "png text", "gif comment", "tail"])
def test_nothing_that_is_not_pixels_survives(kind):
    if kind == "jpeg comment":
        raw = picture(kind="JPEG", comment=SCRIPT)
    elif kind == "png text":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SCRIPT.decode())
        raw = picture(pnginfo=info)
    elif kind == "gif comment":
        raw = picture(kind="GIF", comment=SCRIPT)
    else:
        raw = picture() + SCRIPT + b"<?php phpinfo(); ?>"
    assert SCRIPT in raw

    assert b"script" not in stored(raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "format", id="svg"),
        pytest.param(b"<html><script>alert(1)</script>", "format", id="page"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + SCRIPT, "format", id="page behind a png signature"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "format", id="eps"),
        pytest.param(picture(kind="TIFF"), "format", id="tiff"),
        pytest.param(picture(kind="BMP"), "format", id="bmp"),
        pytest.param(picture(kind="JPEG")[:-200], "damaged", id="truncated jpeg"),
        pytest.param(picture((900, 900), kind="PNG")[:400], "damaged", id="truncated png"),
        pytest.param(bomb(60_000, 60_000), "too_many_pixels", id="bomb"),
        pytest.param(bomb(5_001, 5_000), "too_many_pixels", id="a little too many pixels"),
        pytest.param(bomb(16_001, 1), "too_many_pixels", id="a thread of pixels"),
        pytest.param(picture() + b"x" * avatar.MAX_BYTES, "too_many_bytes", id="too large a file"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(raw, code):
    with pytest.raises(ValidationError) as refused:
        avatar.store(io.BytesIO(raw))

    assert refused.value.code == code
    assert str(refused.value.messages[0]).endswith(".")


def test_an_extreme_but_honest_strip_is_cut_and_not_refused():
    raw = stored(picture((2000, 3)))

    assert Image.open(io.BytesIO(raw)).size == (256, 256)


def test_shrinking_keeps_the_shape_and_never_enlarges():
    large = Image.new("RGB", (400, 100))

    assert shrink(large, longest=200).size == (200, 50)
    assert shrink(large, longest=800).size == (400, 100)


def test_the_name_of_the_file_is_ours():
    upload = SimpleUploadedFile("../../etc/passwd.php", picture())

    path = avatar.store(upload)

    assert path.startswith("avatars/") and path.endswith(".webp")
    assert "passwd" not in path and ".." not in path


@pytest.mark.django_db(transaction=True)
def test_a_new_picture_takes_the_old_file_away():
    from tests import make

    bob = make.member("bob")
    actions.set_avatar(by=bob, file=io.BytesIO(picture()))
    first = bob.avatar

    actions.set_avatar(by=bob, file=io.BytesIO(picture(colour="red")))
    bob.refresh_from_db()

    assert bob.avatar != first
    assert default_storage.exists(bob.avatar)
    assert not default_storage.exists(first)


@pytest.mark.django_db(transaction=True)
def test_removing_the_picture_takes_its_file_away():
    from tests import make

    bob = make.member("bob")
    actions.set_avatar(by=bob, file=io.BytesIO(picture()))
    path = bob.avatar

    actions.drop_avatar(by=bob)

    assert bob.avatar == ""
    assert not default_storage.exists(path)


def test_a_refused_picture_leaves_the_old_one(bob):
    actions.set_avatar(by=bob, file=io.BytesIO(picture()))
    before = bob.avatar

    with pytest.raises(ValidationError):
        actions.set_avatar(by=bob, file=io.BytesIO(b"<svg/>"))

    bob.refresh_from_db()
    assert bob.avatar == before
    assert default_storage.exists(before)


def test_who_may_not_write_may_not_show_a_new_picture_either(bob):
    from datetime import timedelta

    from django.utils import timezone

    bob.silenced_until = timezone.now() + timedelta(days=1)

    with pytest.raises(Refused):
        actions.set_avatar(by=bob, file=io.BytesIO(picture()))
