"""The bell says only what the reader may still see."""

import pytest

from accounts.notifications.models import Notification
from forums.composing.announcing import announce_post
from forums.posts import levers
from forums.threads import levers as threads
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(alice, bob, thread, client_of):
    post = make.post(thread, by=bob, body="@alice look")
    announce_post(post.pk)
    page = client_of(alice).get("/notifications/")
    assert "mentioned you in “Which glue for oak?”" in page.text
    return post


def test_a_hidden_post_is_not_told_any_more(told, alice, client_of):
    levers.hide(told)

    assert "mentioned you" not in client_of(alice).get("/notifications/").text


def test_a_thread_moved_out_of_sight_is_not_told_any_more(told, alice, client_of, staff_forum):
    threads.move(told.thread, staff_forum)

    notification = Notification.objects.get(member=alice, event=f"post:{told.pk}")
    assert "Which glue" not in client_of(alice).get("/notifications/").text
    assert told.get_absolute_url() not in client_of(alice).get(f"/notifications/{notification.pk}/").headers.get("Location", "")
