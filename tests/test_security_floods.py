"""Ways to exhaust the site with a few requests, found by attacking the product. Each was possible once."""

from __future__ import annotations

import threading
from io import BytesIO
from time import process_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.core import images
from forums.composing import actions as writing
from forums.composing import editing
from forums.posts.models import Post
from forums.search.query import MOST_NAMES, parse
from forums.web.attempts import PREVIEWED
from moderation.reports.models import Reason
from tests import make


def picture(side: int = 8) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (side, side), "olive").save(out, "PNG")
    return SimpleUploadedFile("oak.png", out.getvalue(), "image/png")


def test_the_history_of_a_post_made_to_be_slow_answers_in_time(client_of, guest, bob, thread):
    post = thread.posts.get(number=2)
    old = "\n".join(f"{'a ' * 250}\nu{n}" for n in range(30))
    new = "\n".join(f"{'b a ' * 140}\nu{n}" for n in range(30))
    Post.objects.filter(pk=post.pk).update(source=old)
    editing.edit(by=bob, post=Post.objects.select_related("thread__forum").get(pk=post.pk), body=new, version=1)
    start = process_time()

    answer = client_of(guest).get(f"/p/{post.pk}/history/")

    assert answer.status_code == 200
    assert process_time() - start < 2


def test_one_picture_is_opened_at_a_time(monkeypatch):
    at_once, most = 0, 0
    decode = images._decode

    def counted(raw, max_pixels):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            threading.Event().wait(0.02)
            return decode(raw, max_pixels)
        finally:
            at_once -= 1

    monkeypatch.setattr(images, "_decode", counted)
    threads = [threading.Thread(target=images.open_safely, args=(picture(),), kwargs={"max_bytes": 10**6}) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert most == 1


def test_whoever_would_wait_long_to_upload_is_told_to_come_back(client_of, bob, monkeypatch):
    monkeypatch.setattr(images, "PATIENCE_SECONDS", 0.01)

    with images._one_at_a_time:
        answer = client_of(bob).post("/upload/", {"file": picture()})

    assert answer.status_code == 422
    assert "try again" in answer.json()["error"]
    assert client_of(bob).post("/upload/", {"file": picture()}).status_code == 200


def test_pictures_that_cannot_be_read_are_counted_too(client_of, bob):
    client = client_of(bob)
    broken = [client.post("/upload/", {"file": SimpleUploadedFile("x.png", b"no picture")}).status_code for _ in range(31)]

    assert broken == [422] * 30 + [403]


def test_pictures_of_oneself_are_counted(client_of, bob):
    client = client_of(bob)
    answers = [client.post("/settings/avatar/", {"picture": picture()}).status_code for _ in range(11)]

    assert answers == [302] * 10 + [403]


def test_long_previews_are_dearer_than_short_ones(client_of, bob, alice):
    client = client_of(bob)
    tries = PREVIEWED // 10

    answers = [client.post("/preview/", {"body": "w " * 10_000}).status_code for _ in range(tries)]

    assert answers[0] == 200
    assert answers[-1] == 422
    assert client_of(alice).post("/preview/", {"body": "short"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/upload/", "/accounts/login/"])
def test_what_is_larger_than_any_form_is_refused_unread(path, client, db):
    answer = client.generic("POST", path, b"--x\r\n", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9))

    assert answer.status_code == 413
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("operator", ["tag", "forum", "author"])
def test_a_search_with_very_many_names_is_answered(operator, client, thread):
    answer = client.get("/search/", {"q": " ".join(f"{operator}:a{n}" for n in range(50))})

    assert answer.status_code == 200


def test_a_name_that_is_searched_for_twice_counts_once():
    query = parse("tag:oak tag:oak " + " ".join(f"tag:a{n}" for n in range(9)))

    assert query.named("tag") == ["oak", "a0", "a1", "a2", "a3"]
    assert len(query.named("tag")) == MOST_NAMES
    assert query.notes


@pytest.mark.parametrize(
    "path", ["/language/", "/mark-read/", "/t/{thread}/follow/", "/p/{post}/bookmark/", "/report/post/{post}/"]
)
def test_an_odd_way_back_is_no_error(path, client_of, charlie, thread):
    path = path.format(thread=thread.pk, post=make.opening(thread).pk)
    for odd in ("null", "-1", "[]", '"><script>', "%00"):
        answer = client_of(charlie).post(
            path, {"next": odd, "level": "1", "language": "en", "reason": Reason.objects.get(slug="spam").pk}
        )

        assert answer.status_code in (302, 403)
        assert "//" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("title", ["\u200b\u200b\u200b\u200b", "\u202eabc", "a\u2060\u2060\u2060"])
def test_a_title_nobody_can_see_is_refused(title, alice, forum):
    with pytest.raises(writing.ValidationError):
        writing.start_thread(by=alice, forum=forum, title=title, body="Text.")


def test_a_title_does_not_turn_the_direction_of_what_stands_beside_it(alice, forum):
    post = writing.start_thread(by=alice, forum=forum, title="Oak \u202eglue\u202c here", body="Text\u202e here.\u200b")

    assert post.thread.title == "Oak glue here"
    assert "\u202e" not in post.source


@pytest.mark.parametrize("body", ["\u200b", " \u2060\n\u200d ", "\x00\x01"])
def test_a_text_nobody_can_see_is_refused(body, bob, thread):
    with pytest.raises(writing.ValidationError):
        writing.reply(by=bob, thread=thread, body=body)
