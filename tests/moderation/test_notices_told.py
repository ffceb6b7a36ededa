"""Whoever gave notice is told what was decided, on what ground and how to object: once, and not before it is certain."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from forums.posts.models import Post
from moderation.appeals.models import Redress
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions import telling as deciding
from moderation.decisions.models import Decision, LegalGround
from moderation.law.defaults import ensure
from moderation.legal_notices.actions import Given, give_notice
from moderation.legal_notices.models import LegalNotice, NoticeItem
from moderation.legal_notices.queries import status_of
from moderation.reports.models import Report


def given(post: Post, **more) -> Given:
    return Given(addresses=f"/p/{post.pk}/", explanation="It insults me.", good_faith=True, **more)


@pytest.fixture
def post(thread) -> Post:
    return thread.posts.get(number=2)


@pytest.fixture
def notice(post) -> LegalNotice:
    """Rosa, who has no account, gave notice of Bob's reply."""
    made = give_notice(by=AnonymousUser(), given=given(post, email="rosa@example.org"), language="en")
    OutboxMail.objects.all().delete()
    return made


@pytest.fixture
def insult(db) -> LegalGround:
    ensure()
    return LegalGround.objects.get(reference="§ 185 StGB")


def decide(by, outcome, **more) -> Decision:
    case = Case.objects.get()
    return decisions.decide(by=by, case=case, outcome=outcome, version=case.version, **more)


def mails_to_rosa() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(to="rosa@example.org").order_by("pk"))


def test_the_decision_is_mailed_with_its_ground_and_every_way_to_object(notice, mona, insult):
    decision = decide(mona, "remove", law=insult)

    (mail,) = mails_to_rosa()
    way = Redress.objects.get(decision=decision, notice=notice)
    for part in (
        "It was removed.",
        "§ 185 StGB (Insult)",
        "No automated means",
        f"/appeal/{way.token}/",
        "Article 21",
        "court at any time",
        f"/notice/{notice.token}/",
    ):
        assert part in mail.text, part
    assert "mona" not in mail.text
    assert insult.message not in mail.text
    assert notice.items.get().state == NoticeItem.State.UPHELD


def test_that_it_may_stay_is_told_too_and_can_be_objected_to(notice, mona):
    decide(mona, "keep")

    (mail,) = mails_to_rosa()
    assert "found that it may stay" in mail.text
    assert "neither a law nor our house rules" in mail.text
    assert "/appeal/" in mail.text
    assert notice.items.get().state == NoticeItem.State.DECLINED


@pytest.mark.parametrize("outcome", ["keep", "remind", "hide", "remove", "revise"])
def test_every_outcome_has_words_for_the_notifier(notice, mona, insult, outcome):
    decide(mona, outcome, law=insult if outcome != "keep" else None)

    (row,) = status_of(notice, "en")
    assert row.outcome in mails_to_rosa()[0].text
    assert row.outcome != "We agree and have acted."


def test_nobody_is_told_within_the_seconds_to_take_it_back(notice, mona, insult, settings):
    settings.TAKE_BACK_SECONDS = 12
    decision = decide(mona, "hide", law=insult)

    assert mails_to_rosa() == []
    assert [row.state for row in status_of(notice, "en")] == ["open"]
    decisions.undo(by=mona, decision=decision)

    assert mails_to_rosa() == []
    assert notice.items.get().state == NoticeItem.State.OPEN


def test_telling_twice_sends_one_mail(notice, mona, insult):
    decision = decide(mona, "hide", law=insult)

    assert deciding.tell(decision.pk) is False
    assert len(mails_to_rosa()) == 1


def test_who_was_told_is_told_that_it_was_taken_back_and_what_comes_next(notice, mona, insult):
    decision = decide(mona, "hide", law=insult)

    decisions.undo(by=mona, decision=decision, reason="Wrong post.")

    _first, second = mails_to_rosa()
    assert second.subject == f"The decision on your notice {notice.pk} was taken back"
    assert "look at it again" in second.text
    assert "Wrong post" not in second.text
    assert [row.state for row in status_of(notice, "en")] == ["open"]


@pytest.mark.parametrize(("settled", "says"), [(Report.State.UPHELD, "we agree with"), (Report.State.DECLINED, "it may stay")])
def test_after_an_appeal_the_notifier_learns_how_it_ended(notice, mona, max, insult, settled, says):
    decision = decide(mona, "keep" if settled == Report.State.UPHELD else "hide", law=insult)

    decisions.take_back(by=max, decision=decision, reason="", settled=settled)

    assert says in mails_to_rosa()[-1].text
    assert [row.state for row in status_of(notice, "en")] == [settled]


def test_a_member_is_told_by_the_bell_and_only_of_their_own(post, mona, charlie, insult):
    made = give_notice(by=charlie, given=given(post), language="en")
    give_notice(by=AnonymousUser(), given=given(post, email="rosa@example.org"), language="en")
    decide(mona, "hide", law=insult)

    told = Notification.objects.filter(member=charlie).order_by("pk")
    assert [n.verb for n in told] == ["moderation.notice_received", "moderation.notice_decided"]
    assert {n.data["token"] for n in told} == {made.token}
    assert not OutboxMail.objects.filter(to="charlie@example.org").exists()


def test_two_notifiers_get_a_mail_and_a_way_of_their_own(post, mona, insult):
    for name in ("rosa", "paul"):
        give_notice(by=AnonymousUser(), given=given(post, email=f"{name}@example.org"), language="en")

    decide(mona, "hide", law=insult)

    ways = {way.notice.email: way.token for way in Redress.objects.filter(notice__isnull=False).select_related("notice")}
    assert len(set(ways.values())) == 2
    for email, token in ways.items():
        assert token in OutboxMail.objects.filter(to=email).latest("pk").text


def test_the_mail_speaks_the_language_of_the_notice(post, mona, insult):
    give_notice(by=AnonymousUser(), given=given(post, email="rosa@example.org"), language="de")

    decide(mona, "hide", law=insult)

    assert "Beleidigung" in mails_to_rosa()[-1].text


def test_nobody_decides_about_their_own_notice(post, mona, max, insult):
    give_notice(by=mona, given=given(post), language="en")

    with pytest.raises(Refused):
        decide(mona, "hide", law=insult)

    assert decide(max, "hide", law=insult).restricts


def test_a_rule_is_named_where_it_breaks_no_law(notice, mona, spam):
    decide(mona, "hide", rule=spam.rule)

    assert "house rule 4: No advertising" in mails_to_rosa()[0].text
