"""Going to a place in a long thread: a number, a day; and what a page offers on paper and for passing on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests import make


@pytest.fixture
def long(alice, bob, forum):
    """45 posts, one a minute; number 45 at 01:00 UTC on the 2nd of March."""
    return make.thread(by=alice, forum=forum, posts=45, repliers=[bob], at=datetime(2026, 3, 2, 0, 10, tzinfo=UTC))


def test_one_goes_to_a_number_or_to_the_first_post_of_a_day(client_of, guest, long):
    client, short, base = client_of(guest), f"/t/{long.pk}/", long.get_absolute_url()

    for query, place in (
        ({"number": "3"}, f"{base}#post-3"),
        ({"number": "21"}, f"{base}?page=2#post-21"),
        ({"number": "0"}, f"{base}#post-1"),
        ({"number": "9" * 40}, f"{base}?page=3#post-45"),
        ({"on": "2020-01-01"}, f"{base}#post-1"),
        # The forum's own zone, one hour before London: midnight is 23:00 UTC, before the first post.
        ({"on": "2026-03-02"}, f"{base}#post-1"),
        ({"on": "2026-03-03"}, f"{base}?page=3#post-45"),
    ):
        answer = client.get(short, query)
        assert (answer.status_code, answer["Location"]) == (302, place), query
    for query in ({}, {"number": "x"}, {"on": "soon"}, {"on": "2026-02-31"}):
        answer = client.get(short, query)
        assert (answer.status_code, answer["Location"]) == (301, base), query


def test_a_day_is_the_readers_own(client_of, bob, long):
    bob.time_zone = "UTC"
    bob.save()

    # In UTC the 2nd of March began at post 35: 45 minus ten minutes.
    assert client_of(bob).get(f"/t/{long.pk}/", {"on": "2026-03-02"})["Location"].endswith("#post-35")


def test_only_where_one_may_read(client_of, bob, mona, staff_forum):
    secret = make.thread(by=mona, forum=staff_forum, posts=3)

    assert client_of(bob).get(f"/t/{secret.pk}/", {"number": "2"}).status_code == 404


def test_the_forms_stand_in_long_threads_and_every_post_can_be_passed_on(client_of, guest, bob, long, thread):
    page = client_of(guest).get(long.get_absolute_url()).content.decode()
    assert 'name="number"' in page and 'name="on"' in page and 'media="print"' in page
    assert 'name="number"' not in client_of(guest).get(thread.get_absolute_url()).content.decode()
    assert client_of(bob).get(thread.get_absolute_url()).content.decode().count("data-share=") == 2
