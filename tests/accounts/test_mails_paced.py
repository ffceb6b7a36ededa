"""Mails about notifications: at the member's pace, not before they could read it here, never in quiet hours, never twice."""

from __future__ import annotations

import email
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Member
from accounts.notifications import actions, bounces, mails, pacing, registry
from accounts.notifications.models import Notification, SentMail
from accounts.notifications.registry import Verb, who
from community.core.models import OutboxMail
from tests.forums.parallel import in_parallel

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def verbs(monkeypatch):
    monkeypatch.setattr(registry, "_verbs", dict(registry._verbs))

    def sentence(notification):
        return f"{who(notification)}: {notification.data.get('title', '')}"

    for name, mail in (("t.direct", "direct"), ("t.all", "all"), ("t.needed", "needed"), ("t.never", "never")):
        registry.register(
            Verb(
                name, sentence, lambda n: "/", mail=mail, group=registry.subject_of, folds=True, subject=lambda n: n.data["title"]
            )
        )


def tell(member, verb="t.direct", event="1", thread=4, **kwargs):
    return actions.notify(member=member, verb=verb, event=event, data={"title": f"About {thread}", "thread": thread}, **kwargs)


def later(**ahead):
    """The time passes for the mails that wait."""
    waiting = Notification.objects.filter(mail_due_at__isnull=False)
    for row in waiting:
        Notification.objects.filter(pk=row.pk).update(mail_due_at=row.mail_due_at - timedelta(**ahead))


def send():
    return sum(mails.send_due(member_id) for member_id in mails.due_member_ids())


def test_each_kind_of_mail_has_its_own_pace(bob):
    paces = list(Member.Mail)
    seen = {}
    for direct in paces:
        for following in paces:
            bob.mail_direct, bob.mail_following = direct, following
            seen[direct, following] = {
                name: pacing.pace_of(bob, registry._verbs[name]).value for name in ("t.direct", "t.all", "t.needed", "t.never")
            }

    assert seen == {
        (direct, following): {"t.direct": direct.value, "t.all": following.value, "t.needed": "now", "t.never": "never"}
        for direct in paces
        for following in paces
    }
    assert pacing.pace_of(Member(email=""), registry._verbs["t.needed"]) == Member.Mail.NEVER


# start, end, now (local), allowed from (local; None: now)
QUIET = [
    (None, None, (23, 0), None),
    (time(22), time(7), (21, 59), None),
    (time(22), time(7), (22, 0), (1, 7, 0)),
    (time(22), time(7), (3, 0), (0, 7, 0)),
    (time(22), time(7), (7, 0), None),
    (time(12), time(14), (13, 0), (0, 14, 0)),
    (time(12), time(14), (14, 0), None),
    (time(8), time(8), (8, 0), None),
    (time(0), time(23, 59), (5, 0), (0, 23, 59)),
]


def test_quiet_hours_end_in_the_members_own_morning():
    found = []
    for start, end, now, _expected in QUIET:
        at = datetime(2026, 11, 20, *now, tzinfo=BERLIN).astimezone(UTC)
        until = pacing.after_quiet(at, BERLIN, start, end).astimezone(BERLIN)
        found.append(None if until == at else (until.day - 20, until.hour, until.minute))

    assert found == [expected for *_given, expected in QUIET]


def test_quiet_hours_follow_the_clock_when_it_is_put_forward():
    evening = datetime(2026, 3, 28, 23, 0, tzinfo=BERLIN).astimezone(UTC)

    until = pacing.after_quiet(evening, BERLIN, time(22), time(7))

    assert until.astimezone(BERLIN).hour == 7
    assert until - evening == timedelta(hours=7)


def test_a_mail_waits_ten_minutes_and_then_goes_once(bob, alice):
    tell(bob, actor=alice)
    assert send() == 0

    later(minutes=11)
    assert (send(), send()) == (1, 0)

    told = Notification.objects.get()
    assert told.mailed_at is not None and told.mail_due_at is None
    assert OutboxMail.objects.filter(to=bob.email).count() == 1


def test_what_was_read_meanwhile_is_not_mailed(bob):
    ways = {
        "1": lambda told: actions.read(by=bob, notification=told),
        "2": lambda told: actions.read_about(by=bob, thread=4),
        "3": lambda told: actions.read_all(by=bob),
        "4": lambda told: actions.read_line(by=bob, first=told, last=told.pk),
    }
    for event, read in ways.items():
        read(tell(bob, event=event))
    later(minutes=11)

    assert mails.due_member_ids() == []
    assert not OutboxMail.objects.exists()


def test_what_must_be_known_goes_with_the_act_and_is_marked(bob):
    bob.quiet_from, bob.quiet_to = time(0), time(23, 59)

    tell(bob, verb="t.needed")

    assert OutboxMail.objects.count() == 1
    assert Notification.objects.get().mailed_at is not None


def test_news_of_one_thread_are_one_mail_and_those_a_minute_old_go_along(bob, alice, charlie):
    tell(bob, event="1", actor=alice)
    tell(bob, event="2", actor=charlie, thread=5)
    later(minutes=11)
    tell(bob, event="3", actor=charlie)

    assert send() == 2

    texts = {mail.subject: mail.text for mail in OutboxMail.objects.all()}
    assert "alice: About 4" in texts["About 4"] and "charlie: About 4" in texts["About 4"]
    assert "charlie: About 5" in texts["About 5"]
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_quiet_hours_keep_mails_and_lose_none(bob):
    now = timezone.localtime(timezone.now(), BERLIN)
    Member.objects.filter(pk=bob.pk).update(
        quiet_from=(now - timedelta(hours=1)).time(), quiet_to=(now + timedelta(hours=2)).time()
    )
    bob.refresh_from_db()

    told = tell(bob)
    late = told.mail_due_at
    Notification.objects.update(mail_due_at=timezone.now())
    assert send() == 0

    assert late > timezone.now() + timedelta(minutes=90)
    told.refresh_from_db()
    assert told.mail_due_at > timezone.now() + timedelta(minutes=90)
    Member.objects.filter(pk=bob.pk).update(quiet_from=None, quiet_to=None)
    later(hours=3)
    assert send() == 1


def test_who_changed_their_mind_meanwhile_gets_no_mail_of_its_own(bob):
    told = tell(bob)
    Member.objects.filter(pk=bob.pk).update(mail_direct=Member.Mail.DAILY)
    later(minutes=11)

    assert send() == 0

    told.refresh_from_db()
    # Free for the digest.
    assert (told.mail_due_at, told.mailed_at) == (None, None)


def test_a_hundred_mails_a_day_are_enough_and_the_rest_waits(bob):
    now = timezone.now()
    SentMail.objects.bulk_create(
        SentMail(member=bob, about="x", message_id=f"<{n}@x>", sent_at=now - timedelta(hours=23)) for n in range(mails.A_DAY - 1)
    )
    for n in range(3):
        tell(bob, event=str(n), thread=n + 1)
    later(minutes=11)

    assert send() == 1
    assert send() == 0
    waiting = Notification.objects.filter(mailed_at=None)
    assert [row.mail_due_at > now for row in waiting] == [True, True]

    SentMail.objects.update(sent_at=now - timedelta(days=2))
    later(hours=2)
    assert send() == 2


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_write_each_mail_once(bob):
    for n in range(5):
        tell(bob, event=str(n), thread=n + 1)
    later(minutes=11)

    in_parallel(6, lambda: mails.send_due(bob.pk))

    assert OutboxMail.objects.filter(to=bob.email).count() == 5
    assert SentMail.objects.count() == 5


def test_a_mail_that_could_not_be_written_is_not_marked_as_written(bob, monkeypatch):
    tell(bob)
    later(minutes=11)
    monkeypatch.setattr(mails, "put", lambda **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        mails.send_due(bob.pk)

    assert Notification.objects.get().mailed_at is None


def headers_of(mail):
    return email.message_from_bytes(bytes(mail.message))


def test_mail_programs_can_group_a_thread_and_stop_it_with_one_click(bob, settings):
    settings.SITE_URL = "https://forum.example.org"
    for n in (1, 2):
        tell(bob, event=str(n))
        later(minutes=11)
        send()
    tell(bob, verb="t.needed", event="n")

    first, second, needed = map(headers_of, OutboxMail.objects.order_by("pk"))

    assert first["References"] == second["References"] == second["In-Reply-To"] == f"<thread.4.{bob.pk}@forum.example.org>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Subject"] == second["Subject"]
    assert first["List-Unsubscribe"].strip().startswith("<https://forum.example.org/unsubscribe/")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert needed["List-Unsubscribe"] is None and needed["References"] is None
    settings.UNSUBSCRIBE_ADDRESS = "stop@forum.example.org"
    tell(bob, event="3")
    later(minutes=11)
    send()
    assert "<mailto:stop@forum.example.org?subject=" in headers_of(OutboxMail.objects.first())["List-Unsubscribe"]


def test_a_mailbox_that_sends_mails_back_is_left_alone(bob):
    for n in range(2):
        bounces.record(event=f"e{n}", address="BOB@example.org", kind="hard")
    tell(bob)
    later(minutes=11)

    assert send() == 0

    assert not OutboxMail.objects.exists()
    tell(bob, verb="t.needed", event="2")
    assert OutboxMail.objects.count() == 1
