"""The member's page of a hearing, the desk's page of a proposal, and what a second person agrees to that is no sanction."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import levers
from accounts.models import Member
from accounts.notifications.models import Notification
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.proposals import actions, executors
from moderation.proposals.models import Proposal
from moderation.proposals.proposing import propose_batch
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction
from moderation.sanctions.plan import Plan
from moderation.statements.models import Statement


@pytest.fixture
def proposal(case, mona, max, spam):
    """Mona hides Bob's post and means to suspend him for a week."""
    plan = Plan(kind="suspend", hours=168, off_ladder="It happened before.")
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, message="It sells pills.", version=1, sanction=plan)
    return Proposal.objects.select_related("case", "origin").get()


def address(proposal):
    return reverse("desk:hearing", args=[proposal.pk])


@pytest.mark.parametrize(
    ("who", "status"), [("guest", 302), ("bob", 200), ("alice", 404), ("mona", 404), ("max", 404), ("admin", 404)]
)
def test_only_the_member_reads_it(who, status, proposal, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(address(proposal)).status_code == status


def test_it_says_what_is_intended_and_why_and_takes_an_answer(proposal, client_of, bob, django_assert_max_num_queries):
    client = client_of(bob)
    client.get(address(proposal))
    with django_assert_max_num_queries(8):
        page = client.get(address(proposal)).content.decode()

    for part in ("suspend your account for 7 days", "Nothing is decided yet", "It sells pills.", "No advertising", "Your answer"):
        assert part in page
    assert "mona" not in page
    answer = client.post(address(proposal), {"text": "I am sorry."}, follow=True)
    assert "Your answer is kept" in answer.content.decode()
    assert "I am sorry.</textarea>" in answer.content.decode()
    assert Proposal.objects.get().heard_text == "I am sorry."


def test_who_is_suspended_already_answers_by_the_link_of_the_letter(proposal, client_of, guest, bob, alice, case):
    levers.suspend(bob, timezone.now() + timedelta(days=1))
    letter = Notification.objects.get(member=bob, verb="moderation.hearing").data["text"]
    link = urlsplit(re.search(r"http\S+/hearing/\S+", letter).group()).path
    stranger = client_of(guest)

    page = stranger.get(link)
    answer = stranger.post(link, {"text": "It was my cat."}, follow=True)

    assert "suspend your account for 7 days" in page.content.decode()
    assert page.headers["X-Robots-Tag"].startswith("noindex") and "no-store" in page.headers["Cache-Control"]
    assert "Your answer is kept" in answer.content.decode()
    assert Proposal.objects.get().heard_text == "It was my cat."
    assert stranger.get(link.replace(link[-9:-1], "AAAAAAAA")).status_code == 404
    assert not stranger.session.get("_auth_user_id")


def test_nothing_typed_is_lost(proposal, client_of, bob, mona):
    client = client_of(bob)
    long = "x" * 4001

    too_long = client.post(address(proposal), {"text": long})
    empty = client.post(address(proposal), {"text": " "})
    actions.answer_hearing(by=bob, proposal=proposal, text="First")
    case = Case.objects.get(pk=proposal.case_id)
    actions.decide(by=mona, case=case, outcome="drop", version=case.version)
    late = client.post(address(proposal), {"text": "Second"})

    assert (too_long.status_code, empty.status_code, late.status_code) == (422, 422, 403)
    assert long in too_long.content.decode()
    assert "write something" in empty.content.decode()
    assert "Second" in late.content.decode()
    assert "decided already" in late.content.decode()


def test_before_it_is_told_there_is_no_page(case, mona, spam, bob, client_of, settings):
    settings.TAKE_BACK_SECONDS = 12
    decisions.decide(
        by=mona, case=case, outcome="hide", rule=spam.rule, version=1, sanction=Plan(kind="suspend", hours=168, off_ladder="x")
    )

    assert client_of(bob).get(address(Proposal.objects.get())).status_code == 404
    assert "/hearing/" not in client_of(bob).get("/").content.decode()


@pytest.mark.parametrize(
    ("outcome", "sentence"), [("impose", "This was decided."), ("drop", "does not happen"), ("", "You need not answer")]
)
def test_afterwards_it_says_what_came_of_it(outcome, sentence, proposal, client_of, bob, max, mona):
    Proposal.objects.update(hearing_until=timezone.now() - timedelta(hours=1))
    if outcome:
        actions.decide(by=max, case=proposal.case, outcome=outcome, version=proposal.case.version)
        Sanction.objects.update(lifted_at=timezone.now())
        Member.objects.update(suspended_until=None)
    else:
        decisions.undo(by=mona, decision=proposal.origin)

    page = client_of(bob).get(address(proposal)).content.decode()

    assert sentence in page
    assert "<textarea" not in page


def test_the_desk_shows_what_is_proposed_and_what_the_member_says(proposal, client_of, mona, bob, django_assert_num_queries):
    from django.template.loader import render_to_string

    actions.answer_hearing(by=bob, proposal=proposal, text="It was <b>my</b> sister.")
    fresh = Proposal.objects.select_related("origin__case", "origin__rule", "origin__law", "member", "by").get()

    with django_assert_num_queries(0):
        page = render_to_string("moderation/case/_proposal.html", {"proposal": fresh, "request": None})

    for part in (
        "Suspension for 7 days",
        "bob",
        "proposed by mona",
        "It happened before.",
        "It was &lt;b&gt;my&lt;/b&gt; sister.",
    ):
        assert part in page


@pytest.fixture
def carried_out(monkeypatch):
    done = []
    monkeypatch.setitem(executors.EXECUTORS, "bulk", lambda proposal, by: done.append((proposal.pk, by)) or {"n": 101})
    return done


def test_a_batch_is_carried_out_when_a_second_person_agrees(forum, mona, max, carried_out):
    proposal = propose_batch(by=mona, kind="bulk", plan={"cases": [1, 2]}, forum_id=forum.pk, title="Two cases")
    case = Case.objects.get(pk=proposal.case_id)

    assert (case.kind, case.forum, case.subject, case.label) == ("proposal", forum, None, "Proposed for many cases")
    with pytest.raises(Exception, match="second person"):
        actions.decide(by=mona, case=case, outcome="impose", version=case.version)
    decision = actions.decide(by=max, case=case, outcome="impose", version=case.version)

    assert carried_out == [(proposal.pk, max)]
    assert not decision.restricts
    assert (decision.by, decision.second_by) == (max, mona)
    assert not Statement.objects.exists()
    with pytest.raises(Exception, match="stays given"):
        decisions.undo(by=max, decision=decision)


def test_whoever_is_to_agree_sees_what_it_is_about(case, mona, max, spam, client_of):
    plan = {
        "outcome": "remove",
        "rule": spam.rule_id,
        "message": "All of it is spam.",
        "cases": [[case.pk, 1]] + [[9999, 1]] * 99,
    }
    proposal = propose_batch(by=mona, kind="bulk", plan=plan, forum_id=case.forum_id)

    page = client_of(max).get(Case.objects.get(proposal=proposal).get_absolute_url()).content.decode()

    for part in ("Decide 100 cases together", "All of it is spam.", "No advertising", case.get_absolute_url(), "50 further"):
        assert part in page


def test_a_batch_that_is_dropped_does_nothing(forum, mona, max, carried_out):
    proposal = propose_batch(by=mona, kind="bulk", plan={"cases": [1]}, forum_id=forum.pk)
    case = Case.objects.get(pk=proposal.case_id)

    actions.decide(by=max, case=case, outcome="drop", version=case.version, message="Too coarse.")

    assert carried_out == []
    assert Proposal.objects.get().answer == "Too coarse."
    assert Decision.objects.get().outcome == "drop"


def test_an_imposed_sanction_that_is_reversed_waits_for_nobody(proposal, bob, max, admin):
    Proposal.objects.update(hearing_until=timezone.now() - timedelta(hours=1))
    decision = actions.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)

    decisions.take_back(by=admin, decision=decision, reason="", settled=Report.State.DECLINED)

    assert Proposal.objects.get().state == "undone"
    assert not Case.objects.open().exists()
    assert not Member.objects.get(pk=bob.pk).is_suspended


def test_a_proposal_takes_its_page_with_every_viewer(proposal, client_of, mona, kim):
    assert client_of(mona).get(proposal.case.get_absolute_url()).status_code == 200
    assert client_of(kim).get(proposal.case.get_absolute_url()).status_code == 404
    assert client_of(mona).get(f"{reverse('desk:queue')}?queue=snoozed").status_code == 200
