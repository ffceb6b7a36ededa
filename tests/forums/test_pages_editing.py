"""Editing: earlier versions are kept, and of two edits at once neither is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forums.posts.models import Post, Revision
from forums.threads import levers, tags
from tests import make
from tests.forums.page_text import text_in


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    """Whether a newcomer's post waits is moderation's story."""
    settings.POST_SCREENERS = []


def test_an_edit_keeps_the_earlier_version(client_of, alice, bob, thread):
    first = make.opening(thread)
    Post.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=1))

    answer = client_of(alice).post(
        f"/p/{first.pk}/edit/",
        {"title": "Which glue for ash?", "body": "The joint opens in winter.", "version": "1", "reason": "wrong season"},
    )

    first.refresh_from_db()
    assert answer["Location"].endswith("/which-glue-for-ash/#post-1")
    assert first.source == "The joint opens in winter."
    page = client_of(bob).get(f"/p/{first.pk}/history/").content.decode()
    assert "wrong season" in page
    assert "<del>summer</del>" in page
    assert "<ins>winter</ins>" in page
    assert "<del>oak</del>" in page


def test_of_two_edits_the_second_is_refused_with_both_texts_shown(client_of, alice, mona, thread):
    first = make.opening(thread)
    make.rewritten(first, by=mona, body="Mona was faster.")

    page = client_of(alice).post(f"/p/{first.pk}/edit/", {"title": thread.title, "body": "Alice was careful.", "version": "1"})

    assert page.status_code == 409
    assert text_in(page) == "Alice was careful."
    assert "<del>Mona</del> was <del>faster</del>" in page.content.decode()
    first.refresh_from_db()
    assert first.source == "Mona was faster."

    again = re.search(r'name="version"[^>]*value="(\d+)"', page.content.decode())[1]
    answer = client_of(alice).post(f"/p/{first.pk}/edit/", {"title": thread.title, "body": "Both were right.", "version": again})
    assert answer.status_code == 302
    assert Revision.objects.filter(post=first).count() >= 1


def test_the_form_of_an_opening_post_files_the_thread(client_of, alice, thread):
    first = make.opening(thread)
    tags.change(thread, ["oak", "glue"])
    address = f"/p/{first.pk}/edit/"

    page = client_of(alice).get(address).content.decode()
    assert 'value="glue, oak"' in page
    assert 'value="question"' in page
    assert 'value="announcement"' not in page

    client_of(alice).post(
        address, {"title": thread.title, "body": first.source, "version": "1", "kind": "question", "tags": "oak"}
    )
    thread.refresh_from_db()
    assert (thread.kind, thread.tags.get().name) == ("question", "oak")


def test_a_tag_that_is_refused_stays_in_the_form(client_of, alice, thread):
    first = make.opening(thread)
    too_many = "one, two, three, four, five, six"

    page = client_of(alice).post(
        f"/p/{first.pk}/edit/", {"title": thread.title, "body": "New words.", "version": "1", "tags": too_many}
    )

    assert page.status_code == 422
    assert too_many in page.content.decode()
    assert text_in(page) == "New words."


def test_the_form_of_a_reply_does_not_file_the_thread(client_of, alice, bob, thread):
    tags.change(thread, ["oak"])
    reply = make.post(thread, by=bob)

    assert 'name="tags"' not in client_of(bob).get(f"/p/{reply.pk}/edit/").content.decode()
    client_of(bob).post(f"/p/{reply.pk}/edit/", {"body": "New words.", "version": "1", "kind": "question", "tags": ""})

    thread.refresh_from_db()
    assert (thread.kind, thread.tags.get().name) == ("discussion", "oak")


def test_an_edit_that_is_refused_keeps_the_text(client_of, alice, thread):
    first = make.opening(thread)
    levers.lock(thread)

    page = client_of(alice).post(f"/p/{first.pk}/edit/", {"title": thread.title, "body": "My correction.", "version": "1"})

    assert page.status_code == 403
    assert "This thread is locked." in page.content.decode()
    assert text_in(page) == "My correction."


def test_what_a_moderator_took_out_of_a_text_is_not_in_the_history_of_others(client_of, guest, alice, bob, mona, thread):
    first = make.opening(thread)
    Post.objects.filter(pk=first.pk).update(source="Call me: 0171 2345678")
    make.rewritten(make.opening(thread), by=mona, body="Call me: [number removed]")

    for person, sees in [(guest, False), (bob, False), (alice, True), (mona, True)]:
        assert (b"0171" in client_of(person).get(f"/p/{first.pk}/history/").content) is sees
