"""A mail that was promised is sent once, whatever dies in between."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from community.core import mail, tasks
from community.core.models import OutboxMail

State = OutboxMail.State
pytestmark = pytest.mark.django_db


class Refusing:
    """A mail server in a bad mood."""

    error: Exception = ConnectionRefusedError("nobody there")

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise type(self).error


class RefusingForGood(Refusing):
    error = smtplib.SMTPRecipientsRefused({"bob@example.org": (550, b"no such person")})


@pytest.fixture
def letter(db):
    message = EmailMultiAlternatives("Grüße aus der Werkstatt", "Hallo, schöne Fugen.", "forum@example.org", ["bob@example.org"])
    message.attach_alternative("<p>Hallo, schöne Fugen.</p>", "text/html")
    message.send()
    return OutboxMail.objects.get()


def test_sending_writes_a_row_and_nothing_else(letter):
    assert (letter.to, letter.state, letter.subject) == ("bob@example.org", State.WAITING, "Grüße aus der Werkstatt")
    assert django_mail.outbox == []


def test_each_recipient_gets_a_row_of_their_own(db):
    EmailMultiAlternatives("News", "…", "forum@example.org", ["bob@example.org"], bcc=["alice@example.org"]).send()

    assert set(OutboxMail.objects.values_list("to", flat=True)) == {"bob@example.org", "alice@example.org"}


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit(db):
    with transaction.atomic():
        EmailMultiAlternatives("News", "…", "forum@example.org", ["bob@example.org"]).send()
        assert django_mail.outbox == []

    assert [message.to for message in django_mail.outbox] == [["bob@example.org"]]
    assert OutboxMail.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_sends_no_mail(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        EmailMultiAlternatives("News", "…", "forum@example.org", ["bob@example.org"]).send()
        _ = 1 / 0

    assert django_mail.outbox == []
    assert not OutboxMail.objects.exists()


def test_delivery_sends_the_stored_bytes_once(letter):
    assert mail.deliver(letter.pk)
    assert not mail.deliver(letter.pk)

    letter.refresh_from_db()
    (sent,) = django_mail.outbox
    wire = sent.message()
    assert letter.state == State.SENT
    assert wire["Message-ID"] and wire["Message-ID"] == mail._Stored(letter).message()["Message-ID"]
    assert wire.get_payload()[0].get_payload(decode=True).decode() == "Hallo, schöne Fugen."
    assert b"\r\n" in wire.as_bytes(linesep="\r\n") and b"\n\n" in wire.as_bytes()


def test_a_server_that_is_away_is_tried_again_later_each_time(letter, settings):
    settings.OUTBOX_DELIVERY_BACKEND = f"{__name__}.Refusing"
    pauses = []

    for _try in range(mail.TRIES):
        OutboxMail.objects.update(due_at=timezone.now())
        assert not mail.deliver(letter.pk)
        letter.refresh_from_db()
        pauses.append(round((letter.due_at - timezone.now()).total_seconds() / 60))

    assert pauses == [1, 10, 60, 360, 0]
    assert (letter.state, letter.tries) == (State.FAILED, 5)
    assert "nobody there" in letter.error


def test_an_address_that_does_not_exist_is_given_up_at_once(letter, settings):
    settings.OUTBOX_DELIVERY_BACKEND = f"{__name__}.RefusingForGood"

    mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (State.FAILED, 1)


def test_a_mail_that_is_not_due_waits(letter):
    OutboxMail.objects.update(due_at=timezone.now() + timedelta(minutes=1))

    assert mail.due_ids() == []
    assert not mail.deliver(letter.pk)


def test_two_workers_cannot_take_the_same_mail(letter):
    assert mail.claim(letter.pk) is not None
    assert mail.claim(letter.pk) is None


def test_what_a_dead_worker_held_goes_out_with_a_later_sweep(letter):
    mail.claim(letter.pk)
    tasks.sweep()
    assert django_mail.outbox == []

    OutboxMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    tasks.sweep()

    assert len(django_mail.outbox) == 1


def test_a_mail_that_kills_its_worker_each_time_is_parked(letter):
    for _try in range(mail.TRIES):
        mail.claim(letter.pk)
        OutboxMail.objects.update(due_at=timezone.now())
        mail.due_ids()

    letter.refresh_from_db()
    assert letter.state == State.FAILED


def test_sent_mail_is_forgotten_after_two_weeks(letter):
    mail.deliver(letter.pk)
    tasks.forget_sent()
    assert OutboxMail.objects.count() == 1

    OutboxMail.objects.update(sent_at=timezone.now() - timedelta(days=15))
    tasks.forget_sent()

    assert OutboxMail.objects.count() == 0


def test_the_sweep_looks_at_waiting_mail_only(letter, django_assert_num_queries):
    with django_assert_num_queries(3):
        mail.due_ids()
