"""A member ignores another: their posts are folded, nobody is told, and it ends when it was said to end."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.ignoring.models import Ignore
from accounts.notifications.models import Notification
from tests import make


def path(member):
    return reverse("members:ignore", args=[member.username])


def test_posts_are_folded_for_the_one_who_ignores_and_for_nobody_else(client_of, guest, alice, bob, charlie, thread):
    client = client_of(charlie)
    assert 'class="ignored"' not in client.get(thread.get_absolute_url()).content.decode()

    answer = client.post(path(bob), {"days": "7"}, follow=True)

    assert "folded from now on" in answer.content.decode()
    page = client.get(thread.get_absolute_url()).content.decode()
    assert page.count('<details class="ignored">') == 1 and "Reply 2" in page, "folded, not gone"
    assert page.index('id="post-2"') < page.index('class="ignored"')
    for other in (alice, bob, guest):
        assert 'class="ignored"' not in client_of(other).get(thread.get_absolute_url()).content.decode()
    assert not Notification.objects.filter(member=bob).exists()
    until = Ignore.objects.get().until
    assert timedelta(days=6) < until - timezone.now() < timedelta(days=8)


def test_it_is_listed_with_its_end_and_can_be_stopped(client_of, bob, charlie, thread):
    client = client_of(charlie)
    client.post(path(bob), {"days": "0"})
    assert "until you read them again" in client.get("/settings/ignored/").content.decode()

    Ignore.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert "You ignore nobody" in client.get("/settings/ignored/").content.decode()
    assert 'class="ignored"' not in client.get(thread.get_absolute_url()).content.decode()

    client.post(path(bob), {"days": "30"})
    assert client.post(path(bob), {"stop": "1", "from": "list"})["Location"] == "/settings/ignored/"
    assert not Ignore.objects.exists()


def test_not_oneself_not_the_team_not_without_a_time(client_of, guest, bob, charlie, admin):
    assert client_of(charlie).get(path(charlie)).status_code == 403
    assert client_of(charlie).post(path(admin), {"days": "7"}).status_code == 403
    assert client_of(charlie).post(path(bob), {"days": "5000"}).status_code == 422
    assert client_of(charlie).get("/u/nobody/ignore/").status_code == 404
    assert client_of(guest).get(path(bob)).status_code == 302
    assert not Ignore.objects.exists()


def test_the_way_there_stands_on_the_profile(client_of, bob, charlie):
    member = make.member("dora")

    assert path(member) in client_of(bob).get(member.get_absolute_url()).content.decode()
    assert path(bob) not in client_of(bob).get(bob.get_absolute_url()).content.decode()
