"""Several people at the same moment: numbers stay dense, nobody is lost, nobody comes twice, a day holds five."""

from __future__ import annotations

from itertools import count

import pytest

from accounts.models import Member
from community.core.decisions import Refused
from forums.composing.limits import TooFast
from forums.conversations import actions, limits
from forums.conversations.models import Conversation, Message, Participant
from tests import make
from tests.forums.parallel import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_at_once_each_has_its_number_and_news_are_right(forum, alice, bob, charlie):
    talk = make.conversation(by=alice, to=[bob, charlie])
    Participant.objects.update(last_read=1, has_news=False)
    turn = count()
    writers = [alice.pk, bob.pk]

    def send():
        number = next(turn)
        by = Member.objects.get(pk=writers[number % 2])
        return actions.send(
            by=by, conversation=Conversation.objects.get(pk=talk.pk), body=f"Words {number}", form_token=f"token-{number // 2:05}"
        )

    in_parallel(6, send)

    # Each form of the two was sent once by each: three tokens, two writers.
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    talk.refresh_from_db()
    assert talk.last_number == 7
    for row in Participant.objects.select_related("conversation"):
        assert row.has_news == (row.last_read < talk.last_number), row
    assert Participant.objects.get(member=charlie).last_read == 1


def test_one_form_sent_twice_at_once_is_one_message(forum, alice, bob):
    found = in_parallel(
        4, lambda: actions.start(by=alice, people=[bob], title="Your plane", body="Still?", form_token="token-0001").pk
    )

    assert len(set(found)) == 1
    assert (Conversation.objects.count(), Message.objects.count(), Participant.objects.count()) == (1, 1, 2)


def test_reading_while_somebody_writes_leaves_no_wrong_badge(forum, alice, bob):
    talk = make.conversation(by=alice, to=[bob])
    turn = count()

    def either():
        if next(turn) % 2:
            own = Participant.objects.select_related("conversation", "member").get(member=bob)
            actions.read(own=own, up_to=own.conversation.last_number)
        else:
            actions.send(by=Member.objects.get(pk=alice.pk), conversation=talk, body="More")

    in_parallel(6, either)

    row = Participant.objects.select_related("conversation").get(member=bob)
    assert row.has_news == (row.last_read < row.conversation.last_number)
    assert row.conversation.last_number == 4


def test_added_and_leaving_at_once(forum, alice, bob, charlie):
    talk = make.conversation(by=alice, to=[bob])
    turn = count()

    def either():
        which = next(turn) % 3
        try:
            if which == 0:
                actions.leave(by=bob, conversation=talk)
            elif which == 1:
                actions.add_people(by=Member.objects.get(pk=alice.pk), conversation=talk, people=[charlie])
            else:
                actions.send(by=Member.objects.get(pk=alice.pk), conversation=talk, body="Hello")
        except Refused:
            return "refused"
        return "done"

    in_parallel(6, either)

    states = dict(Participant.objects.values_list("member__username", "state"))
    assert states == {"alice": "active", "bob": "left", "charlie": "active"}
    left = Participant.objects.get(member=bob)
    talk.refresh_from_db()
    assert left.left_number is not None and left.left_number <= talk.last_number
    assert not left.has_news
    numbers = sorted(Message.objects.values_list("number", flat=True))
    assert numbers == list(range(1, talk.last_number + 1))


def test_a_day_holds_five_however_fast(forum, alice, bob):
    turn = count()

    def start():
        try:
            actions.start(by=Member.objects.get(pk=alice.pk), people=[bob], title=f"Number {next(turn)}", body="Hello")
        except TooFast:
            return 0
        return 1

    assert sum(in_parallel(8, start)) == limits.A_DAY
    assert Conversation.objects.count() == limits.A_DAY
