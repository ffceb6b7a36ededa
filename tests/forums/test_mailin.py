"""Answers by mail: posted under the same rules as on a page, or sent back with every word."""

from __future__ import annotations

import email
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from accounts.notifications import mails as outgoing
from accounts.notifications.models import Notification
from community.core.models import OutboxMail
from forums.attachments.models import Attachment
from forums.composing import limits
from forums.composing.announcing import announce_post
from forums.conversations.models import Message
from forums.mailin import arriving, keys, posting
from forums.mailin.models import Incoming, ReplyKey
from forums.personal import actions as personal
from forums.personal.models import Subscription
from forums.posts.models import Post
from moderation.cases.models import Case
from tests import make
from tests.forums.mails import address, arrives, mail
from tests.forums.test_attachments import picture

State = Incoming.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site_with_reply_addresses(settings):
    settings.REPLY_ADDRESS = "reply+%(key)s@forum.example"


def told_by_mail(thread, member, by):
    """The mail the member gets about a new post of `by`."""
    personal.follow(by=member, thread=thread, level=Subscription.Level.WATCH)
    Member.objects.filter(pk=member.pk).update(mail_following="now", mail_direct="now")
    announce_post(make.post(thread, by=by).pk)
    Notification.objects.filter(member=member).update(mail_due_at=timezone.now())
    outgoing.send_due(member.pk)
    return email.message_from_bytes(bytes(OutboxMail.objects.get(to=member.email).message), policy=email.policy.default)


def mails_to(member):
    return list(OutboxMail.objects.filter(to=member.email).order_by("pk"))


def test_a_mail_about_a_thread_is_answered_and_the_answer_stands_there(thread, alice, bob):
    # given
    told = told_by_mail(thread, alice, bob)
    number = thread.last_number

    # when
    row = arrives(mail("Alice <ALICE@example.org>", str(told["Reply-To"]), In_Reply_To=str(told["Message-ID"])))

    # then
    post = Post.objects.latest("pk")
    assert row.state == State.POSTED and row.made == f"post:{post.pk}" and bytes(row.raw) == b""
    assert (post.author, post.thread, post.source, post.reply_to) == (alice, thread, "Hide glue, warmed twice.", number)
    assert len(str(told["Reply-To"]).partition("@")[0]) <= 64 and "answer this mail" in told.get_body(("plain",)).get_content()


def test_without_an_address_for_answers_no_mail_offers_one(thread, alice, bob, settings):
    settings.REPLY_ADDRESS = ""

    told = told_by_mail(thread, alice, bob)

    assert told["Reply-To"] is None and "answer this mail" not in told.get_body(("plain",)).get_content()
    assert keys.keys_in("reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@forum.example") == []


def test_a_mail_counts_once_however_often_it_comes(thread, bob):
    letter = mail(bob.email, address(bob, thread))
    row = arrives(letter)
    posts = Post.objects.count()

    assert arriving.receive(letter.as_bytes()) is None
    # A worker that died after posting and before noting it.
    Incoming.objects.filter(pk=row.pk).update(state=State.RECEIVED, due_at=timezone.now(), raw=letter.as_bytes())
    type(thread).objects.filter(pk=thread.pk).update(is_locked=True)
    assert posting.work(row.pk) == State.POSTED and not mails_to(bob)
    assert posting.work(row.pk) is None
    # And one at which every worker dies is not tried for ever.
    Incoming.objects.filter(pk=row.pk).update(state=State.RECEIVED, due_at=timezone.now(), tries=12)
    assert arriving.due_ids() == [] and Incoming.objects.get(pk=row.pk).state == State.REFUSED
    assert Post.objects.count() == posts


def test_what_no_person_wrote_or_nobody_is_meant_by_is_ignored_in_silence(thread, bob):
    to = address(bob, thread)
    cases = {
        "machine": mail(bob.email, to, Auto_Submitted="auto-replied"),
        "vacation": mail(bob.email, to, Precedence="bulk"),
        "answering": mail(bob.email, to, X_Autoreply="yes"),
        "list": mail(bob.email, to, List_Id="<x.example>"),
        "bounce": mail("MAILER-DAEMON@mail.example", to),
        "empty envelope": mail(bob.email, to, Return_Path="<>"),
        "ourselves": mail("forum@localhost", to),
        "own address": mail(to, to),
        "unknown key": mail(bob.email, "reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@forum.example"),
        "other host": mail(bob.email, to.replace("forum.example", "forum.example.evil.example")),
        "nobody": mail("", to),
    }
    posts = Post.objects.count()

    found = {name: arrives(letter).state for name, letter in cases.items()}

    assert found == dict.fromkeys(cases, State.IGNORED)
    assert Post.objects.count() == posts and not OutboxMail.objects.exists()


def test_who_may_not_write_gets_every_word_back_with_the_reason(thread, alice, bob, forum):
    to = address(bob, thread)
    locked = make.thread(by=alice, forum=forum)
    locked.is_locked = True
    locked.save()
    gone = make.thread(by=alice, forum=forum, state="hidden")
    revoked = make.thread(by=alice, forum=forum)
    old_address = address(bob, revoked)
    ReplyKey.objects.filter(about=f"thread:{revoked.pk}").update(revoked_at=timezone.now())
    expired = make.thread(by=alice, forum=forum)
    expired_address = address(bob, expired)
    ReplyKey.objects.filter(about=f"thread:{expired.pk}").update(issued_at=timezone.now() - keys.VALID)
    posts = Post.objects.count()
    cases = [
        (mail("eve@evil.example", to), "eve@evil.example"),
        (mail("bob@example.org, eve@evil.example", to), "not the confirmed address"),
        (mail(bob.email, address(bob, locked)), "locked"),
        (mail(bob.email, address(bob, gone)), "not there any more"),
        (mail(bob.email, old_address), "no longer valid"),
        (mail(bob.email, expired_address), "no longer valid"),
    ]

    for letter, reason in cases:
        row = arrives(letter)
        back = mails_to(bob)[-1]
        assert row.state == State.REFUSED and reason in row.reason, reason
        assert "Hide glue, warmed twice." in back.text and reason in back.text, reason
        assert "Auto-Submitted: auto-generated" in bytes(back.message).decode()
    assert len(OutboxMail.objects.exclude(to=bob.email)) == 0 and Post.objects.count() == posts


def test_only_so_many_mails_go_back_a_day_and_no_word_is_lost(thread, bob, monkeypatch):
    monkeypatch.setattr("forums.mailin.telling.A_DAY", 2)

    rows = [arrives(mail("eve@evil.example", address(bob, thread))) for _n in range(3)]

    assert len(mails_to(bob)) == 2
    assert [bool(bytes(row.raw)) for row in rows] == [False, False, True]


def test_who_is_suspended_cannot_write_by_mail_either(thread, bob):
    Member.objects.filter(pk=bob.pk).update(suspended_until=timezone.now() + timedelta(days=1))

    row = arrives(mail(bob.email, address(bob, thread)))

    assert row.state == State.REFUSED and not Post.objects.filter(source__contains="warmed").exclude(number=None).filter(
        author=bob, number__gt=2
    )


def test_who_is_a_little_too_fast_is_posted_later(thread, bob, settings):
    settings.PAUSE_BETWEEN_POSTS = {"newcomer": 30, "member": 60, "thread": 60}
    make.post(thread, by=bob, body="Just now.")

    row = arrives(mail(bob.email, address(bob, thread)))
    assert row.state == State.RECEIVED and row.due_at > timezone.now() and not mails_to(bob)

    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))
    Incoming.objects.update(due_at=timezone.now())
    assert arriving.due_ids() == [row.pk] and posting.work(row.pk) == State.POSTED
    assert limits.TooFast


def test_the_same_screeners_read_what_comes_by_mail(thread, nina):
    row = arrives(mail(nina.email, address(nina, thread)))

    post = Post.objects.latest("pk")
    assert row.state == State.POSTED and post.state == Post.State.HELD
    assert Case.objects.filter(target_type="post", target_id=post.pk).exists()
    assert "A moderator reads it before it appears" in mails_to(nina)[-1].text


PROVEN = "mx.forum.example; dmarc=pass header.from=example.org"
PROOFS = [
    (PROVEN, "published"),
    ("mx.forum.example; spf=pass smtp.mailfrom=bob@example.org", "published"),
    ("mx.forum.example; dkim=pass header.d=example.org", "published"),
    ("mx.forum.example; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example", "held"),
    ("mx.forum.example; dmarc=fail header.from=example.org; spf=pass smtp.mailfrom=example.org", "held"),
    ("mx.evil.example; dmarc=pass header.from=example.org", "held"),
    ("", "held"),
]


def test_what_our_server_cannot_prove_is_held_when_it_was_asked_to_prove(thread, bob, alice, settings):
    settings.MAIL_IN_AUTHENTICATED_BY = "mx.forum.example"
    found = []
    for number, (line, _expected) in enumerate(PROOFS):
        arrives(mail(bob.email, address(bob, thread), f"Glue number {number} holds.", Authentication_Results=line))
        found.append(Post.objects.latest("pk").state)

    assert found == [expected for _line, expected in PROOFS]
    # What came with the mail stands below what our server wrote, and proves nothing.
    forged = (
        b"Authentication-Results: mx.forum.example; dmarc=fail\n"
        + mail(bob.email, address(bob, thread), "Forged below.", Authentication_Results=PROVEN).as_bytes()
    )
    arrives(forged)
    assert Post.objects.latest("pk").state == Post.State.HELD
    # Nobody looks over private messages, so these are refused.
    talk = make.conversation(by=alice, to=[bob])
    assert arrives(mail(bob.email, address(bob, talk))).state == State.REFUSED


def test_a_message_is_answered_in_its_conversation_by_those_in_it_only(alice, bob, charlie):
    talk = make.conversation(by=alice, to=[bob])

    assert arrives(mail(bob.email, address(bob, talk), "Yes, it is.")).state == State.POSTED
    refused = arrives(mail(charlie.email, address(charlie, talk), "Let me in."))

    message = Message.objects.latest("pk")
    assert (message.author, message.source, message.conversation) == (bob, "Yes, it is.", talk)
    assert refused.state == State.REFUSED


def test_pictures_come_along_and_of_the_rest_the_writer_is_told(thread, bob):
    letter = mail(bob.email, address(bob, thread))
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="joint](x).png")
    letter.add_attachment(b"MZ" + b"x" * 5_000, maintype="application", subtype="octet-stream", filename="virus.exe")

    row = arrives(letter)

    post = Post.objects.latest("pk")
    assert row.state == State.POSTED and Attachment.objects.get(post=post).uploader == bob
    assert "<img" in post.html
    back = mails_to(bob)[-1].text
    assert "virus.exe" in back and "is posted" in back


def test_too_large_and_empty_mails_are_sent_back(thread, bob):
    large = mail(bob.email, address(bob, thread)).as_bytes().partition(b"\n\n")[0]

    assert "too large" in arrives(large, is_too_large=True).reason
    assert "No words of your own" in arrives(mail(bob.email, address(bob, thread), " ")).reason


def test_addresses_are_made_void_by_their_owner(client_of, thread, bob, alice):
    own, other = address(bob, thread), address(alice, thread)
    page = client_of(bob).get("/settings/notifications/").content.decode()

    answer = client_of(bob).post("/settings/answers-by-mail/void/")

    assert answer.status_code == 302 and "/settings/answers-by-mail/void/" in page
    assert arrives(mail(bob.email, own)).state == State.REFUSED
    assert arrives(mail(alice.email, other, "Still mine.")).state == State.POSTED
    assert address(bob, thread) != own


def test_old_rows_are_forgotten(thread, bob):
    arrives(mail(bob.email, address(bob, thread)))
    Incoming.objects.update(received_at=timezone.now() - timedelta(days=31))
    ReplyKey.objects.update(issued_at=timezone.now() - timedelta(days=300))

    assert (arriving.forget_old(), keys.forget_old()) == (1, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \xff\xe4@\n\n\x00",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x",
        b"Content-Type: text/plain; charset=nothing\nFrom: a@b\n\n\xff",
    ],
)
def test_whatever_comes_breaks_nothing(raw, db):
    assert arrives(raw).state == State.IGNORED
