"""Writing to each other: who may, how much, what is read, what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.ignoring import actions as ignoring
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from forums.composing.limits import TooFast
from forums.conversations import actions, limits, policies, queries
from forums.conversations.editing import StaleMessage, edit
from forums.conversations.models import Conversation, Message, Participant, Wish
from forums.conversations.telling import tell_of
from tests import make

FOREVER = timezone.now() + timedelta(days=3650)


def start(by, *people, body="Is it still for sale?", **fields):
    return actions.start(by=by, people=list(people), title="Your plane", body=body, **fields)


def part(member, conversation):
    return Participant.objects.select_related("conversation").get(member=member, conversation=conversation)


def told(member):
    return Notification.objects.filter(member=member, verb="conversations.message")


def test_a_conversation_is_begun_and_answered(alice, bob, charlie):
    first = start(alice, bob, charlie)
    talk = first.conversation

    second = actions.send(by=bob, conversation=talk, body="Yes, **it is**.")

    talk.refresh_from_db()
    assert (first.number, second.number, talk.last_number) == (1, 2, 2)
    assert "<strong>it is</strong>" in second.html
    assert [(p.member, p.last_read, p.has_news) for p in queries.people_of(talk)] == [
        (alice, 1, True), (bob, 0, True), (charlie, 0, True),
    ]  # fmt: skip
    assert {m.pk for m in Message.objects.visible_to(charlie)} == {first.pk, second.pk}


def test_who_has_read_everything_is_up_to_date_after_writing(alice, bob):
    talk = start(alice, bob).conversation
    actions.read(own=part(bob, talk), up_to=1)

    actions.send(by=bob, conversation=talk, body="Yes.")

    assert (part(bob, talk).last_read, part(bob, talk).has_news) == (2, False)
    assert (part(alice, talk).last_read, part(alice, talk).has_news) == (1, True)


def test_reading_goes_forward_only_and_is_ones_own(alice, bob):
    talk = make.conversation(by=alice, to=[bob], said=[(alice, "one"), (alice, "two"), (alice, "three")])
    own = part(bob, talk)

    assert actions.read(own=own, up_to=2)
    assert (part(bob, talk).last_read, part(bob, talk).has_news) == (2, True)
    assert actions.read(own=part(bob, talk), up_to=99)
    assert (part(bob, talk).last_read, part(bob, talk).has_news) == (3, False)
    assert not actions.read(own=part(bob, talk), up_to=1)
    assert part(bob, talk).last_read == 3
    assert part(alice, talk).last_read == 3


def test_who_may_be_written_to(forum, alice, bob, charlie, nina, mona, admin):
    """Member's wish × who writes, as a table; the sentence never says why."""
    trusted = make.member("trudy", trust=2)
    expected = {
        (None, "alice"): True, (None, "trudy"): True, (None, "mona"): True,
        ("all", "alice"): True, ("known", "alice"): False, ("known", "trudy"): True, ("known", "mona"): True,
        ("staff", "alice"): False, ("staff", "trudy"): False, ("staff", "mona"): True, ("staff", "ada"): True,
    }  # fmt: skip
    writers = {"alice": alice, "trudy": trusted, "mona": mona, "ada": admin}
    found = {}
    for wish, who in expected:
        Wish.objects.all().delete()
        if wish:
            actions.wish(by=bob, messages_from=wish)
        found[wish, who] = bool(policies.can_write_to(writers[who], [bob]))
    assert found == expected

    actions.wish(by=bob, messages_from="all")
    ignoring.ignore(by=bob, member=alice)
    sentence = "bob cannot receive messages from you."
    assert str(policies.can_write_to(alice, [bob]).reason) == sentence
    actions.wish(by=charlie, messages_from="staff")
    assert str(policies.can_write_to(alice, [charlie]).reason) == sentence.replace("bob", "charlie")
    assert "bob, charlie" in str(policies.can_write_to(alice, [bob, charlie]).reason)
    for field in ({"is_active": False}, {"is_imported": True}):
        gone = make.member(f"gone{len(field)}{next(iter(field))}", **field)
        assert "cannot receive messages" in str(policies.can_write_to(trusted, [gone]).reason)


def test_newcomers_answer_and_do_not_begin(nina, alice):
    with pytest.raises(Refused, match="not begin any yet"):
        start(nina, alice)

    talk = start(alice, nina).conversation

    assert actions.send(by=nina, conversation=talk, body="Hello!").number == 2
    with pytest.raises(ValidationError, match="links"):
        actions.send(by=nina, conversation=talk, body="https://a.example https://b.example https://c.example")


def test_so_many_a_day_and_not_too_fast(forum, alice, bob, mona, settings):
    trusted = make.member("trudy", trust=2)
    for member, most in ((alice, limits.A_DAY), (trusted, limits.A_DAY_TRUSTED)):
        for _n in range(most):
            make.conversation(by=member, to=[bob])
        with pytest.raises(TooFast, match=f"{most} conversations a day"):
            start(member, bob)
        oldest = Conversation.objects.filter(started_by=member).order_by("pk").first()
        Conversation.objects.filter(pk=oldest.pk).update(created_at=timezone.now() - timedelta(hours=25))
        assert start(member, bob).number == 1
    for _n in range(limits.A_DAY_TRUSTED + 1):
        make.conversation(by=mona, to=[bob])
    assert start(mona, bob).number == 1

    settings.PAUSE_BETWEEN_POSTS = {"newcomer": 30, "member": 5, "thread": 15}
    talk = make.conversation(by=bob, to=[alice])
    with pytest.raises(TooFast, match="Please wait"):
        actions.send(by=bob, conversation=talk, body="And another")
    actions.send(by=mona, conversation=make.conversation(by=bob, to=[mona]), body="One")


def test_recipients_are_named_and_bounded(alice, bob):
    with pytest.raises(ValidationError, match="nobody called wrench"):
        actions.clean_people("bob, wrench", by=alice)
    with pytest.raises(ValidationError, match="whom you write to"):
        actions.clean_people("@alice ,", by=alice)
    assert actions.clean_people(" @BOB,alice ", by=alice) == [bob]
    with pytest.raises(ValidationError, match="30 people"):
        actions.clean_people(" ".join(f"m{n}" for n in range(30)), by=alice)


def test_the_same_form_twice_is_one_message(alice, bob):
    first = start(alice, bob, form_token="token-0001")

    assert start(alice, bob, form_token="token-0001") == first
    answer = actions.send(by=bob, conversation=first.conversation, body="Yes", form_token="token-0002")
    assert actions.send(by=bob, conversation=first.conversation, body="Yes", form_token="token-0002") == answer
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 2)


def test_whoever_is_ignored_does_not_get_through(alice, bob, charlie, mona):
    talk = start(alice, bob).conversation
    group = start(alice, bob, charlie).conversation
    ignoring.ignore(by=bob, member=alice)

    with pytest.raises(Refused, match="bob cannot receive messages from you"):
        actions.send(by=alice, conversation=talk, body="Hello?")
    # In a group the others still read it; who ignores is not told of it.
    sent = actions.send(by=alice, conversation=group, body="All the same")
    tell_of(sent.pk)

    assert {row.member for row in told(charlie)} == {charlie}
    assert not told(bob).filter(data__conversation=group.pk, event=f"message:{sent.pk}").exists()
    assert actions.send(by=bob, conversation=talk, body="I may still write to you").number == 2


def test_told_once_while_unread(alice, bob, charlie, django_capture_on_commit_callbacks):
    def say(by, talk, body):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.send(by=by, conversation=talk, body=body)

    with django_capture_on_commit_callbacks(execute=True):
        talk = start(alice, bob, charlie, body="The secret is walnut").conversation
    actions.mute(by=charlie, conversation=talk, muted=True)
    say(alice, talk, "Are you there?")
    say(alice, talk, "Hello?")

    assert told(bob).count() == 1
    assert told(charlie).count() == 1  # of the first message, before it was muted
    row = told(bob).get()
    assert "walnut" not in str(row.data)
    actions.read(own=part(bob, talk), up_to=3)
    row.refresh_from_db()
    assert row.read_at is not None
    say(alice, talk, "One more")
    assert told(bob).filter(read_at=None).count() == 1
    assert told(charlie).count() == 1
    assert not told(alice).exists()
    assert tell_of(Message.objects.latest("pk").pk) == 0


def test_the_mail_says_who_wrote_and_not_what(alice, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start(alice, bob, body="The secret is walnut")

    for sent in OutboxMail.objects.all():
        assert b"walnut" not in bytes(sent.message).lower()


def test_people_are_added_by_who_began_it(alice, bob, charlie, nina, mona):
    talk = start(alice, bob).conversation

    assert actions.add_people(by=alice, conversation=talk, people=[charlie, bob]) == 1
    assert Message.objects.visible_to(charlie).count() == 1
    assert part(charlie, talk).has_news
    with pytest.raises(Refused, match="Only whoever began"):
        actions.add_people(by=bob, conversation=talk, people=[nina])
    actions.leave(by=charlie, conversation=talk)
    with pytest.raises(ValidationError, match="Has left this conversation: charlie"):
        actions.add_people(by=alice, conversation=talk, people=[charlie])
    many = [make.member(f"m{n}") for n in range(policies.MOST_PEOPLE - 2)]
    with pytest.raises(ValidationError, match="30 people"):
        actions.add_people(by=alice, conversation=talk, people=many)
    assert actions.add_people(by=alice, conversation=talk, people=many[:-1]) == len(many) - 1


def test_who_leaves_keeps_what_was_and_gets_nothing_more(alice, bob, charlie):
    talk = start(alice, bob, charlie).conversation
    actions.leave(by=bob, conversation=talk)

    later = actions.send(by=alice, conversation=talk, body="About bob")

    assert [m.number for m in Message.objects.visible_to(bob)] == [1]
    assert later in Message.objects.visible_to(charlie)
    assert not part(bob, talk).has_news
    assert not actions.leave(by=bob, conversation=talk)
    with pytest.raises(Refused, match="You have left"):
        actions.send(by=bob, conversation=talk, body="Wait")
    actions.leave(by=charlie, conversation=talk)
    with pytest.raises(Refused, match="Nobody else is left"):
        actions.send(by=alice, conversation=talk, body="Anybody?")


def test_read_only_members_answer_the_moderators_and_nobody_else(forum, alice, bob, mona):
    private, official = start(alice, bob).conversation, start(mona, bob).conversation
    bob.silenced_until = FOREVER
    bob.save()

    with pytest.raises(Refused, match="not write"):
        actions.send(by=bob, conversation=private, body="Hm")
    with pytest.raises(Refused, match="not write"):
        start(bob, mona)
    assert actions.send(by=bob, conversation=official, body="I object").number == 2
    bob.suspended_until = FOREVER
    bob.save()
    with pytest.raises(Refused, match="suspended"):
        actions.send(by=bob, conversation=official, body="Hm")


def test_a_message_is_changed_by_its_author_and_every_version_kept(alice, bob):
    message = start(alice, bob).conversation.messages.get()

    changed = edit(by=alice, message=message, body="Is it sold?", version=1)

    assert (changed.version, changed.edited_at, "sold" in changed.html) == (2, None, True)
    assert [r.source for r in changed.revisions.all()] == ["Is it still for sale?"]
    with pytest.raises(StaleMessage):
        edit(by=alice, message=message, body="Other", version=1)
    with pytest.raises(Refused, match="not your message"):
        edit(by=bob, message=message, body="Forged", version=2)
    Message.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert edit(by=alice, message=Message.objects.get(), body="Still?", version=2).edited_at is not None
    Message.objects.update(created_at=timezone.now() - timedelta(days=400))
    with pytest.raises(Refused, match="time for edits"):
        edit(by=alice, message=Message.objects.get(), body="Late", version=3)


def test_a_message_is_taken_back_by_its_author(alice, bob):
    message = start(alice, bob)
    with pytest.raises(Refused):
        actions.delete_own(by=bob, message=message)

    assert actions.delete_own(by=alice, message=message)

    assert not Message.objects.visible_to(bob).exists()
    assert not Message.objects.visible_to(alice).exists()
    with pytest.raises(Refused, match="not shown any more"):
        actions.delete_own(by=alice, message=Message.objects.get())


def test_searched_are_ones_own_messages_only(alice, bob, charlie):
    make.conversation(by=alice, to=[bob], said=[(alice, "walnut and oak"), (bob, "oak only")])
    other = make.conversation(by=alice, to=[charlie], said=[(alice, "walnut for charlie")])

    assert [m.source for m in queries.search(bob, "WALNUT oak")] == ["walnut and oak"]
    assert [m.source for m in queries.search(alice, "walnut")] == ["walnut for charlie", "walnut and oak"]
    assert queries.search(bob, " ") == []
    actions.leave(by=charlie, conversation=other)
    assert len(queries.search(charlie, "walnut")) == 1
