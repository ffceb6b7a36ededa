"""Several notifications as one line, on the page, in the bell and in the menu of a line."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.notifications import queries
from accounts.notifications.grouping import lines, names
from accounts.notifications.models import Notification
from forums.composing.announcing import announce_post
from forums.personal import actions as personal
from forums.personal.models import Subscription
from forums.reactions.actions import toggle
from tests import make

pytestmark = pytest.mark.django_db


def reply(thread, by, body="Well."):
    post = make.post(thread, by=by, body=body)
    announce_post(post.pk)
    return post


def said(member):
    return [line.sentence for line in queries.unread_lines(member)]


def test_names_are_listed_as_people_would():
    people = [SimpleNamespace(name=name) for name in ("Bob", "Ann", "Cem", "Dee", "Eva")]

    assert [names(people[:n]) for n in range(6)] == [
        "", "Bob", "Bob and Ann", "Bob, Ann and 1 other", "Bob, Ann and 2 others", "Bob, Ann and 3 others",
    ]  # fmt: skip


def test_replies_in_one_thread_are_one_line_and_the_bell_counts_lines(alice, bob, charlie, nina, thread, forum, client_of):
    other = make.thread(by=alice, forum=forum, title="Another")
    for by in (bob, charlie, bob, nina):
        reply(thread, by)
    reply(other, bob)
    reply(thread, bob, "@alice look")

    assert said(alice) == [
        "bob mentioned you in “Which glue for oak?”",
        "bob replied in “Another”",
        "nina, bob and 1 other replied in “Which glue for oak?”",
    ]
    assert queries.unread_count(alice) == 3
    page = client_of(alice).get("/notifications/").text
    assert page.count("notices__row") == 3 and "4 notifications" in page


def test_opening_a_line_leads_to_its_first_and_reads_it_whole_but_not_what_came_later(alice, bob, charlie, thread, client_of):
    first, _second = reply(thread, bob), reply(thread, charlie)
    page = client_of(alice).get("/notifications/").text
    late = reply(thread, bob)
    address = page.partition('<div><a href="')[2].partition('"')[0]

    answer = client_of(alice).get(address)

    assert answer["Location"] == f"/p/{first.pk}/"
    unread = Notification.objects.filter(member=alice, read_at=None)
    assert [row.event for row in unread] == [f"post:{late.pk}"]


def test_a_line_is_read_unread_and_stopped_from_its_menu(alice, bob, thread, client_of):
    for _n in range(2):
        reply(thread, bob)
    line = queries.unread_lines(alice)[0]
    act = f"/notifications/{line.oldest.pk}/act/"
    browser = client_of(alice)

    browser.post(act, {"act": "read", "to": line.last})
    assert queries.unread_count(alice) == 0
    browser.post(act, {"act": "unread"})
    assert queries.unread_count(alice) == 1
    browser.post(act, {"act": "stop"})
    assert Subscription.objects.get(member=alice, thread=thread).level == Subscription.Level.NORMAL
    refused = [client_of(bob).post(act, {"act": "read"}).status_code, browser.post(act, {"act": "x"}).status_code]
    assert refused == [404, 400]


def test_only_the_unread_ones(alice, bob, thread, forum, client_of):
    reply(thread, bob)
    Notification.objects.filter(member=alice).update(read_at=timezone.now())
    reply(make.thread(by=alice, forum=forum, title="Another"), bob)

    page = client_of(alice).get("/notifications/?show=unread").text

    assert "Another" in page and "Which glue for oak?" not in page


def test_who_likes_many_posts_in_a_short_time_is_one_line(alice, bob, charlie, thread):
    posts = [make.post(thread, by=alice) for _n in range(4)]
    for post in posts:
        toggle(by=bob, post=post, kind="like")
    for post in posts[:2]:
        toggle(by=charlie, post=post, kind="thanks")

    assert said(alice) == [
        "charlie thanked you in “Which glue for oak?”",
        "charlie thanked you in “Which glue for oak?”",
        "bob liked 4 of your posts",
    ]

    oldest = Notification.objects.filter(member=alice, actor=bob).earliest("pk")
    for minutes, expected in ((119, 1), (121, 2)):
        Notification.objects.filter(pk=oldest.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
        rows = Notification.objects.filter(member=alice, actor=bob).select_related("actor")
        assert len(lines(rows)) == expected


def test_a_line_of_one_persons_likes_is_read_as_a_whole(alice, bob, charlie, thread, client_of):
    for post in [make.post(thread, by=alice) for _n in range(3)]:
        toggle(by=bob, post=post, kind="like")
    toggle(by=charlie, post=make.opening(thread), kind="like")
    page = client_of(alice).get("/notifications/").text
    address = next(part.partition('"')[0] for part in page.split('href="') if "across=1" in part.partition('"')[0])

    client_of(alice).get(address.replace("&amp;", "&"))

    assert said(alice) == ["charlie liked what you wrote in “Which glue for oak?”"]


def test_the_page_costs_the_same_however_many_people(alice, thread, client_of, django_assert_num_queries):
    browser = client_of(alice)
    costs = []
    for people in (2, 6):
        for n in range(people):
            reply(thread, make.member(f"p{people}x{n}"))
        browser.get("/notifications/")
        with django_assert_num_queries(costs[0]) if costs else _counting(costs):
            browser.get("/notifications/")


def _counting(costs):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    class Count(CaptureQueriesContext):
        def __exit__(self, *given):
            super().__exit__(*given)
            costs.append(len(self.captured_queries))

    return Count(connection)


def test_all_one_follows_is_on_one_page_and_changed_there(bob, mona, forum, staff_forum, thread, client_of):
    tag = make.thread(by=mona, forum=forum, tags=["oak"]).tags.get()
    secret = make.thread(by=mona, forum=staff_forum, title="Secret", tags=["hush"])
    Subscription.objects.filter(member=bob).delete()
    personal.follow(by=bob, forum=forum, level=3)
    personal.follow(by=bob, tag=tag, level=2)
    personal.follow(by=bob, thread=thread, level=-1)
    for about in ({"forum": staff_forum}, {"tag": secret.tags.get()}, {"thread": secret}):
        personal.follow(by=bob, level=2, **about)
    browser = client_of(bob)

    pages = {kind: browser.get(f"/settings/following/?kind={kind}").text for kind in ("forum", "tag", "thread")}

    names = {"forum": "Workshop", "tag": "#oak", "thread": "Which glue for oak?"}
    assert {kind: name in pages[kind] for kind, name in names.items()} == dict.fromkeys(names, True)
    assert [kind for kind, page in pages.items() if any(word in page for word in ("Secret", "hush", "Back room"))] == []
    back = browser.post("/tag/oak/follow/", {"level": "0", "next": "/settings/following/?kind=tag"})
    assert back["Location"] == "/settings/following/?kind=tag"
    assert not Subscription.objects.filter(member=bob, tag=tag).exists()
    assert browser.post("/tag/hush/follow/", {"level": "2"}).status_code == 404
    assert "New threads" in browser.get("/tag/oak/").text


def test_what_one_hears_is_chosen_on_one_page(bob, client_of):
    browser = client_of(bob)
    form = {
        "mail_direct": "weekly",
        "mail_following": "never",
        "mail_digest": "daily",
        "quiet_from": "22:00",
        "quiet_to": "07:30",
    }

    assert browser.post("/settings/notifications/", form).status_code == 302
    bob.refresh_from_db()
    assert [str(getattr(bob, name))[:6] for name in form] == ["weekly", "never", "daily", "22:00:", "07:30:"]

    half = browser.post("/settings/notifications/", form | {"quiet_to": ""})
    assert half.status_code == 422 and "a beginning and an end" in half.text and 'value="22:00"' in half.text
    # Nobody gets a digest of the forum at every post.
    assert browser.post("/settings/notifications/", form | {"mail_digest": "now"}).status_code == 422
