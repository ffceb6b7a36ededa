"""Ways around decisions, hearings and second persons that were found by attacking the desk. Each was possible once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from community.core.decisions import Refused
from forums.models import Forum
from moderation.appeals import actions as appealing
from moderation.bulk import actions as bulk
from moderation.bulk.models import Batch
from moderation.bulk.plan import Plan as Many
from moderation.cases import actions as cases
from moderation.cases import passing
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, Rule
from moderation.legal_notices.models import LegalNotice, NoticeItem
from moderation.proposals import actions as proposals
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from moderation.sanctions.models import Sanction
from tests import make
from tests.moderation.strikes import WHY, decide, fresh, later, reported_post, strike

DAY = 24


@pytest.fixture
def spam(db) -> Reason:
    return Reason.objects.get(slug="spam")


@pytest.fixture
def max(db) -> Member:
    return make.member("max", trust=4, groups=["moderators"])


@pytest.fixture
def garden(forum) -> Forum:
    """Where Kim moderates; Mona and Max moderate every forum."""
    made = make.forum("Garden", moderated_by="gardeners")
    make.access(made, "moderators", 16)
    return made


@pytest.fixture
def kim(garden) -> Member:
    return make.member("kim", trust=3, groups=["gardeners"])


@pytest.fixture
def case(thread, charlie) -> Case:
    """Bob's post in the workshop, reported by Charlie."""
    return reported_post(Member.objects.get(username="bob"), thread, charlie)


@pytest.fixture
def in_garden(garden, bob, charlie, alice) -> Case:
    return reported_post(bob, make.thread(by=alice, forum=garden), charlie)


def fresh_case(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# ---- Taking back ------------------------------------------------------------------------------------------------------


def test_who_may_not_lift_a_suspension_does_not_end_it_by_undoing_its_decision(in_garden, mona, kim, bob):
    sanction = strike(mona, in_garden, "suspend", hours=7 * DAY)

    with pytest.raises(Refused, match="Only who moderates every forum"):
        decisions.undo(by=kim, decision=sanction.decision)

    assert fresh(bob).is_suspended
    assert decisions.can_undo(mona, sanction.decision)


def test_nor_a_ban_that_two_people_agreed_on(in_garden, mona, max, kim, bob):
    origin = decide(mona, in_garden, outcome="remove", kind="ban", off_ladder=WHY, hearing="danger")
    proposal = Proposal.objects.get()
    proposals.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)

    for decision in (origin, Decision.objects.get(outcome="impose")):
        with pytest.raises(Refused, match="Only who moderates every forum"):
            decisions.undo(by=kim, decision=decision)

    assert fresh(bob).is_suspended


def test_nor_a_proposal_that_waits_for_who_moderates_everything(in_garden, mona, kim):
    origin = decide(mona, in_garden, outcome="remove", kind="suspend", hours=7 * DAY, off_ladder=WHY)

    with pytest.raises(Refused, match="Only who moderates every forum"):
        decisions.undo(by=kim, decision=origin)

    assert Proposal.objects.get().state == Proposal.State.OPEN


def test_who_moderates_one_forum_takes_back_what_they_can_impose(in_garden, kim, bob):
    decision = decide(kim, in_garden, kind="read_only", hours=DAY, scope="forum", off_ladder=WHY)

    decisions.undo(by=kim, decision=decision)

    assert not fresh(bob).is_limited


def test_whoever_reported_it_does_not_take_back_the_answer_to_their_report(thread, max, mona, spam):
    case = reporting.report(by=mona, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    kept = decisions.decide(by=max, case=case, outcome="keep", version=case.version)

    with pytest.raises(Refused, match="reported this yourself"):
        decisions.undo(by=mona, decision=kept)


def test_what_stands_in_another_forum_by_now_is_not_put_back_by_who_moderated_there_before(
    in_garden, forum, mona, kim, client_of
):
    decision = decide(mona, in_garden, outcome="hide")
    from forums.threads import levers
    from forums.threads.models import Thread

    levers.move(Thread.objects.get(pk=in_garden.thread_id), forum)
    make.post(Thread.objects.get(pk=in_garden.thread_id), by=mona, body="Only for the workshop.")

    with pytest.raises(Refused, match="do not moderate"):
        decisions.undo(by=kim, decision=decision)
    page = client_of(kim).get(in_garden.get_absolute_url()).content.decode()
    assert "Only for the workshop" not in page


# ---- Another pair of eyes ----------------------------------------------------------------------------------------------


def test_an_objection_is_not_escaped_by_taking_back_and_deciding_the_same_again(case, mona, max):
    hidden = decide(mona, case, outcome="hide")
    appealing.appeal(way=hidden.redresses.get(role="affected"), text="It is no spam.")
    decisions.undo(by=mona, decision=hidden)

    with pytest.raises(Refused, match="Somebody objected"):
        decide(mona, case, outcome="hide")

    assert decide(max, case, outcome="hide")


def test_who_was_reversed_does_not_decide_it_anew(case, mona, max):
    kept = decide(mona, case, outcome="keep")
    appeal = appealing.appeal(way=kept.redresses.get(role="notifier"), text="It is spam.")
    appealing.decide(by=max, case=appeal.case, outcome="reverse", version=appeal.case.version, answer="You are right.")

    with pytest.raises(Refused, match="Somebody objected"):
        decide(mona, case, outcome="keep")

    assert decide(max, case, outcome="remove")


def test_the_page_offers_nothing_to_who_was_objected_to(case, mona, client_of):
    hidden = decide(mona, case, outcome="hide")
    appealing.appeal(way=hidden.redresses.get(role="affected"), text="It is no spam.")
    decisions.undo(by=mona, decision=hidden)

    page = client_of(mona).get(case.get_absolute_url()).content.decode()

    assert "Somebody objected" in page
    assert 'name="outcome" value="hide"' not in page


def test_who_agreed_to_a_batch_does_not_answer_the_objection_to_a_part_of_it(case, mona, max):
    batch = Batch.objects.create(by=mona, second_by=max, outcome="hide", made_at=timezone.now())
    hidden = decisions.decide(
        by=mona, case=case, outcome="hide", version=case.version, rule=Rule.objects.get(number=1), batch=batch
    )
    appeal = appealing.appeal(way=hidden.redresses.get(role="affected"), text="It is no spam.")

    with pytest.raises(Refused, match="had a part in the first decision"):
        appealing.decide(by=max, case=appeal.case, outcome="affirm", version=appeal.case.version, answer="It is.")


def test_who_imposed_the_ban_does_not_answer_the_objection_to_what_it_rests_on(case, mona, max):
    origin = decide(mona, case, outcome="remove", kind="ban", off_ladder=WHY, hearing="danger")
    proposal = Proposal.objects.get()
    proposals.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)
    appeal = appealing.appeal(way=origin.redresses.get(role="affected"), text="It was a joke.")

    with pytest.raises(Refused, match="had a part in the first decision"):
        appealing.decide(by=max, case=appeal.case, outcome="affirm", version=appeal.case.version, answer="No.")


def test_the_second_person_gave_no_notice_of_it(case, mona, max):
    notice = LegalNotice.objects.create(
        member=max, explanation="Illegal.", category="STATEMENT_CATEGORY_NOT_SPECIFIED", good_faith=True, made_at=timezone.now()
    )
    NoticeItem.objects.create(notice=notice, case=case, url="/", snapshot={})
    decide(mona, case, outcome="remove", kind="ban", off_ladder=WHY, hearing="danger")
    proposal = Proposal.objects.get()

    with pytest.raises(Refused, match="reported this yourself"):
        proposals.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)


def test_in_a_batch_nothing_of_the_second_persons_own_is_decided(thread, mona, max, charlie, spam):
    own = reported_post(max, thread, charlie)
    reported = reporting.report(by=max, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    plan = Many("keep")

    result = bulk.carry_out(by=mona, picks=[(own.pk, own.version), (reported.pk, reported.version)], plan=plan, second_by=max)

    assert {pk for pk, _why in result.refused} == {own.pk, reported.pk}


# ---- Whoever it is about ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["claim", "snooze", "pass on"])
def test_a_moderator_keeps_nobody_from_a_case_about_themselves(act, thread, mona, max, charlie):
    case = reported_post(mona, thread, charlie)

    with pytest.raises(Refused, match="about you"):
        {
            "claim": lambda: cases.claim(by=mona, case=case, take_over=True),
            "snooze": lambda: cases.snooze(by=mona, case=case, until=timezone.now() + timedelta(days=7)),
            "pass on": lambda: passing.pass_on(by=mona, case=case, to=max),
        }[act]()


@pytest.mark.parametrize("act", ["claim", "snooze"])
def test_nor_from_the_objection_to_their_decision(act, case, mona):
    hidden = decide(mona, case, outcome="hide")
    objection = appealing.appeal(way=hidden.redresses.get(role="affected"), text="No.").case

    with pytest.raises(Refused, match="part in the first decision"):
        {
            "claim": lambda: cases.claim(by=mona, case=objection, take_over=True),
            "snooze": lambda: cases.snooze(by=mona, case=objection, until=timezone.now() + timedelta(days=7)),
        }[act]()


def test_the_page_of_ones_own_case_offers_none_of_it_and_shows_no_notes_of_colleagues(thread, mona, max, charlie, client_of):
    case = reported_post(mona, thread, charlie)
    cases.note(by=max, case=case, body="Charlie told me about it in private.")

    page = client_of(mona).get(case.get_absolute_url()).content.decode()

    assert "in private" not in page
    for name in ("claim", "snooze", "note"):
        assert f'action="{reverse(f"desk:{name}", args=[case.pk])}"' not in page
    assert reverse("desk:pass_on", args=[case.pk]) not in page


# ---- Heard, and by two ------------------------------------------------------------------------------------------------


def test_two_suspensions_of_30_days_in_a_row_need_two_people(case, thread, mona, max, charlie, bob):
    strike(mona, case, "suspend", hours=30 * DAY)
    later(days=20)
    again = reported_post(bob, thread, charlie)

    decide(mona, again, kind="suspend", hours=30 * DAY, off_ladder=WHY, hearing="danger")

    proposal = Proposal.objects.get()
    assert proposal.needs_second
    assert fresh(bob).suspended_until < timezone.now() + timedelta(days=11)
    proposals.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)
    assert Sanction.objects.latest("pk").is_heavy
    assert fresh(bob).suspended_until > timezone.now() + timedelta(days=29)


def test_also_when_the_first_has_just_run_out(case, thread, mona, charlie, bob):
    strike(mona, case, "suspend", hours=30 * DAY)
    later(days=30, hours=2)

    decide(mona, reported_post(bob, thread, charlie), kind="suspend", hours=DAY, off_ladder=WHY, hearing="danger")

    assert Proposal.objects.get().needs_second


def test_one_that_adds_up_to_no_more_than_30_days_does_not(case, thread, mona, charlie, bob):
    strike(mona, case, "suspend", hours=7 * DAY)

    decide(mona, reported_post(bob, thread, charlie), kind="suspend", hours=30 * DAY, off_ladder=WHY, hearing="danger")

    assert not Proposal.objects.exists()


def test_read_only_in_the_last_forum_where_one_can_write_is_read_only_everywhere(case, mona):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="write nowhere"):
        decide(mona, case, kind="read_only", hours=None, scope="forum", off_ladder=WHY)


def test_a_trusted_member_is_no_spam_account(case, mona, bob):
    from django.core.exceptions import ValidationError

    Member.objects.filter(pk=bob.pk).update(trust=3)

    with pytest.raises(ValidationError, match="no spam account"):
        decide(mona, fresh_case(case), kind="suspend", hours=DAY, off_ladder=WHY, hearing="spam")


def test_a_hearing_that_was_never_announced_is_not_there(case, mona, bob, client_of, settings):
    settings.TAKE_BACK_SECONDS = 12
    origin = decide(mona, case, outcome="hide", kind="suspend", hours=DAY, off_ladder=WHY)
    decisions.undo(by=mona, decision=origin)
    Decision.objects.filter(pk=origin.pk).update(tell_at=timezone.now() - timedelta(hours=1))

    assert client_of(bob).get(reverse("desk:hearing", args=[Proposal.objects.get().pk])).status_code == 404


def test_answering_again_and_again_keeps_nobody_from_deciding(case, mona, bob, client_of):
    decide(mona, case, outcome="hide", kind="suspend", hours=DAY, off_ladder=WHY)
    where, browser = reverse("desk:hearing", args=[Proposal.objects.get().pk]), client_of(bob)
    cache.clear()

    answers = [browser.post(where, {"text": f"Wait, {n}."}).status_code for n in range(12)]

    assert answers[0] == 302
    assert answers[-1] == 429
    assert "Wait, 11." in browser.post(where, {"text": "Wait, 11."}).content.decode()
