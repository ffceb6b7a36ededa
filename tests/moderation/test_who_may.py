"""Who may do what at which state: every pair is tried, and every refusal has a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Member
from community.core.decisions import Refused
from community.core.models import SiteSettings
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases import actions, policies
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, offered
from moderation.decisions import actions as decisions
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.policies import can_report
from tests import make

STATES = {
    "published": {"keep", "remind", "revise", "hide", "remove"},
    "held": {"release", "revise", "reject"},
    "hidden": {"keep", "remove"},
    "removed": {"keep"},
    "deleted": {"keep", "remind", "remove"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_offered_works_and_nothing_else_does(state, outcome, case, reported, mona, spam):
    Post.objects.filter(pk=reported.pk).update(state=state)

    def decide():
        return decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=case.version)

    assert {o.name for o in offered("post", state)} == STATES[state]
    if outcome in STATES[state]:
        assert decide().outcome == outcome
    else:
        with pytest.raises(Refused, match="state it is in"):
            decide()
        assert Case.objects.get().is_open


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("mona", ""),
        ("max", ""),
        ("admin", ""),
        ("kim", "do not moderate"),
        ("bob", "do not moderate"),
        ("charlie", "do not moderate"),
        ("nina", "do not moderate"),
    ],
)
@pytest.mark.parametrize("act", ["claim", "note", "snooze", "decide"])
def test_only_who_moderates_the_forum_works_on_its_cases(who, sentence, act, case, request):
    member: Member = request.getfixturevalue(who)
    acts = {
        "claim": lambda: actions.claim(by=member, case=case),
        "note": lambda: actions.note(by=member, case=case, body="Looks odd"),
        "snooze": lambda: actions.snooze(by=member, case=case, until=None),
        "decide": lambda: decisions.decide(by=member, case=case, outcome="keep", version=case.version),
    }

    if sentence:
        with pytest.raises(Refused, match=sentence):
            acts[act]()
    else:
        assert acts[act]()


def test_nobody_judges_their_own_post(forum, mona, max, charlie, spam):
    post = make.opening(make.thread(by=mona, forum=forum))
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case

    with pytest.raises(Refused, match="about you"):
        decisions.decide(by=mona, case=case, outcome="keep", version=1)
    assert decisions.decide(by=max, case=case, outcome="keep", version=1)


def test_nobody_judges_their_own_report(thread, mona, max, spam):
    case = reporting.report(by=mona, target_type="thread", thing=thread, reason=spam).case

    with pytest.raises(Refused, match="reported this yourself"):
        decisions.decide(by=mona, case=case, outcome="keep", version=1)
    assert decisions.decide(by=max, case=case, outcome="keep", version=1)


def test_nobody_undoes_what_was_decided_about_them(forum, mona, max, charlie, spam):
    post = make.opening(make.thread(by=mona, forum=forum))
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case
    decision = decisions.decide(by=max, case=case, outcome="hide", rule=spam.rule, version=1)

    with pytest.raises(Refused, match="about you"):
        decisions.undo(by=mona, decision=decision)


def test_a_claimed_case_is_left_to_its_holder_until_taken_over(case, mona, max):
    actions.claim(by=mona, case=case)

    case.refresh_from_db()
    with pytest.raises(Refused, match="mona is on this case"):
        decisions.decide(by=max, case=case, outcome="keep", version=1)
    with pytest.raises(actions.AlreadyClaimed):
        actions.claim(by=max, case=case)
    actions.claim(by=max, case=case, take_over=True)
    assert decisions.decide(by=max, case=case, outcome="keep", version=1)


def test_a_claim_runs_out(case, mona, max):
    actions.claim(by=mona, case=case)
    case.refresh_from_db()
    Case.objects.filter(pk=case.pk).update(claimed_at=case.claimed_at.replace(year=2020))

    assert actions.claim(by=max, case=case)
    case.refresh_from_db()
    assert case.holder_id == max.pk


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("guest", "log in"), ("bob", "your own"), ("charlie", "already"), ("alice", ""), ("nina", ""), ("mona", "")],
)
def test_who_may_report(who, sentence, reported, request):
    decision = can_report(request.getfixturevalue(who), "post", reported)

    assert bool(decision) == (not sentence)
    assert sentence in str(decision.reason)


def test_ten_reports_a_day(thread, forum, alice, charlie, spam):
    settings = SiteSettings.current()
    settings.reports_a_day = 2
    settings.save()
    for title in ("One thing", "Another thing"):
        reporting.report(by=charlie, target_type="thread", thing=make.thread(by=alice, forum=forum, title=title), reason=spam)

    with pytest.raises(Refused, match="2 times in the last 24 hours"):
        reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam)


def test_some_reasons_ask_for_words(thread, charlie, spam):
    spam.needs_note = True

    with pytest.raises(ValidationError, match="few words"):
        reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam, note="  ")
    assert not Case.objects.exists()


def test_cases_of_another_forum_are_not_there(case, kim, mona, admin, charlie, spam):
    about_a_member = reporting.report(by=kim, target_type="member", thing=charlie, reason=spam).case

    assert list(Case.objects.visible_to(mona).order_by("pk")) == [case]
    assert list(Case.objects.visible_to(kim)) == []
    assert set(Case.objects.visible_to(admin)) == {case, about_a_member}


def test_who_moderates_every_forum_sees_cases_about_members(case, mona, charlie, bob, spam):
    about_a_member = reporting.report(by=bob, target_type="member", thing=charlie, reason=spam).case

    assert about_a_member in Case.objects.visible_to(mona)
    assert decisions.decide(by=mona, case=about_a_member, outcome="remind", rule=spam.rule, version=1)


def test_moving_takes_rights_at_both_ends(thread, mona, admin, kim):
    from forums.models import Forum

    garden = Forum.objects.get(slug="garden")

    with pytest.raises(Refused, match="it would go to"):
        interventions.move(by=mona, thread=thread, forum=garden)
    with pytest.raises(Refused, match="do not moderate"):
        interventions.move(by=kim, thread=thread, forum=garden)
    assert interventions.move(by=admin, thread=thread, forum=garden)


def test_cases_move_with_their_thread(case, thread, admin, kim, mona):
    from forums.models import Forum

    interventions.move(by=admin, thread=thread, forum=Forum.objects.get(slug="garden"))

    assert list(Case.objects.visible_to(kim)) == [case]
    assert list(Case.objects.visible_to(mona)) == []


@pytest.mark.parametrize("act", ["lock", "unlock", "pin", "unpin"])
@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "kim"])
def test_acts_on_threads_are_for_its_moderators(act, who, thread, request):
    with pytest.raises(Refused, match="do not moderate"):
        getattr(interventions, act)(by=request.getfixturevalue(who), thread=thread)


def test_judging_says_why_not(case, bob, mona):
    assert str(policies.can_judge(bob, case, has_reported=False).reason)
    assert policies.can_judge(mona, case, has_reported=False)


def test_a_held_thread_is_decided_by_its_post(forum, nina):
    assert [o.name for o in offered("thread", Thread.State.HELD)] == ["keep"]
