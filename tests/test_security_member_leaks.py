"""Words that were told to more people, or for longer, than they were meant for. Each leak was there once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.notifications.mails import send_due
from accounts.notifications.models import Notification
from community.core.models import OutboxMail
from forums.composing.announcing import announce_post
from forums.conversations.telling import tell_of
from forums.digests import making, scheduling
from forums.mailin.arriving import receive
from forums.mailin.letter import Letter
from forums.personal import bookmarks
from forums.personal.models import Bookmark
from forums.posts.models import Revision
from forums.threads.models import Thread
from tests import make

SECRET = "Elm Road 5"


def test_what_was_taken_out_of_a_title_is_told_nowhere_any_more(alice, bob, forum, client_of):
    thread = make.thread(by=bob, forum=forum, title=f"She lives in {SECRET}")
    announce_post(make.post(thread, by=bob, body="@alice look").pk)
    kept = bookmarks.keep(by=alice, post=make.opening(thread))
    Bookmark.objects.filter(pk=kept.pk).update(remind_at=timezone.now())
    bookmarks.remind_of_what_is_due()
    browser = client_of(alice)
    assert SECRET in browser.get("/notifications/").text

    Thread.objects.filter(pk=thread.pk).update(title="Taken out")
    Notification.objects.update(mail_due_at=timezone.now())
    send_due(alice.pk)
    page = browser.get("/notifications/").text

    assert SECRET not in page and "Taken out" in page
    mails = OutboxMail.objects.filter(to=alice.email)
    assert len(mails) == 2
    assert not any(SECRET in f"{mail.subject} {mail.message} {mail.text}" for mail in mails)


def test_the_back_office_does_not_learn_what_a_conversation_is_about(alice, bob, admin, client_of):
    make.conversation(by=bob, to=[alice], title=SECRET)
    message = make.message(alice.conversations.get().conversation)
    type(message).objects.filter(pk=message.pk).update(told_at=None)
    tell_of(message.pk)
    type(alice).objects.filter(pk=alice.pk).update(last_seen_at=timezone.now())

    Notification.objects.update(mail_due_at=timezone.now())
    send_due(alice.pk)
    Notification.objects.update(mailed_at=None, mail_due_at=None)
    type(alice).objects.filter(pk=alice.pk).update(mail_direct="daily")
    scheduling.enrol()
    scheduling.Schedule.objects.update(due_at=timezone.now())
    assert making.send(alice.pk)

    subjects = [mail.subject for mail in OutboxMail.objects.filter(to=alice.email)]
    assert len(subjects) == 2 and all("bob wrote to you" in subject for subject in subjects)
    assert SECRET not in client_of(admin).get("/admin/core/outboxmail/").text


@pytest.mark.parametrize("guess", [SECRET, "Oak Street 9"])
def test_who_may_not_edit_a_post_does_not_try_out_what_it_once_said(guess, thread, bob, charlie, client_of):
    post = thread.posts.get(number=2)
    Revision.objects.create(post=post, number=1, source=f"A.\n\n{SECRET}.\n\nB.", written_by=bob, written_at=post.created_at)
    type(post).objects.filter(pk=post.pk).update(source="A.\n\nB.", version=2)
    sent = {"body": f"A.\n\n{guess}.\n\nB.", "version": "2", "based_on": "1", "merge": "1"}

    answer = client_of(charlie).post(f"/p/{post.pk}/edit/", sent)

    assert answer.status_code == 403
    assert answer.context["clashes"] is None and answer.context["form"]["body"].value() == sent["body"]


def test_a_proof_for_another_domain_proves_nothing():
    def proven(said: str) -> bool:
        head = f"Authentication-Results: mx.here; dmarc={said}\nFrom: alice@example.org\nSubject: x\n\nHello"
        return Letter(head.encode()).is_proven("mx.here")

    for said, expected in {
        "pass": True,
        "pass (p=reject) header.from=example.org": True,
        "pass (p=reject) header.from=evil.example": False,
        "fail header.from=example.org": False,
    }.items():
        assert proven(said) is expected, said


def test_the_back_office_does_not_learn_where_answers_by_mail_go(admin, client_of):
    row = receive(b"From: alice@example.org\nMessage-ID: <one@example.org>\n\nHello", delivered_to="reply+abcdefgh@here")

    page = client_of(admin).get(f"/admin/mailin/incoming/{row.pk}/change/")

    assert page.status_code == 200 and "abcdefgh" not in page.text
