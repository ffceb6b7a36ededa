"""What the composer asks for while somebody writes: quotes, drafts, names, images."""

from __future__ import annotations

import pytest

from forums.personal.models import Draft
from forums.posts.models import Post
from tests import make
from tests.forums.page_text import text_in


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    """Whether a newcomer's post waits is moderation's story."""
    settings.POST_SCREENERS = []


# --- quoting -----------------------------------------------------------------------------------------------------------


def test_a_quote_is_source_text_and_works_without_a_script(client_of, bob, thread):
    first = make.opening(thread)
    client = client_of(bob)

    answer = client.get(f"/p/{first.pk}/quote/")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().startswith(f"> [alice](/p/{first.pk}/):\n> The joint opens")
    assert text_in(client.get(f"/t/{thread.pk}/reply/?quote={first.pk}")).strip() == answer.content.decode().strip()


@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "²", ""])
def test_a_made_up_quote_or_number_is_left_out(value, client_of, bob, thread):
    page = client_of(bob).get(f"/t/{thread.pk}/reply/?quote={value}&to={value}")

    assert page.status_code == 200
    assert text_in(page) == ""


def test_a_post_one_may_not_read_is_not_quoted_into_a_form(client_of, bob, mona, thread, staff_forum):
    secret = make.opening(make.thread(by=mona, forum=staff_forum, body="Secret words."))
    elsewhere = f"/t/{thread.pk}/reply/?quote={secret.pk}"

    assert b"Secret words" not in client_of(bob).get(elsewhere).content


# --- drafts, names -----------------------------------------------------------------------------------------------------


def test_drafts_are_listed_with_their_place_and_only_to_their_writer(client_of, bob, charlie, mona, thread, staff_forum):
    closed = make.thread(by=mona, forum=staff_forum, title="Secret words")
    client = client_of(bob)
    for place, body in [
        ("new", "Somewhere"),
        (f"forum:{thread.forum_id}", "In the forum"),
        (f"thread:{thread.pk}", "A reply"),
        (f"post:{make.opening(thread).pk}", "An edit"),
        (f"thread:{closed.pk}", "No longer mine to post"),
    ]:
        assert client.post("/drafts/save/", {"place": place, "body": body}).status_code == 200

    page = client.get("/drafts/").content.decode()

    assert f"/t/{thread.pk}/reply/" in page
    assert "No longer mine to post" in page
    assert "Secret words" not in page
    assert "A reply" not in client_of(charlie).get("/drafts/").content.decode()
    draft = Draft.objects.get(body="A reply")
    assert client_of(charlie).post(f"/drafts/{draft.pk}/discard/").status_code == 404
    client.post(f"/drafts/{draft.pk}/discard/")
    assert not Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("data", [{"place": "nowhere", "body": "x"}, {"body": "x"}, {"place": "new", "body": "x" * 50_000}])
def test_a_draft_that_cannot_be_kept_says_so(data, client_of, bob):
    answer = client_of(bob).post("/drafts/save/", data)

    assert answer.status_code == 422
    assert answer.json()["error"]


def test_names_are_suggested_to_members(client_of, guest, alice, bob):
    assert client_of(bob).get("/suggest/people/?q=AL").json() == [{"username": "alice", "name": "alice"}]
    assert client_of(bob).get("/suggest/people/?q=").json() == []
    assert client_of(guest).get("/suggest/people/?q=al").status_code == 302


def test_an_upload_that_is_no_image_is_refused_with_a_sentence(client_of, bob):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(bob)

    for answer in (
        client.post("/upload/"),
        client.post("/upload/", {"file": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")}),
    ):
        assert answer.status_code == 422
        assert answer.json()["error"]


def test_an_uploaded_image_stands_in_the_post_with_its_size(client_of, bob, thread):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    client = client_of(bob)

    answer = client.post("/upload/", {"file": SimpleUploadedFile("my [photo].png", picture.getvalue())}).json()
    client.post(f"/t/{thread.pk}/reply/", {"body": answer["markdown"]})

    post = Post.objects.latest("pk")
    assert answer["markdown"] == f"![my photo]({answer['url']})"
    assert f'src="{answer["url"]}"' in post.html
    assert 'width="60"' in post.html
    assert post.attachments.count() == 1
