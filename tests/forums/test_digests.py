"""Digests: what people want to read, on their own morning, once; nothing when there is nothing."""

from __future__ import annotations

import email
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.ignoring.actions import ignore
from accounts.models import Member
from accounts.notifications import mails
from accounts.notifications.models import Notification, SentMail
from community.core.models import OutboxMail
from forums.composing.announcing import announce_post
from forums.digests import making, scheduling
from forums.digests.models import Schedule
from forums.personal import actions as personal
from forums.personal.marks import mark_read
from forums.posts import levers
from forums.threads import levers as threads
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel

Mail = Member.Mail
pytestmark = pytest.mark.django_db


def zoe():
    return Member.objects.filter(username="zoe").first() or make.member("zoe")


def reader(member, direct=Mail.NEVER, following=Mail.NEVER, digest=Mail.DAILY, **fields):
    """A member with these paces whose digest is due now."""
    chosen = {"mail_direct": direct, "mail_following": following, "mail_digest": digest, "last_seen_at": timezone.now()} | fields
    Member.objects.filter(pk=member.pk).update(**chosen)
    due(member)
    return Member.objects.get(pk=member.pk)


def due(member):
    Schedule.objects.update_or_create(pk=member.pk, defaults={"due_at": timezone.now() - timedelta(minutes=1)})


def text_of(member):
    """What the digest says, "" when none came."""
    due(member)
    OutboxMail.objects.all().delete()
    SentMail.objects.all().delete()
    return OutboxMail.objects.get().text if making.send(member.pk) else ""


def at(*given, zone="Europe/Berlin"):
    return datetime(2026, 11, *given, tzinfo=ZoneInfo(zone)).astimezone(UTC)


# 20 November 2026 is a Friday. paces, zone, quiet, now -> due
MORNINGS = [
    ((Mail.NOW, Mail.NEVER, Mail.NEVER), "", None, at(20, 12), None),
    ((Mail.NOW, Mail.DAILY, Mail.NEVER), "", None, at(20, 6, 59), at(20, 7)),
    ((Mail.NOW, Mail.DAILY, Mail.NEVER), "", None, at(20, 7), at(21, 7)),
    ((Mail.NEVER, Mail.NEVER, Mail.WEEKLY), "", None, at(20, 12), at(23, 7)),
    ((Mail.NEVER, Mail.NEVER, Mail.WEEKLY), "", None, at(23, 7), at(30, 7)),
    ((Mail.DAILY, Mail.NEVER, Mail.WEEKLY), "", None, at(20, 12), at(21, 7)),
    ((Mail.DAILY, Mail.NEVER, Mail.NEVER), "Asia/Tokyo", None, at(20, 12), at(21, 7, zone="Asia/Tokyo")),
    ((Mail.DAILY, Mail.NEVER, Mail.NEVER), "No/Where", None, at(20, 12), at(21, 7)),
    ((Mail.DAILY, Mail.NEVER, Mail.NEVER), "", (time(22), time(9)), at(20, 12), at(21, 9)),
]


def test_a_digest_is_due_in_the_members_own_morning():
    found = []
    for (direct, following, digest), zone, quiet, now, _expected in MORNINGS:
        start, end = quiet or (None, None)
        member = Member(
            email="x@example.org",
            mail_direct=direct,
            mail_following=following,
            mail_digest=digest,
            time_zone=zone,
            quiet_from=start,
            quiet_to=end,
        )
        found.append(scheduling.next_due(member, now))

    assert found == [expected for *_given, expected in MORNINGS]
    assert scheduling.next_due(Member(email="", mail_direct=Mail.DAILY), at(20, 12)) is None


def test_whoever_wants_digests_gets_a_first_moment_and_nobody_else(alice, bob, charlie, nina):
    reader(alice), reader(bob, digest=Mail.NEVER), reader(charlie, last_seen_at=timezone.now() - timedelta(days=181))
    Schedule.objects.all().delete()
    Member.objects.filter(pk=nina.pk).update(is_imported=True)

    assert (scheduling.enrol(), scheduling.enrol()) == (1, 0)

    assert list(Schedule.objects.values_list("pk", flat=True)) == [alice.pk]


def test_another_choice_counts_at_once(bob, client_of):
    reader(bob, digest=Mail.WEEKLY)
    form = {"mail_direct": "daily", "mail_following": "never", "mail_digest": "never", "quiet_from": "", "quiet_to": ""}

    client_of(bob).post("/settings/notifications/", form)
    assert timezone.now() < Schedule.objects.get().due_at < timezone.now() + timedelta(hours=25)

    client_of(bob).post("/settings/notifications/", form | {"mail_direct": "never"})
    assert Schedule.objects.get().due_at is None


def test_what_was_told_and_not_read_comes_together_and_only_once(alice, bob, charlie, thread):
    bob = reader(bob, direct=Mail.DAILY, digest=Mail.NEVER)
    for by in (alice, charlie):
        announce_post(make.post(thread, by=by, body="@bob look").pk)

    first = text_of(bob)

    assert "alice mentioned you" in first and "charlie mentioned you" in first
    assert text_of(bob) == ""
    assert not Notification.objects.filter(mailed_at=None, member=bob).exists()


def test_what_has_a_mail_of_its_own_or_was_read_or_hidden_is_in_no_digest(alice, bob, thread):
    bob = reader(bob, direct=Mail.NOW, following=Mail.DAILY, digest=Mail.NEVER)
    mention = make.post(thread, by=alice, body="@bob look")
    announce_post(mention.pk)
    personal.follow(by=bob, thread=thread, level=2)
    read, hidden = make.post(thread, by=alice), make.post(thread, by=alice)
    for post in (read, hidden):
        announce_post(post.pk)
    levers.hide(hidden)
    Notification.objects.filter(event=f"post:{read.pk}").update(read_at=timezone.now())

    assert text_of(bob) == ""

    Notification.objects.filter(event=f"post:{mention.pk}").update(mail_due_at=timezone.now())
    assert mails.send_due(bob.pk) == 1


def test_nothing_is_sent_when_there_is_nothing(bob):
    bob = reader(bob, direct=Mail.DAILY, following=Mail.DAILY)

    assert text_of(bob) == ""
    assert Schedule.objects.get().due_at > timezone.now()


def test_who_was_away_for_half_a_year_is_left_in_peace(alice, bob, thread):
    bob = reader(bob, last_seen_at=timezone.now() - timedelta(days=181))

    assert text_of(bob) == ""
    assert Schedule.objects.get().due_at is None


def test_the_threads_people_want_to_read(alice, bob, charlie, nina, mona, forum, staff_forum):
    def start(title, by=alice, **fields):
        return make.thread(by=by, forum=fields.pop("forum", forum), title=title, body=f"Body of {title}.", **fields)

    dave = make.member("dave")
    talked = {"posts": 4, "repliers": [mona, dave]}
    start("Talked about", **talked)
    start("A question", kind=Thread.Kind.QUESTION)
    start("Answered question", kind=Thread.Kind.QUESTION, posts=2, repliers=[alice])
    start("By a newcomer", by=nina, **talked)
    start("By whom bob ignores", by=charlie, **talked)
    start("Bobs own", by=bob, **talked)
    start("Muted", tags=["noise"], **talked)
    start("Secret", by=mona, forum=staff_forum, **talked)
    start("Held", state=Thread.State.HELD)
    threads.hide(start("Hidden", **talked))
    start("Long ago", at=timezone.now() - timedelta(days=40), kind=Thread.Kind.QUESTION)
    read = start("Read already", **talked)
    followed = start("In a followed tag", tags=["oak"])
    ignore(by=bob, member=charlie)
    bob = reader(bob)
    personal.follow(by=bob, tag=followed.tags.get(), level=3)
    personal.follow(by=bob, tag=Thread.objects.get(title="Muted").tags.get(), level=-1)
    mark_read(member=bob, thread=read, number=4)

    text = text_of(bob)

    found = {title: title in text for title in Thread.objects.values_list("title", flat=True)}
    assert {title for title, there in found.items() if there} == {"Talked about", "A question", "In a followed tag"}
    assert text.index("New where you follow") < text.index("In a followed tag") < text.index("Talked about\n")
    assert text.count("In a followed tag") == 2  # its title and its first words


def test_a_weekly_digest_waits_for_monday_and_makes_up_for_a_missed_one(bob, alice, forum, monkeypatch):
    make.thread(by=alice, forum=forum, posts=3, repliers=[zoe()])
    bob = reader(bob, digest=Mail.WEEKLY)
    now = timezone.now()
    monday = next(now + timedelta(days=n) for n in range(7) if timezone.localtime(now + timedelta(days=n)).weekday() == 0)
    row = Schedule.objects.get()

    answers = {
        "Monday": scheduling._is_weekly(bob, row, monday),
        "Tuesday": scheduling._is_weekly(bob, row, monday + timedelta(days=1)),
        "missed": scheduling._is_weekly(bob, Schedule(weekly_at=monday - timedelta(days=7)), monday + timedelta(days=1)),
    }

    assert answers == {"Monday": True, "Tuesday": False, "missed": True}


@pytest.mark.django_db(transaction=True)
def test_many_workers_make_one_digest_and_a_replay_makes_none(bob, alice, forum):
    make.thread(by=alice, forum=forum, posts=3, repliers=[zoe()])
    bob = reader(bob)

    sent = in_parallel(6, lambda: making.send(bob.pk))

    assert sorted(sent) == [False] * 5 + [True]
    assert OutboxMail.objects.count() == 1
    assert not making.send(bob.pk)


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_its_own_and_a_digest_at_once_tell_of_an_event_once(bob, alice, thread):
    bob = reader(bob, direct=Mail.DAILY, digest=Mail.NEVER)
    announce_post(make.post(thread, by=alice, body="@bob look").pk)
    Notification.objects.filter(member=bob).update(mailed_at=None)
    rows = Notification.objects.filter(verb="forums.mention")
    acts = [lambda: making.send(bob.pk), lambda: mails.claim(list(rows.all()), timezone.now())]

    done = in_parallel(2, lambda: acts.pop()())

    assert sum(bool(one) for one in done) == 1


def test_a_digest_that_could_not_be_written_is_due_again(bob, alice, forum, monkeypatch):
    make.thread(by=alice, forum=forum, posts=3, repliers=[zoe()])
    bob = reader(bob)
    monkeypatch.setattr(making, "_write", lambda *given: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        making.send(bob.pk)

    assert Schedule.objects.get().due_at < timezone.now()


def test_a_digest_is_stopped_with_one_click_and_the_click_undone(bob, alice, forum, client):
    make.thread(by=alice, forum=forum, posts=3, repliers=[zoe()])
    bob = reader(bob, direct=Mail.NOW, following=Mail.DAILY)
    assert text_of(bob)
    header = email.message_from_bytes(bytes(OutboxMail.objects.get().message))["List-Unsubscribe"]
    path = "/unsubscribe/" + header.strip().strip("<>").partition("/unsubscribe/")[2]

    stopped = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert stopped.status_code == 200
    bob.refresh_from_db()
    assert (bob.mail_direct, bob.mail_following, bob.mail_digest) == ("now", "never", "never")
    client.post(f"/unsubscribe/{stopped.context['word']}/", {"resume": "1"})
    bob.refresh_from_db()
    assert (bob.mail_direct, bob.mail_following, bob.mail_digest) == ("now", "daily", "daily")


def test_a_digest_costs_the_same_however_much_there_is(bob, alice, forum, django_assert_max_num_queries):
    for number in range(12):
        make.thread(by=alice, forum=forum, title=f"Thread {number}", posts=3, repliers=[zoe()])
    bob = reader(bob, direct=Mail.DAILY, following=Mail.DAILY)

    with django_assert_max_num_queries(24):
        assert making.send(bob.pk)
