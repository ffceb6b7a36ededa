"""The desk and the members' pages over HTTP, without a script."""

from __future__ import annotations

import csv

import pytest
from django.urls import reverse

from accounts.models import Member
from forums.composing import actions as composing
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases import queries
from moderation.cases.evidence import highlight
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.reports.models import Report
from moderation.statements.models import Statement
from moderation.web import urls


def form_for(case: Case, outcome: str, **more):
    return {"outcome": outcome, "version": case.version} | more


def test_every_door_is_guarded():
    open_doors = [
        pattern.name
        for pattern in urls.urlpatterns
        if not getattr(pattern.callback, "is_desk", False) and not getattr(pattern.callback, "is_for_members", False)
    ]

    assert set(open_doors) == {"appeal", "hearing_by_key", "notice", "notice_status", "public_log", "rules"}


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("bob", 403), ("mona", 200), ("kim", 200), ("admin", 200)])
def test_who_gets_to_the_desk(who, status, case, client_of, request):
    answer = client_of(request.getfixturevalue(who)).get(reverse("desk:queue"))

    assert answer.status_code == status


def test_staff_without_a_second_factor_are_sent_to_set_one_up(case, client_of, mona, settings):
    settings.STAFF_SECOND_FACTOR = True

    assert client_of(mona).get(reverse("desk:queue")).url == reverse("mfa_index")


@pytest.mark.parametrize("who", ["kim"])
def test_a_case_of_another_forum_is_not_found(who, case, client_of, request):
    client = client_of(request.getfixturevalue(who))

    assert client.get(case.get_absolute_url()).status_code == 404
    for act in ("claim", "unclaim", "decide", "undo", "note", "snooze"):
        assert client.post(reverse(f"desk:{act}", args=[case.pk]), form_for(case, "keep")).status_code == 404
    assert Case.objects.get().is_open


def test_deciding_goes_on_to_the_next_case_and_offers_to_take_it_back(many_cases, client_of, mona, spam):
    first, second, _third = sorted(many_cases(3), key=lambda c: (-c.priority, -c.pk))
    client = client_of(mona)

    answer = client.post(reverse("desk:decide", args=[first.pk]), form_for(first, "remove", rule=spam.rule_id), follow=True)

    decision = Decision.objects.get()
    assert answer.redirect_chain == [(f"{second.get_absolute_url()}?last={decision.pk}", 302)]
    page = answer.content.decode()
    assert f"Removed: case {first.pk}." in page
    assert reverse("desk:undo", args=[first.pk]) in page
    client.post(reverse("desk:undo", args=[first.pk]))
    assert Post.objects.get(pk=first.target_id).state == Post.State.PUBLISHED


def test_after_the_last_case_the_desk_is_empty(case, client_of, mona):
    answer = client_of(mona).post(reverse("desk:decide", args=[case.pk]), form_for(case, "keep"), follow=True)

    assert "Nothing waits for you." in answer.content.decode()


def test_a_stale_decision_shows_what_the_other_did_and_keeps_the_words(case, client_of, mona, max, spam):
    decisions.decide(by=max, case=case, outcome="hide", rule=spam.rule, message="It advertises.", version=1)

    answer = client_of(mona).post(
        reverse("desk:decide", args=[case.pk]),
        form_for(case, "remove", rule=spam.rule_id, message="I wrote this.") | {"version": 1},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    for part in ("max decided", "It advertises.", "I wrote this."):
        assert part in page
    assert Decision.objects.get().outcome == "hide"


def test_a_restriction_without_a_ground_comes_back_with_the_words(case, client_of, mona):
    answer = client_of(mona).post(
        reverse("desk:decide", args=[case.pk]), form_for(case, "hide", rule="", message="Please do not.")
    )

    assert answer.status_code == 422
    assert "Please choose the ground" in answer.content.decode()
    assert "Please do not." in answer.content.decode()
    assert Case.objects.get().is_open


def test_the_author_reads_the_chosen_rules_words_when_the_browser_has_no_script(case, client_of, mona, spam):
    from moderation.decisions.models import Rule

    other = Rule.objects.get(number=1)

    client_of(mona).post(reverse("desk:decide", args=[case.pk]), form_for(case, "hide", rule=other.pk, message=spam.rule.message))

    assert Decision.objects.get().message == other.message


def test_what_members_wrote_is_escaped_everywhere(thread, charlie, client_of, mona, spam, bob):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    post = thread.posts.get(number=2)
    Post.objects.filter(pk=post.pk).update(source=nasty, text=nasty)
    Thread.objects.filter(pk=thread.pk).update(title=nasty)
    Member.objects.filter(pk=bob.pk).update(display_name="<b>Bob</b>")
    from moderation.reports import actions as reporting

    post = Post.objects.get(pk=post.pk)
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam, note=nasty).case
    Case.objects.filter(pk=case.pk).update(evidence={"matches": ["<script>", "onerror"]})
    decision = decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, message=nasty, version=1)

    pages = [
        (mona, reverse("desk:queue") + "?queue=decided"),
        (mona, case.get_absolute_url()),
        (mona, reverse("desk:audit")),
        (mona, reverse("desk:member", args=["bob"])),
        (mona, reverse("desk:members")),
        (bob, decision.statement.get_absolute_url()),
        (charlie, reverse("desk:reports")),
    ]
    for who, path in pages:
        page = client_of(who).get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "<b>Bob" not in page, path


def test_matched_words_are_marked_and_links_show_where_they_lead():
    parts = highlight("Buy CHEAP pills at https://pills.example/x now", ["cheap pills"])

    assert [(part.text, part.kind) for part in parts] == [
        ("Buy ", ""),
        ("CHEAP pills", "match"),
        (" at ", ""),
        ("https://pills.example/x", "link"),
        (" now", ""),
    ]
    assert "".join(part.text for part in highlight("a.b*c" * 500, ["a.b*", "", "c" * 99])) == "a.b*c" * 500


def test_reporting_with_a_form(thread, client_of, charlie, spam):
    post = thread.posts.get(number=2)
    client = client_of(charlie)
    address = reverse("desk:report", args=["post", post.pk])

    assert spam.name in client.get(address).content.decode()
    nothing = client.post(address, {"note": "I typed this"})
    answer = client.post(address, {"reason": spam.pk, "note": "Sells pills"}, follow=True)

    assert nothing.status_code == 422
    assert "I typed this" in nothing.content.decode()
    assert "have your report" in answer.content.decode()
    assert Report.objects.get().note == "Sells pills"
    assert client.get(address).status_code == 403
    assert "looking at it" in client.get(reverse("desk:reports")).content.decode()


def test_what_one_cannot_see_cannot_be_reported(staff_forum, mona, client_of, charlie, spam):
    from tests import make

    hidden = make.thread(by=mona, forum=staff_forum)

    for kind, pk in (("thread", hidden.pk), ("post", make.opening(hidden).pk), ("post", 2**62), ("nothing", 1)):
        assert client_of(charlie).post(reverse("desk:report", args=[kind, pk]), {"reason": spam.pk}).status_code == 404
    assert not Report.objects.exists()


def test_withdrawing_the_only_report_closes_the_case(case, client_of, charlie, bob):
    report = Report.objects.get()

    assert client_of(bob).post(reverse("desk:withdraw", args=[report.pk])).status_code == 404
    client_of(charlie).post(reverse("desk:withdraw", args=[report.pk]))

    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("bob", 200), ("mona", 200), ("charlie", 404), ("kim", 404)])
def test_a_statement_is_read_by_whom_it_concerns(who, status, case, client_of, mona, spam, request):
    client = client_of(request.getfixturevalue(who))
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)

    assert client.get(Statement.objects.get().get_absolute_url()).status_code == status


@pytest.mark.parametrize("act", ["lock", "unlock", "pin", "unpin", "move", "hide", "remove", "restore"])
def test_acts_on_the_spot_ask_first(act, kim, thread, client_of, mona, bob):
    address = reverse("desk:intervene", args=[thread.pk, act])

    assert client_of(mona).get(address).status_code == 200
    assert client_of(bob).get(address).status_code == 403
    assert client_of(kim).get(address).status_code == 403


def test_hiding_on_the_spot_makes_a_case_a_decision_and_a_statement(thread, client_of, mona, bob, spam):
    post = thread.posts.get(number=2)
    client = client_of(mona)

    refused = client.post(reverse("desk:intervene_post", args=[post.pk, "hide"]), {"message": "No ground given"})
    client.post(reverse("desk:intervene_post", args=[post.pk, "hide"]), {"ground": f"rule:{spam.rule_id}"})

    post.refresh_from_db()
    assert refused.status_code == 422
    assert post.state == Post.State.HIDDEN
    assert Case.objects.get().kind == Case.Kind.SPOT
    assert "A moderator saw it; nobody had reported it." in Statement.objects.get(member=bob).body

    client.post(reverse("desk:intervene_post", args=[post.pk, "restore"]), {"reason": "My mistake"})

    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED
    assert Decision.objects.get().undone_at


def test_the_log_as_csv_is_no_formula(thread, client_of, mona):
    from moderation.interventions import actions as interventions

    interventions.pin(by=mona, thread=thread, reason='=HYPERLINK("http://evil.example")')

    answer = client_of(mona).get(reverse("desk:audit"), {"format": "csv"})

    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))
    assert rows[0]["verb"] == "thread.pinned"
    assert rows[0]["reason"].startswith("'=")


def test_the_queue_is_paged_by_key_and_complete(many_cases, mona):
    cases = many_cases(queries.PAGE + 5)

    first = queries.queue(mona, queries.Filter())
    second = queries.queue(mona, queries.Filter(cursor=first.next))

    assert len(first.rows) == queries.PAGE
    assert {row.pk for row in first.rows} | {row.pk for row in second.rows} == {case.pk for case in cases}
    assert second.next == ""


@pytest.mark.parametrize(
    "query", ["queue=x", "cursor=abc", "forum=99999999999999999999", "forum=²", "last=x", "last=9" + "9" * 40]
)
def test_nonsense_in_the_address_shows_the_desk(query, case, client_of, mona):
    assert client_of(mona).get(f"{reverse('desk:queue')}?{query}").status_code == 200
    assert client_of(mona).get(f"{case.get_absolute_url()}?{query}").status_code == 200


def test_counts_of_the_queues(many_cases, case, client_of, mona, max, nina, thread):
    from datetime import timedelta

    from django.utils import timezone

    from moderation.cases import actions

    a, b = many_cases(2)
    actions.claim(by=mona, case=a)
    actions.snooze(by=mona, case=b, until=timezone.now() + timedelta(hours=1))
    composing.reply(by=nina, thread=thread, body="Hello")

    nothing = {"appeals": 0, "notices": 0, "proposals": 0, "waiting": 0}
    assert queries.counts(mona) == {"open": 3, "held": 1, "mine": 1, "snoozed": 1} | nothing
    assert queries.counts(max)["mine"] == 0


def test_the_number_on_the_shield_follows_the_cases(
    case, mona, bob, django_assert_num_queries, django_capture_on_commit_callbacks
):
    from moderation.cases.desk_count import open_count_for

    assert open_count_for(mona) == 1
    with django_assert_num_queries(0):
        assert open_count_for(mona) == 1

    with django_capture_on_commit_callbacks(execute=True):
        decisions.decide(by=mona, case=case, outcome="keep", version=1)

    assert open_count_for(mona) == 0
    assert open_count_for(bob) == 0


def test_why_a_post_is_hidden_is_told_to_its_author_and_to_staff(case, thread, client_of, mona, bob, charlie, spam):
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    link = Statement.objects.get().get_absolute_url()

    assert link in client_of(bob).get(thread.get_absolute_url()).content.decode()
    assert link in client_of(mona).get(thread.get_absolute_url()).content.decode()
    assert link not in client_of(charlie).get(thread.get_absolute_url()).content.decode()
