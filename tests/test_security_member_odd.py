"""No page of the member's forum falls over what no browser of ours would send."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.notifications.models import Notification
from forums.events.making import new_event
from forums.polls.making import new_poll
from tests import make

# Too large, of another script, half a character, a formula, a far day, words where a number belongs.
ODD = (
    "9" * 5_000, "²", "-1", "0", "٣", "1e9", "[]", "%s%n", "\u202e", "\ud7ff", "=1+1", "0001-01-01T00:00", "9999-12-31T23:59",
    "0001-01", "9999-12", "\u2028", "' OR 1=1 --", "a" * 3_000, "1-999999999", "@" * 300, "new", "true", "\x85",
)  # fmt: skip


def test_odd_words_are_no_error(thread, alice, bob, mona, client_of, settings):
    post = make.opening(thread)
    soon = datetime.now() + timedelta(days=3)
    new_event(title="Meeting", starts=soon, time_zone="UTC").attach(post)
    new_poll(question="Which?", options=["a", "b"], kind="ranked", is_public=True).attach(post)
    talk = make.conversation(by=alice, to=[bob])
    told = Notification.objects.create(member=alice, verb="forums.thanks", event="x", data={"post": post.pk, "title": "x"})
    read = {
        "/events/": ("month",),
        f"/live/t/{thread.pk}/": ("after", "page"),
        "/live/": ("t", "since"),
        "/search/": ("q", "page", "order"),
        "/search/suggestions/": ("q",),
        "/people/": ("q", "sort", "after"),
        "/badges/": ("after",),
        "/bookmarks/": ("after", "q", "show"),
        "/messages/": ("after", "words"),
        f"/messages/{talk.pk}/": ("page", "quote"),
        f"/messages/{talk.pk}/names/": ("q",),
        "/messages/new/": ("to",),
        "/suggest/people/": ("q", "thread"),
        "/suggest/threads/": ("title",),
        f"/compose/{thread.pk}/meanwhile/": ("after",),
        f"/t/{thread.pk}/": ("number", "on"),
        f"/t/{thread.pk}/reply/": ("quote", "to"),
        f"/t/{thread.pk}/rearrange/": ("after", "post"),
        "/settings/following/": ("kind", "after"),
        "/notifications/": ("after", "show"),
        f"/notifications/{told.pk}/": ("to", "across"),
    }
    sent = {
        f"/polls/{post.poll.pk}/vote/": ("option", "place-0", "place-1"),
        f"/events/{post.event.pk}/answer/": ("answer",),
        f"/p/{post.pk}/bookmark/edit/": ("name", "remind", "remind_at"),
        f"/p/{post.pk}/poll/": ("poll_question", "poll_options", "poll_kind", "poll_least", "poll_closes"),
        f"/p/{post.pk}/event/": ("event_title", "event_starts", "event_ends", "event_zone", "event_link", "event_capacity"),
        f"/p/{post.pk}/edit/": ("body", "version", "based_on", "merge"),
        f"/notifications/{told.pk}/act/": ("act", "to"),
        f"/messages/{talk.pk}/people/": ("to",),
        f"/messages/{talk.pk}/": ("body", "form_token", "preview"),
        "/settings/time-zone/": ("zone",),
        "/settings/privacy/": ("profile_audience",),
        "/settings/notifications/": ("mail_direct", "quiet_from", "quiet_to"),
        "/drafts/save/": ("place", "body", "title"),
        "/search/saved/": ("q", "name", "order"),
        f"/compose/{thread.pk}/hints/": ("kind",),
        f"/t/{thread.pk}/rearrange/": ("act", "post", "numbers", "target", "title"),
        f"/t/{thread.pk}/follow/": ("level",),
    }
    filled = {
        f"/p/{post.pk}/bookmark/edit/": ({"name": "x", "remind": "at"}, "remind_at"),
        f"/p/{make.post(thread, by=alice).pk}/poll/": ({"poll_question": "Q", "poll_options": "a\nb"}, "poll_closes"),
        f"/p/{post.pk}/event/": ({"event_title": "T", "event_starts": "2030-01-01T10:00", "event_zone": "UTC"}, "event_ends"),
        f"/p/{post.pk}/event/ ": ({"event_title": "T", "event_zone": "Pacific/Auckland"}, "event_starts"),
        "/settings/notifications/": ({"mail_direct": "now", "mail_following": "now", "mail_digest": "daily"}, "quiet_from"),
    }
    browsers = {who: client_of(who) for who in (alice, mona)}
    asked = [("get", path, dict.fromkeys(names, value)) for path, names, value in met(read)]
    asked += [("post", path, dict.fromkeys(names, value)) for path, names, value in met(sent)]
    asked += [("post", path.strip(), base | {name: value}) for path, (base, name) in filled.items() for value in ODD[11:15]]

    fallen = []
    for method, path, given in asked:
        browser = browsers[mona if "rearrange" in path else alice]
        browser.raise_request_exception = False
        status = getattr(browser, method)(path, given).status_code
        if status >= 500:
            fallen.append((path, str(given)[:60], status))
    assert fallen == []


def met(doors: dict[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...], str]]:
    """Each door with some of the values, the next door with the next ones: all of them with all took twenty seconds."""
    return [(path, names, value) for n, (path, names) in enumerate(doors.items()) for value in ODD[n % 4 :: 4]]
