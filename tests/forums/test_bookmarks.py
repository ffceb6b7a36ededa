"""What a member keeps: named, found again, and told of at the moment they chose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from forums.personal import bookmarks
from forums.personal.forms import BookmarkForm
from forums.personal.models import Bookmark
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make
from tests.test_query_budgets import queries_of


@pytest.fixture
def kept(bob, thread):
    return bookmarks.keep(by=bob, post=make.opening(thread))


def edit(client, post, **said):
    return client.post(reverse("forums:bookmark_edit", args=[post.pk]), said)


def test_a_reminder_is_told_once_and_only_when_it_is_due(bob, kept, monkeypatch):
    bookmarks.rename(by=bob, bookmark=kept, name="Glue for the  table", remind_at=timezone.now() + timedelta(hours=1))

    assert bookmarks.remind_of_what_is_due() == 0
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    # Two workers hold the same row; the second finds it done.
    row = Bookmark.objects.select_related("member", "post__thread").get()
    assert bookmarks.remind_of_what_is_due() == 1
    assert bookmarks._remind(row) is False
    assert bookmarks.remind_of_what_is_due() == 0

    told = Notification.objects.get(member=bob, verb="bookmark")
    assert told.data == {"post": kept.post_id, "title": kept.post.thread.title, "name": "Glue for the table"}
    assert Bookmark.objects.get().remind_at is None


def test_nobody_is_reminded_of_what_they_may_not_read_any_more(bob, kept):
    Bookmark.objects.update(remind_at=timezone.now())
    Thread.objects.update(state=Thread.State.REMOVED)

    assert bookmarks.remind_of_what_is_due() == 0
    assert not Notification.objects.filter(verb="bookmark").exists()


def test_the_page_names_reminds_and_says_what_is_wrong(client_of, bob, thread, kept):
    client, post = client_of(bob), kept.post

    assert edit(client, post, name="Oak", remind="tomorrow")["Location"].endswith("#post-1")
    saved = Bookmark.objects.get()
    assert saved.name == "Oak"
    assert timezone.localtime(saved.remind_at).hour == 9
    page = client.get("/notifications/").content.decode(), client.get("/bookmarks/").content.decode()
    assert "Oak" in page[1] and "Reminder" in page[1]

    for said, sentence in (
        ({"remind": "at"}, "Please say when."),
        ({"remind": "at", "remind_at": "2020-01-01T10:00"}, "must lie ahead"),
        ({"remind": "at", "remind_at": "9999-01-01T10:00"}, "must lie ahead"),
        ({"remind": "at", "remind_at": "soon"}, "valid date/time"),
        ({"remind": "at", "name": "x" * 101}, "at most 100"),
    ):
        answer = edit(client, post, **{"name": "Typed", **said})
        assert answer.status_code == 422 and sentence in answer.content.decode(), said
        assert said.get("name", "Typed") in answer.content.decode(), "what was typed is still there"
    assert edit(client, post, name="", remind="", **{"from": "list"})["Location"] == "/bookmarks/"
    saved.refresh_from_db()
    assert (saved.name, saved.remind_at) == ("", None)


def test_the_usual_moments_are_in_the_members_own_time_zone():
    with timezone.override("Asia/Tokyo"):
        form = BookmarkForm({"remind": "week"})
        assert form.is_valid()
        when = form.cleaned_data["when"]
        assert (when.hour, when.tzname()) == (9, "JST")
    assert BookmarkForm({"remind": "hours"}).is_valid()
    assert not BookmarkForm({"remind": "yesterday"}).is_valid()


def test_one_finds_ones_own_by_name_title_and_reminder(client_of, alice, bob, forum, kept):
    other = make.thread(by=alice, forum=forum, title="Sharpening a plane")
    mine = bookmarks.keep(by=bob, post=make.opening(other))
    bookmarks.rename(by=bob, bookmark=mine, name="For Sunday", remind_at=timezone.now() + timedelta(days=1))
    bookmarks.keep(by=alice, post=make.opening(other))
    client = client_of(bob)

    def found(query):
        page = client.get("/bookmarks/", query).content.decode()
        return ["Which glue for oak?" in page, "For Sunday" in page]

    assert found({}) == [True, True]
    assert found({"q": "sunday"}) == [False, True]
    assert found({"q": "GLUE oak"}) == [True, False]
    assert found({"show": "reminders"}) == [False, True]
    assert found({"q": "nothing like it"}) == [False, False]
    assert client.get("/bookmarks/", {"after": "x"}).status_code == 404


def test_the_list_is_bounded_and_costs_the_same_for_many(client_of, bob, thread, kept, monkeypatch):
    few = queries_of(client_of(bob), "/bookmarks/")
    for number in range(60):
        bookmarks.keep(by=bob, post=make.post(thread, by=bob, body=f"Note {number}"))

    many = queries_of(client_of(bob), "/bookmarks/")

    assert len(many) <= len(few) + 1
    page = client_of(bob).get("/bookmarks/").content.decode()
    assert page.count('formaction="/p/') == 50 and "Older bookmarks" in page
    monkeypatch.setattr(bookmarks, "MOST", 61)
    with pytest.raises(ValidationError, match="You keep 61 bookmarks"):
        bookmarks.keep(by=bob, post=make.post(thread, by=bob))
    assert client_of(bob).post(f"/p/{make.post(thread, by=bob).pk}/bookmark/").status_code == 400


def test_only_what_one_may_read_is_kept_and_only_ones_own_changed(client_of, bob, charlie, mona, staff_forum, kept):
    secret = make.opening(make.thread(by=mona, forum=staff_forum))

    assert edit(client_of(bob), secret, name="x").status_code == 404
    assert bookmarks.rename(by=charlie, bookmark=kept, name="Mine now", remind_at=None) is False
    assert edit(client_of(charlie), kept.post, name="His own").status_code == 302
    assert sorted(Bookmark.objects.values_list("member__username", "name")) == [("bob", ""), ("charlie", "His own")]
    Post.objects.filter(pk=kept.post_id).update(state=Post.State.REMOVED)
    assert edit(client_of(bob), kept.post, name="x").status_code == 404
