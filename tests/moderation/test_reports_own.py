"""What a reporter keeps, adds and learns; and that the same is not judged twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.composing import editing
from forums.posts import levers
from forums.posts.models import Post
from moderation.appeals.models import Redress
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report, ReportAddition
from tests import make


@pytest.fixture
def report(reported: Post) -> Report:
    return Report.objects.get()


def reason(slug: str) -> Reason:
    return Reason.objects.get(slug=slug)


# --- What was seen ----------------------------------------------------------------------------------------------------


def test_each_reporter_keeps_the_thing_as_they_saw_it(thread, alice, bob, charlie, spam):
    post = thread.posts.get(number=2)
    first = reporting.report(by=charlie, target_type="post", thing=post, reason=spam)
    editing.edit(by=bob, post=post, body="Something quite different.", version=1)

    second = reporting.report(by=alice, target_type="post", thing=Post.objects.get(pk=post.pk), reason=spam)

    assert first.case == second.case
    assert (first.snapshot["version"], second.snapshot["version"]) == (1, 2)
    assert first.snapshot["source"] == post.source
    assert second.snapshot["source"] == "Something quite different."
    assert set(second.snapshot) >= {"title", "source", "html", "excerpt", "version", "seen_at"}


def test_a_reporter_keeps_nothing_they_could_not_read(thread, charlie, spam):
    opening = make.opening(thread)
    levers.hide(opening)

    report = reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam)

    assert opening.source not in str(report.snapshot)
    assert opening.source in str(report.case.snapshot)


@pytest.mark.parametrize("state", ["published", "hidden", "removed"])
def test_what_was_reported_is_shown_even_when_it_is_gone(state, report, reported, charlie, client_of):
    levers.to_state(reported, state)

    page = client_of(charlie).get(reverse("desk:own_report", args=[report.pk])).content.decode()

    assert report.snapshot["html"] in page
    assert ("You cannot see it there any more." in page) == (state != "published")


def test_a_report_is_its_reporters_alone(report, client_of, alice, bob, mona, guest):
    address = reverse("desk:own_report", args=[report.pk])

    assert [client_of(who).get(address).status_code for who in (alice, bob, mona, guest)] == [404, 404, 404, 302]
    assert client_of(bob).post(reverse("desk:add_to_report", args=[report.pk]), {"body": "x"}).status_code == 404
    assert client_of(bob).get(reverse("desk:own_report", args=[2**64])).status_code == 404


# --- Additions --------------------------------------------------------------------------------------------------------


def test_five_additions_and_no_more(report, charlie):
    for number in range(5):
        reporting.add(by=charlie, report=report, body=f"And {number}")

    with pytest.raises(Refused, match="5 times"):
        reporting.add(by=charlie, report=report, body="And more")

    assert [addition.body for addition in report.additions.all()] == [f"And {number}" for number in range(5)]


@pytest.mark.parametrize(("body", "sentence"), [("  \n", "write something"), ("x" * 2001, "2000"), ("\0", "write something")])
def test_an_addition_is_looked_at(body, sentence, report, charlie):
    with pytest.raises(ValidationError, match=sentence):
        reporting.add(by=charlie, report=report, body=body)


def test_only_the_reporter_adds_and_only_while_it_is_open(report, case, charlie, alice, mona):
    with pytest.raises(Refused, match="not your report"):
        reporting.add(by=alice, report=report, body="Me too")
    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    with pytest.raises(Refused, match="decided already"):
        reporting.add(by=charlie, report=report, body="Wait")

    assert not ReportAddition.objects.exists()


def test_adding_on_the_page_keeps_what_was_refused(report, case, charlie, mona, client_of):
    client, address = client_of(charlie), reverse("desk:add_to_report", args=[report.pk])

    empty = client.post(address, {"body": ""})
    done = client.post(address, {"body": "He does it elsewhere too."}, follow=True)
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    late = client.post(address, {"body": "Typed for an hour"})

    assert empty.status_code == 422
    assert "He does it elsewhere too." in done.content.decode()
    assert late.status_code == 403
    assert "Typed for an hour" in late.content.decode()


def test_additions_count_to_no_limit(report, charlie, thread, spam):
    for number in range(5):
        reporting.add(by=charlie, report=report, body=f"And {number}")

    assert reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam)


# --- What became of it ------------------------------------------------------------------------------------------------

WORDS = {
    "keep": "may stay",
    "remind": "talked to the author",
    "revise": "asked the author to change it",
    "hide": "It was hidden",
    "remove": "It was removed",
}


@pytest.mark.parametrize("outcome", WORDS)
def test_the_outcome_is_told_in_words_with_the_way_to_object(outcome, report, case, charlie, mona, spam, client_of):
    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=1)
    way = Redress.objects.get(decision=decision, member=charlie)

    listed = client_of(charlie).get(reverse("desk:reports")).content.decode()
    page = client_of(charlie).get(reverse("desk:own_report", args=[report.pk])).content.decode()

    assert WORDS[outcome] in listed
    assert WORDS[outcome] in page
    assert way.get_absolute_url() in page
    assert "mona" not in page


def test_nobody_reads_of_a_decision_that_can_still_be_taken_back(report, case, charlie, mona, spam, client_of, settings):
    settings.TAKE_BACK_SECONDS = 12
    decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1)

    for address in (reverse("desk:reports"), reverse("desk:own_report", args=[report.pk])):
        page = client_of(charlie).get(address).content.decode()
        assert "we are looking at it" in page
        assert "removed" not in page


def test_the_way_to_object_closes_with_its_time(report, case, charlie, mona, client_of):
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    Redress.objects.update(informed_at=timezone.now() - timedelta(days=200), open_until=timezone.now() - timedelta(days=10))

    page = client_of(charlie).get(reverse("desk:own_report", args=[report.pk])).content.decode()

    assert "Ask for another look" not in page


def test_after_an_undo_the_reporter_reads_that_it_is_looked_at(report, case, charlie, mona, client_of):
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=1)
    decisions.undo(by=mona, decision=decision)

    assert "we are looking at it" in client_of(charlie).get(reverse("desk:reports")).content.decode()


def test_the_pages_of_reports_cost_a_fixed_number(many_cases, charlie, mona, client_of, django_assert_num_queries):
    def cost(path: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    client = client_of(charlie)
    cases = many_cases(2)
    few = cost(reverse("desk:reports"))
    for case in [*cases, *many_cases(8)]:
        decisions.decide(by=mona, case=case, outcome="keep", version=1)

    assert cost(reverse("desk:reports")) <= few + 2
    assert cost(reverse("desk:own_report", args=[Report.objects.first().pk])) <= 13


# --- Already judged ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["keep", "remind"])
def test_what_was_judged_as_it_reads_now_is_not_judged_again(outcome, case, reported, alice, mona, spam):
    decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=1)

    for slug in ("spam", "off-topic"):
        with pytest.raises(Refused, match="looked at exactly this on"):
            reporting.report(by=alice, target_type="post", thing=reported, reason=reason(slug))
    assert reporting.report(by=alice, target_type="post", thing=reported, reason=reason("threat"))


def test_an_edit_makes_it_reportable_again(case, reported, alice, bob, mona, spam):
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    edited = editing.edit(by=bob, post=reported, body="Now it does advertise.", version=1)

    assert reporting.report(by=alice, target_type="post", thing=edited, reason=spam)


@pytest.mark.parametrize("how", ["undone", "a month ago"])
def test_what_no_longer_stands_stops_nobody(how, case, reported, alice, mona, spam):
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=1)
    if how == "undone":
        decisions.undo(by=mona, decision=decision)
    else:
        Decision.objects.update(made_at=timezone.now() - timedelta(days=31))

    assert reporting.report(by=alice, target_type="post", thing=reported, reason=spam)


def test_a_released_post_was_looked_at_too(thread, nina, mona, alice, spam):
    waiting = composing.reply(by=nina, thread=thread, body="Hello, I am new here.")
    decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)

    with pytest.raises(Refused, match="looked at exactly this"):
        reporting.report(by=alice, target_type="post", thing=Post.objects.get(pk=waiting.pk), reason=spam)
    assert reporting.report(by=alice, target_type="post", thing=Post.objects.get(pk=waiting.pk), reason=reason("harassment"))


def test_the_page_offers_only_graver_reasons_then(case, reported, alice, mona, spam, client_of):
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    address = reverse("desk:report", args=["post", reported.pk])

    page = client_of(alice).get(address).content.decode()
    refused = client_of(alice).post(address, {"reason": spam.pk, "note": "My words"})

    assert "A moderator looked at exactly this on" in page
    assert page.count(" disabled") == Reason.objects.filter(severity__lte=spam.severity, is_active=True).count()
    assert refused.status_code == 403
    assert "My words" in refused.content.decode()


def test_after_the_gravest_nothing_can_be_sent(reported, charlie, alice, mona, client_of):
    Report.objects.all().delete()
    Case.objects.all().delete()
    case = reporting.report(by=charlie, target_type="post", thing=reported, reason=reason("threat")).case
    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    page = client_of(alice).get(reverse("desk:report", args=["post", reported.pk]))

    assert page.status_code == 403
    assert "Send report" not in page.content.decode()


def test_a_changed_profile_is_a_new_one(forum, bob, charlie, alice, mona, spam):
    case = reporting.report(by=charlie, target_type="member", thing=bob, reason=spam).case
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    with pytest.raises(Refused, match="looked at exactly this"):
        reporting.report(by=alice, target_type="member", thing=Member.objects.get(pk=bob.pk), reason=spam)

    Member.objects.filter(pk=bob.pk).update(bio="Buy here")

    assert reporting.report(by=alice, target_type="member", thing=Member.objects.get(pk=bob.pk), reason=spam)


# --- Against the law --------------------------------------------------------------------------------------------------


def test_guests_and_members_are_shown_where_to_give_a_legal_notice(thread, client_of, guest, charlie):
    post = thread.posts.get(number=2)
    link = f"{reverse('desk:notice')}?url=%2Fp%2F{post.pk}%2F"

    assert link in client_of(guest).get(thread.get_absolute_url()).content.decode()
    report = client_of(charlie).get(reverse("desk:report", args=["post", post.pk])).content.decode()
    assert "Give a legal notice" in report
