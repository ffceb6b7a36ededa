"""A private message is reported by who takes part, judged from what was kept, and comes back exactly as it was."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.core.decisions import Refused
from forums.attachments import gate
from forums.conversations import actions, images
from forums.conversations.models import Message, Participant
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import RESTRICTING
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.statements.models import Statement
from tests import make
from tests.forums.test_conversations_pages import _image
from tests.moderation.whole import differences, picture

LINES = [f"line {word}" for word in ("one", "two", "three", "four", "five", "six", "seven")]


@pytest.fixture
def talk(alice, bob, nina, forum, mona):
    """Seven messages, alternately by Alice and Bob; the fourth is the one reported."""
    said = [((alice, bob)[n % 2], line) for n, line in enumerate(LINES)]
    return make.conversation(by=alice, to=[bob, nina], title="Between us", said=said)


@pytest.fixture
def fourth(talk):
    return make.message(talk, 4)


def report(by, message, spam):
    return reporting.report(by=by, target_type="message", thing=message, reason=spam)


def test_only_who_takes_part_reports(talk, fourth, spam, request, client_of):
    address = reverse("desk:report", args=["message", fourth.pk])
    statuses = {}
    for who in ("alice", "bob", "nina", "charlie", "mona", "admin"):
        statuses[who] = client_of(request.getfixturevalue(who)).get(address).status_code
    # Bob wrote it himself.
    assert statuses == {"alice": 200, "bob": 403, "nina": 200, "charlie": 404, "mona": 404, "admin": 404}
    actions.leave(by=request.getfixturevalue("nina"), conversation=talk)
    assert client_of(request.getfixturevalue("nina")).get(address).status_code == 200
    Participant.objects.filter(member__username="nina").update(left_number=3)
    assert client_of(request.getfixturevalue("nina")).get(address).status_code == 404

    page = client_of(request.getfixturevalue("alice")).get(address).content.decode()
    assert "up to two before it and one after it" in page
    client_of(request.getfixturevalue("alice")).post(address, {"reason": spam.pk, "note": "Look"})
    assert Report.objects.get().case.target_type == "message"
    assert (
        "Between us"
        in client_of(request.getfixturevalue("alice"))
        .get(reverse("desk:own_report", args=[Report.objects.get().pk]))
        .content.decode()
    )


def test_the_desk_sees_what_was_reported_and_nothing_else(talk, fourth, alice, bob, admin, kim, mona, spam, client_of):
    case = report(alice, fourth, spam).case
    # What is written, changed or taken back afterwards changes nothing about what was reported.
    actions.send(by=bob, conversation=talk, body="line eight")
    Message.objects.filter(number=3).update(text="line changed", source="line changed")

    page = client_of(admin).get(case.get_absolute_url()).content.decode()

    assert [line for line in (*LINES, "line eight", "line changed") if line in page] == [
        "line two",
        "line three",
        "line four",
        "line five",
    ]
    assert fourth.get_absolute_url() not in page
    assert case.forum is None and case.subject == bob
    # With a forum that Mona does not moderate she is nobody for what belongs to none.
    assert [client_of(who).get(case.get_absolute_url()).status_code for who in (kim, mona)] == [404, 404]
    for name, pk in (("conversation", talk.pk), ("message", fourth.pk), ("quote_message", fourth.pk)):
        assert client_of(admin).get(reverse(f"forums:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize("outcome", ["keep", "remind", "hide", "remove"])
def test_decided_and_undone_it_is_exactly_as_before(outcome, talk, fourth, alice, bob, nina, mona, spam, client_of):
    case = report(alice, fourth, spam).case
    before = picture()

    ground = {} if outcome == "keep" else {"rule": spam.rule}
    decision = decisions.decide(by=mona, case=case, outcome=outcome, version=1, **ground)

    state = {"hide": "hidden", "remove": "removed"}.get(outcome, "published")
    assert Message.objects.get(pk=fourth.pk).state == state
    readable = {who: "line four" in client_of(who).get(talk.get_absolute_url()).content.decode() for who in (alice, bob, nina)}
    assert readable == {alice: state == "published", bob: state != "removed", nina: state == "published"}
    assert Statement.objects.filter(member=bob).count() == (outcome in RESTRICTING)
    if outcome in RESTRICTING:
        assert "Your message in “Between us”" in str(Statement.objects.get())
    Participant.objects.update(last_read=0, has_news=True)
    Participant.objects.filter(member=alice).update(last_read=7, has_news=False)
    Participant.objects.filter(member=bob).update(last_read=6)
    decisions.undo(by=mona, decision=decision)
    assert differences(before, picture()) == []


def test_what_was_hidden_can_be_let_back_or_removed(fourth, alice, nina, mona, spam):
    case = report(alice, fourth, spam).case
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)

    # Nobody reports what they do not see any more, and the author's own message is not theirs to report.
    from moderation.cases.outcomes import offered
    from moderation.cases.targets import TARGETS

    assert TARGETS["message"].visible(nina, fourth.pk) is None
    assert [o.name for o in offered("message", "published")] == ["keep", "remind", "hide", "remove"]
    assert [o.name for o in offered("message", "hidden")] == ["keep", "remove"]
    with pytest.raises(Refused):
        reporting.report(by=fourth.author, target_type="message", thing=fourth, reason=spam)


def test_whoever_judges_sees_the_image_that_was_reported(alice, bob, admin, kim, charlie, forum, spam):
    image = _image(bob)
    message = actions.start(by=bob, people=[alice], title="Look here", body=f"![x](/media/{image.path})")
    assert not images.may_see(image.pk, admin)

    report(alice, message, spam)

    assert [bool(gate.may_serve(image.path, who)) for who in (alice, admin, kim, charlie)] == [True, True, False, False]


def test_links_and_images_may_be_forbidden_in_messages_too(alice, bob, mona, forum, client_of):
    from tests.moderation.strikes import read, reported_post, strike

    thread = make.thread(by=alice, forum=forum)
    strike(mona, reported_post(bob, thread, alice), "no_links", hours=24)
    bob = read(bob)
    talk = make.conversation(by=alice, to=[bob])

    with pytest.raises(Refused):
        actions.send(by=bob, conversation=talk, body="see https://spam.example")
    assert actions.send(by=bob, conversation=talk, body="no link").number == 2


def test_the_public_log_says_nothing_of_it(fourth, alice, mona, spam, client, settings):
    from community.core.models import SiteSettings

    case = report(alice, fourth, spam).case
    decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1)
    site = SiteSettings.current()
    site.audit_public = True
    site.save()

    page = client.get(reverse("desk:public_log")).content.decode()

    assert "Message" not in page and "Between us" not in page
    assert Case.objects.get().forum is None
    assert Reason.objects.exists()
