"""Live news: who hears what, how much it may cost, and what happens to a reader that is slow, gone or one too many."""

from __future__ import annotations

import json
import socket
import time

import pytest
from django.core.signing import TimestampSigner
from django.db import transaction
from django.urls import reverse

from community.core import live
from community.core.live import hub as hubs
from community.core.live import publishing, tokens

opened: list[socket.socket] = []


@pytest.fixture
def hub(monkeypatch):
    made = hubs.Hub(most=3, each=2)
    opened.clear()
    monkeypatch.setattr(hubs, "current", made)
    made.start()
    yield made
    made.stop()
    for stream in opened:
        stream.close()


def admit(hub, *channels, owner="member:1", seconds=60):
    ours, theirs = socket.socketpair()
    theirs.settimeout(2)
    opened.append(theirs)
    hub.admit(ours, channels, owner=owner, seconds=seconds)
    return theirs


def heard(stream, wanted=b"data:"):
    said = b""
    while wanted not in said:
        piece = stream.recv(4096)
        assert piece, said
        said += piece
    return json.loads(said.split(b"data: ")[1].split(b"\n")[0]) if wanted == b"data:" else said


def test_a_key_opens_its_channels_for_an_hour_and_nothing_else(monkeypatch):
    key = tokens.sign(["thread:4", "forum:1", "forum:2", "member:7"])

    assert tokens.channels_in(key) == ["thread:4", "forum:1", "forum:2", "member:7"]
    assert tokens.channels_in(key.replace("member:7", "member:8")) == []
    assert tokens.channels_in("") == tokens.channels_in("x" * 9_000) == tokens.channels_in("thread:4") == []
    assert tokens.channels_in(TimestampSigner(salt="elsewhere", sep="~").sign("thread:4")) == []
    assert len(tokens.channels_in(tokens.sign(f"forum:{n}" for n in range(900)))) == tokens.MOST_CHANNELS
    later = time.time() + tokens.SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert tokens.channels_in(key) == []
    for wrong in ("thread", "thread:4;member:7", "Thread:4", "thread:4,5"):
        with pytest.raises(ValueError, match="is no channel"):
            tokens.sign([wrong])


@pytest.mark.django_db(transaction=True)
def test_news_are_told_after_the_commit_to_whoever_hears_the_channel(hub):
    here, elsewhere = admit(hub, "thread:4", "forum:1"), admit(hub, "thread:5")
    heard(here, b"retry:"), heard(elsewhere, b"retry:")

    with transaction.atomic():
        live.publish("thread:4", {"number": 17})
        elsewhere.settimeout(0.1)
        assert publishing.since(["thread:4"], 0) == []
    try:
        with transaction.atomic():
            live.publish("thread:4", {"number": 18})
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert heard(here) == {"number": 17, "channel": "thread:4", "wait": 0.02}
    with pytest.raises(TimeoutError):
        elsewhere.recv(100)
    [(channel, number, data)] = publishing.since(["thread:4", "thread:5"], 0)
    assert (channel, data) == ("thread:4", {"number": 17})
    assert publishing.since(["thread:4"], number) == []
    for n in range(20):
        live.publish("member:7", {"n": n})
    assert [data["n"] for _channel, _number, data in publishing.since(["member:7"], 0)] == list(range(12, 20))


def test_too_many_too_slow_too_old_and_gone(hub, monkeypatch):
    monkeypatch.setattr(hubs, "BEAT_SECONDS", 0.2)
    first, second, third_of_one = admit(hub, "a:1"), admit(hub, "a:1"), admit(hub, "a:1")
    other, beyond = admit(hub, "a:1", owner="member:2"), admit(hub, "a:1", owner="member:3")

    assert b"503" in heard(third_of_one, b"\r\n\r\n")
    assert b"503" in heard(beyond, b"\r\n\r\n")
    for stream in (first, second, other):
        heard(stream, b"retry:")
    assert hub.open_count == 3

    # Gone: its place is free at once.
    first.close()
    # Slow: it never reads; what does not fit at once is not kept for it.
    for number in range(20_000):
        if hub.owned.get("member:2") is None:
            break
        hub.tell("a:1", number, {"text": "x" * 2_000})
        # The attentive one reads each, and so shows that it was sent.
        while b"\n\n" not in second.recv(65_536):
            pass
    assert wait_until(lambda: hub.open_count == 1), hub.open_count
    # Old: its key has run out, at the next beat it ends.
    old = admit(hub, "a:1", owner="member:4", seconds=0)
    old.settimeout(5)
    heard(old, b"retry:")
    assert wait_until(lambda: hub.owned.get("member:4") is None)
    second.close()
    assert wait_until(lambda: hub.open_count == 0 and hub.listeners == {} and hub.owned == {})


def wait_until(holds, seconds=5):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def test_many_readers_are_asked_to_come_one_after_the_other():
    assert json.loads(hubs.message("a:1", 5, {}, wait=500 * hubs.LOOK_SECONDS).split(b"data: ")[1]) == {
        "channel": "a:1",
        "wait": 10.0,
    }


@pytest.mark.django_db
def test_a_page_may_ask_instead_without_a_query(client, django_assert_num_queries, django_capture_on_commit_callbacks):
    key, address = tokens.sign(["thread:4"]), reverse("live")
    with django_capture_on_commit_callbacks(execute=True):
        live.publish("thread:4", {"number": 17})

    with django_assert_num_queries(0):
        answer = client.get(address, {"t": key, "since": "1"})
        assert answer.json()["news"] == [{"number": 17, "channel": "thread:4"}]
        assert client.get(address, {"t": key, "since": str(answer.json()["number"])}).status_code == 204
        assert client.get(address, {"t": key, "since": "x"}).status_code == 204
        assert client.get(address, {"t": key, "since": "1"}, headers={"Accept": "text/event-stream"}).status_code == 204
        assert client.get(address, {"t": key + "x", "since": "1"}).status_code == 403
        assert client.get(address).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_who_cannot_tell_has_posted_all_the_same(monkeypatch, settings):
    """Redis is away: the act succeeded, the open pages look later."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    publishing._redis.cache_clear()

    with transaction.atomic():
        live.publish("thread:4", {"number": 17})

    publishing._redis.cache_clear()
    assert publishing.since(["thread:4"], 0)
