"""Anybody gives notice of something illegal: with an account or without, with a mail address or without."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.notifications.models import Notification
from community.core.models import OutboxMail
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.law import taxonomy
from moderation.legal_notices import actions
from moderation.legal_notices.actions import Given, TooOften
from moderation.legal_notices.models import LegalNotice, NoticeItem, TrustedFlagger
from moderation.reports import actions as reporting
from tests import make

HATE = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
MINORS = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"


def notice(addresses, *, by=None, language="en", flagger=None, place="192.0.2.1", form="", **given):
    given = {"explanation": "It denies the Holocaust.", "good_faith": True} | given
    return actions.give_notice(
        by=by or AnonymousUser(),
        given=Given(addresses=addresses, **given),
        language=language,
        flagger=flagger,
        place=place,
        form=form,
    )


@pytest.fixture
def post(thread) -> Post:
    return thread.posts.get(number=2)


@pytest.fixture
def address(post, settings):
    return f"{settings.SITE_URL}/p/{post.pk}/"


def test_a_guest_without_an_address_of_their_own_gives_notice(address, post, bob):
    made = notice(address, category=HATE, keyword="KEYWORD_HATE_SPEECH")

    case = Case.objects.get()
    item = made.items.get()
    assert (case.kind, case.target_type, case.target_id, case.subject) == (Case.Kind.NOTICE, "post", post.pk, bob)
    assert (case.severity, case.headline) == (3, "Incitement to hatred against a group")
    assert (item.case, item.url, item.state) == (case, address, NoticeItem.State.OPEN)
    assert item.snapshot["source"] == post.source
    assert (made.member, made.name, made.email, made.receipt_at) == (None, "", "", None)
    assert not OutboxMail.objects.exists()


def test_with_a_mail_address_exactly_one_receipt_is_sent(address, thread):
    both = f"{address} second paragraph\n{thread.get_absolute_url()}"

    made = notice(both, email="rosa@example.org", name="Rosa")

    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("rosa@example.org", f"We have your notice {made.pk}")
    assert made.receipt_at is not None
    assert f"/notice/{made.token}/" in mail.text
    assert f"/p/{thread.posts.get(number=2).pk}/" in mail.text
    assert not Notification.objects.filter(verb__startswith="moderation.notice").exists()


def test_nothing_a_stranger_typed_is_sent_to_a_mailbox(address):
    spam = "buy at evil.example"

    notice(
        f"{address}?x={spam.replace(' ', '-')} {spam}",
        email="rosa@example.org",
        name=spam,
        explanation=spam,
        legal_reference=spam,
    )

    mail = OutboxMail.objects.get()
    assert "evil.example" not in mail.text
    assert b"evil.example" not in bytes(mail.message)


@pytest.mark.parametrize("field", ["name", "legal_reference", "explanation"])
def test_a_line_break_reaches_no_header(address, field):
    made = notice(address, email="rosa@example.org", **{field: "x\r\nBcc: all@example.org"})

    assert b"\nBcc:" not in bytes(OutboxMail.objects.get().message)
    assert "\n" not in made.name + made.legal_reference


@pytest.mark.parametrize("email", ["rosa@example.org\nBcc: x@example.org", "rosa", "a@b@c", "x" * 300 + "@example.org"])
def test_a_broken_mail_address_is_refused_with_a_sentence(address, email):
    with pytest.raises(ValidationError) as refused:
        notice(address, email=email)

    assert set(refused.value.message_dict) == {"email"}
    assert not LegalNotice.objects.exists()


def test_a_member_is_told_by_the_bell_too(address, charlie):
    notice(address, by=charlie, email="charlie@example.org")

    assert Notification.objects.get(member=charlie).verb == "moderation.notice_received"
    assert OutboxMail.objects.count() == 1


def test_the_receipt_speaks_the_language_of_the_notice(address):
    made = notice(address, email="rosa@example.org", language="de")

    assert made.language == "de"
    assert OutboxMail.objects.count() == 1


def test_two_notices_on_one_post_stay_two_and_share_a_case(address):
    first, second = notice(address), notice(address, explanation="It insults me.")

    assert Case.objects.count() == 1
    assert {item.notice for item in Case.objects.get().notice_items.all()} == {first, second}


def test_the_same_form_sent_twice_is_one_notice_and_one_receipt(address):
    word = "w" * 32
    first = notice(address, email="rosa@example.org", form=word)
    again = notice(address, email="rosa@example.org", form=word)
    corrected = notice(address, email="rosa@example.org", form=word, explanation="In other words.")

    assert first == again != corrected
    assert OutboxMail.objects.count() == LegalNotice.objects.count() == 2


def test_several_addresses_open_a_case_each_and_one_thing_named_twice_counts_once(address, post, thread, bob, settings):
    lines = [
        f"{address} first line",
        f"{thread.get_absolute_url()}?page=1#post-2 last line",
        f"https://{settings.SITE_URL.split('//')[1]}{thread.get_absolute_url()}",
        bob.get_absolute_url().upper().replace("/U/", "/u/"),
    ]

    made = notice("\n\n".join(lines))

    kinds = [(item.case.target_type, item.case.target_id, item.locator) for item in made.items.all()]
    assert kinds == [("post", post.pk, "first line; last line"), ("thread", thread.pk, ""), ("member", bob.pk, "")]


def test_a_notice_joins_a_reported_case_and_makes_it_as_grave_as_itself(reported, case, settings):
    before = case.due_at

    notice(f"/p/{reported.pk}/", category=MINORS, keyword="KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL")

    case.refresh_from_db()
    assert (case.kind, case.severity, case.label) == (Case.Kind.REPORT, 4, "Depiction of sexual abuse of children")
    assert case.due_at < before
    assert case.notice_items.count() == 1


def test_a_lighter_report_does_not_rename_what_a_notice_named(post, address, charlie, spam):
    notice(address, category=HATE, keyword="KEYWORD_DEFAMATION")

    reporting.report(by=charlie, target_type="post", thing=post, reason=spam)

    assert Case.objects.get().label == "Defamation"


def test_addresses_are_read_as_browsers_copy_them(settings, forum):
    jörg = make.member("jörg")
    settings.SITE_URL = "https://forum.example"

    made = notice("https://FORUM.example:443/u/j%C3%B6rg/\u00a0his picture")

    item = made.items.get()
    assert (item.case.target_type, item.case.target_id, item.locator) == ("member", jörg.pk, "his picture")
    assert item.url == "https://forum.example/u/j%C3%B6rg/"


def test_a_snoozed_case_wakes(reported, case, mona):
    from datetime import timedelta

    from django.utils import timezone

    from moderation.cases import actions as cases

    cases.snooze(by=mona, case=case, until=timezone.now() + timedelta(days=7))

    notice(f"/p/{reported.pk}/")

    case.refresh_from_db()
    assert not case.is_snoozed


def test_a_report_taken_back_leaves_the_notice_to_be_decided(reported, case, charlie):
    notice(f"/p/{reported.pk}/")

    reporting.withdraw(by=charlie, report=case.reports.get())

    case.refresh_from_db()
    assert case.is_open


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("https://elsewhere.example/p/1/", "is not an address of this forum"),
        ("second paragraph", "is not an address of this forum"),
        ("/u/%00/", "is not an address of this forum"),
        ("https://localhost:8000@evil.example/p/1/", "is not an address of this forum"),
        ("javascript://localhost:8000/%0aalert(1)", "is not an address of this forum"),
        ("http://[::1", "is not an address of this forum"),
        ("/p/999999/", "that you can see"),
        ("/p/99999999999999999999999/", "that you can see"),
        ("/t/4711/x/#post-99999999999999999999", "that you can see"),
        ("/search/?q=x", "that you can see"),
        ("/nowhere/at/all/", "that you can see"),
        ("/media/a/00/" + "0" * 32 + ".webp", "that you can see"),
        ("/u/nobody/", "that you can see"),
        ("/p/1/" + "x" * 600, "too long"),
        ("/p/1/ " + "x" * 500, "characters fit behind the address"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(db, line, says, address):
    with pytest.raises(ValidationError) as refused:
        notice(f"{address}\n{line}")

    (fault,) = refused.value.message_dict["addresses"]
    assert fault.startswith("Line 2: ")
    assert says in fault
    assert not LegalNotice.objects.exists()
    assert not Case.objects.exists()


def test_what_is_hidden_cannot_be_named_and_sounds_like_what_is_not_there(staff_forum, mona, charlie, address):
    secret = make.thread(by=mona, forum=staff_forum)
    with pytest.raises(ValidationError) as hidden:
        notice(f"/t/{secret.pk}/", by=charlie)
    with pytest.raises(ValidationError) as missing:
        notice("/t/987654/", by=charlie)

    assert hidden.value.message_dict == missing.value.message_dict
    assert notice(f"/t/{secret.pk}/", by=mona).items.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"addresses": " \n "}, "addresses"),
        ({"addresses": "/p/1/\n" * 21}, "addresses"),
        ({"explanation": " "}, "explanation"),
        ({"explanation": "x" * 8001}, "explanation"),
        ({"legal_reference": "x" * 201}, "legal_reference"),
        ({"name": "x" * 201}, "name"),
        ({"category": "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"}, "category"),
        ({"category": taxonomy.OTHER_VIOLATION}, "category"),
        ({"category": HATE, "keyword": "KEYWORD_PHISHING"}, "category"),
        ({"good_faith": False}, "good_faith"),
    ],
)
def test_each_fault_is_told_at_its_field(address, wrong, field):
    given = {"addresses": address} | wrong

    with pytest.raises(ValidationError) as refused:
        notice(given.pop("addresses"), **given)

    assert set(refused.value.message_dict) == {field}


def test_good_faith_is_kept_by_the_database(address):
    made = notice(address)

    with pytest.raises(IntegrityError):
        LegalNotice.objects.filter(pk=made.pk).update(good_faith=False)


def test_one_place_cannot_flood_the_desk_and_another_still_gets_through(address):
    for number in range(actions.FROM_ONE_PLACE):
        notice(address, explanation=f"Reason {number}")

    with pytest.raises(TooOften) as refused:
        notice(address, explanation="One more")
    notice(address, explanation="One more", place="198.51.100.7")

    assert "contact address" in str(refused.value)
    assert LegalNotice.objects.count() == actions.FROM_ONE_PLACE + 1


def test_nobody_fills_the_mailbox_of_somebody_else(address):
    for number in range(actions.TO_ONE_MAILBOX):
        notice(address, email="victim@example.org", place=f"192.0.2.{number}", explanation=f"Reason {number}")

    with pytest.raises(TooOften):
        notice(address, email="Victim@example.org", place="198.51.100.7")

    assert OutboxMail.objects.count() == actions.TO_ONE_MAILBOX


def test_a_flaggers_notice_comes_first_among_equals(address, thread, many_cases):
    flagger = TrustedFlagger.objects.create(name="jugendschutz", email="flag@example.org")
    notice(f"/p/{thread.posts.get(number=1).pk}/", category=HATE)

    made = notice(address, category=HATE, flagger=flagger)

    plain, flagged = Case.objects.order_by("pk")
    assert flagged.severity == plain.severity
    assert (flagged.weights["flagger"], plain.weights["flagger"]) == (True, False)
    assert flagged.priority > plain.priority
    assert (made.flagger, made.name, made.email) == (flagger, "jugendschutz", "flag@example.org")
    assert OutboxMail.objects.get().to == "flag@example.org"
