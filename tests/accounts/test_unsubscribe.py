"""The way out of mails without a log-in, and the mails that came back."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from accounts.notifications import bounces, unsubscribing
from accounts.notifications.models import Bounce
from community.core.mail import deliver
from community.core.models import OutboxMail
from forums.personal import actions as personal
from forums.personal.models import Subscription
from forums.threads import levers as threads

pytestmark = pytest.mark.django_db


def path(member, kind, about=""):
    return f"/unsubscribe/{unsubscribing.token(member, kind, about)}/"


def test_opening_the_page_changes_nothing_and_one_click_stops(bob):
    strict = Client(enforce_csrf_checks=True)
    asked = strict.get(path(bob, "direct"))
    bob.refresh_from_db()

    assert (asked.status_code, bob.mail_direct) == (200, Member.Mail.NOW)
    assert "Mails when somebody means you" in asked.text and "<button" in asked.text
    assert asked["Referrer-Policy"] == "no-referrer"

    stopped = strict.post(path(bob, "direct"), {"List-Unsubscribe": "One-Click"})
    bob.refresh_from_db()
    assert (stopped.status_code, bob.mail_direct) == (200, Member.Mail.NEVER)

    # The same mail, clicked again, and then undone: as it was before the first click.
    strict.post(path(bob, "direct"), {"List-Unsubscribe": "One-Click"})
    strict.post(f"/unsubscribe/{stopped.context['word']}/", {"resume": "1"})
    bob.refresh_from_db()
    assert bob.mail_direct == Member.Mail.NOW


def test_the_way_out_of_one_thread_leaves_the_others(bob, alice, thread, client):
    for before in (Subscription.Level.WATCH, None):
        Subscription.objects.filter(member=bob).delete()
        if before is not None:
            personal.follow(by=bob, thread=thread, level=before)
        stopped = client.post(path(bob, "thread", str(thread.pk)))
        assert "Which glue for oak?" in stopped.text
        assert Subscription.objects.get(member=bob, thread=thread).level == Subscription.Level.NORMAL
        client.post(f"/unsubscribe/{stopped.context['word']}/", {"resume": "1"})
        kept = Subscription.objects.filter(member=bob, thread=thread).values_list("level", flat=True).first()
        assert kept == before

    bob.refresh_from_db()
    assert bob.mail_following == Member.Mail.DAILY
    threads.hide(thread)
    assert "Which glue for oak?" not in client.get(path(bob, "thread", str(thread.pk))).text


def test_only_our_own_words_open_the_door(bob, client, monkeypatch):
    word = unsubscribing.token(bob, "direct")
    forged = [word[:-2] + "xx", signing.dumps([bob.pk, "direct", "", None]), "x", unsubscribing.token(bob, "no-such-kind")]
    monkeypatch.setattr(unsubscribing, "VALID", timedelta(seconds=-1))
    forged.append(word)

    assert [client.post(f"/unsubscribe/{one}/").status_code for one in forged] == [404] * len(forged)

    bob.refresh_from_db()
    assert bob.mail_direct == Member.Mail.NOW


# --- What came back -------------------------------------------------------------------------------------------------------

SECRET = "between us"


def tell(client, events, secret=SECRET):
    body = json.dumps({"events": events}).encode()
    sign = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return client.post("/mail/bounces/", body, content_type="application/json", headers={"X-Signature": sign})


def event(number, kind="hard", address="bob@example.org", **more):
    return {"id": f"e{number}", "kind": kind, "address": address, "reason": "no such user"} | more


def test_the_mail_server_tells_what_came_back_once(bob, settings):
    settings.BOUNCE_SECRET = SECRET
    strict = Client(enforce_csrf_checks=True)

    first = tell(strict, [event(1), event(2, "soft", "BOB@Example.org"), event(3, address="nobody@example.org")])
    again = tell(strict, [event(1)])

    assert (first.json(), again.json()) == ({"recorded": 2}, {"recorded": 0})
    assert (bounces.score(bob), bounces.are_stopped(bob)) == (3, False)


def test_the_door_is_shut_without_the_secret(bob, settings, client):
    assert tell(client, [event(1)]).status_code == 404
    settings.BOUNCE_SECRET = SECRET
    bad = [[event(1, kind="odd")], [event(1, at="2026-01-01T10:00:00")], [{"id": 1}], [event(1, address="x")], 7, [7]]

    assert tell(client, [event(1)], secret="guessed").status_code == 403
    assert [tell(client, events).status_code for events in bad] == [400] * len(bad)
    assert not Bounce.objects.exists()


def test_soft_counts_one_hard_two_and_a_month_later_nothing(bob):
    now = timezone.now()
    cases = {
        "two hard": ([("hard", 1), ("hard", 2)], True),
        "three soft": ([("soft", 1)] * 3, False),
        "four soft": ([("soft", 1)] * 4, True),
        "hard and two soft": ([("hard", 1), ("soft", 1), ("soft", 1)], True),
        "long ago": ([("hard", 31), ("hard", 31), ("hard", 1)], False),
    }
    found = {}
    for name, (given, _stopped) in cases.items():
        Bounce.objects.all().delete()
        for number, (kind, days) in enumerate(given):
            at = now - timedelta(days=days)
            bounces.record(event=f"{name}{number}", address=bob.email, kind=kind, at=at)
        found[name] = bounces.are_stopped(bob)

    assert found == {name: stopped for name, (_given, stopped) in cases.items()}


def test_what_the_server_refuses_to_our_face_counts_too(bob, settings, monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({bob.email: (550, b"no such user")})
    monkeypatch.setattr("community.core.mail.get_connection", lambda backend: SimpleNamespace(send_messages=_raiser(refused)))
    for _n in range(2):
        EmailMessage("Hi", "Text", None, [bob.email]).send()

    for mail in OutboxMail.objects.all():
        deliver(mail.pk)
        deliver(mail.pk)

    assert bounces.are_stopped(bob)
    assert Bounce.objects.count() == 2


def _raiser(error):
    def raise_it(messages):
        raise error

    return raise_it


def test_the_member_sees_it_and_can_mend_it(bob, client_of):
    for number in range(2):
        bounces.record(event=str(number), address=bob.email, kind="hard", reason="<b>no such user</b>")
    page = client_of(bob).get("/settings/notifications/").text

    assert "Mails to you do not arrive." in page and "&lt;b&gt;no such user" in page
    assert "Mails to you do not arrive." in client_of(bob).get("/notifications/").text

    client_of(bob).post("/settings/notifications/try-again/")
    assert not bounces.are_stopped(bob)

    bounces.record(event="x", address=bob.email, kind="hard")
    bounces.record(event="y", address=bob.email, kind="hard")
    # Another address is another mailbox.
    bob.email = "robert@example.org"
    assert not bounces.are_stopped(bob)
