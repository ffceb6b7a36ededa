"""A spam account is cleaned up in one step, and everything comes back in one step."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.models import Forum
from forums.posts import levers as post_levers
from forums.posts.models import Post
from forums.threads.models import Tag, Thread
from moderation.cases.models import Case
from moderation.cleanup import actions, policies, queries
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.proposals import actions as proposals
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.reports.models import Report
from moderation.reports.queries import own_report
from moderation.sanctions.models import Sanction
from moderation.statements.models import Statement
from tests import make


def rows() -> dict[str, Any]:
    """The whole state of the forum and of the desk, ledgers and what people were told aside."""
    return {
        "posts": list(Post.objects.order_by("pk").values()),
        "threads": list(Thread.objects.order_by("pk").values()),
        "forums": list(Forum.objects.order_by("pk").values()),
        "tags": list(Tag.objects.order_by("pk").values()),
        "members": list(Member.objects.order_by("pk").values()),
        "reports": list(Report.objects.order_by("pk").values("pk", "case", "state", "decided_at")),
        "cases": list(Case.objects.exclude(kind="spot").order_by("pk").values("pk", "state", "decided_at", "snoozed_until")),
        "sanctions": list(Sanction.objects.standing().values()),
    }


@pytest.fixture
def spammer(forum, alice, bob, charlie, spam, thread) -> Member:
    """Posts everywhere: alone, among others, with answers by others, waiting; one is reported, one hidden already."""
    found = make.member("pills", trust=0)
    make.thread(by=found, forum=forum, title="Alone", tags=["glue"])
    make.thread(by=found, forum=forum, title="With answers", posts=4, repliers=[bob, found])
    make.thread(by=found, forum=make.forum("Market"), title="Elsewhere", posts=3, repliers=[found])
    mine = make.post(thread, by=found, body="Buy pills")
    make.post(thread, by=alice, body="Go away")
    hidden = make.post(thread, by=found, body="Hidden before")
    post_levers.hide(hidden)
    make.post(thread, by=found, body="Waits for a moderator", state="held")
    reporting.report(by=charlie, target_type="post", thing=mine, reason=spam)
    return Member.objects.get(pk=found.pk)


@pytest.fixture
def clean(mona, spammer, spam):
    def act(by=mona, **more):
        return actions.clean(by=by, member=spammer, rule=spam.rule, **more)

    return act


def test_everything_goes_with_one_decision_and_one_statement(clean, spammer, spam, charlie, mona, thread):
    statements = Statement.objects.count()
    decision = clean()

    spammer.refresh_from_db()
    assert set(Post.objects.filter(author=spammer).values_list("state", flat=True)) == {"removed", "hidden"}
    assert not Thread.objects.filter(author=spammer, state="published").exists()
    assert Thread.objects.get(pk=thread.pk).state == "published"
    assert (decision.outcome, decision.rule, decision.is_manifest) == ("clean", spam.rule, True)
    assert decision.case.target_type == "member"
    assert Statement.objects.count() == statements + 1
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.hearing, sanction.decision) == ("suspend", "spam", decision)
    assert spammer.is_suspended
    assert spammer.post_count == 0
    assert not Case.objects.open().exists()
    assert Report.objects.get().state == Report.State.UPHELD
    told = Notification.objects.get(member=charlie, verb="moderation.report_decided")
    assert told.data["title"] == thread.title
    own = own_report(Report.objects.select_related("case").get())
    assert (own.state, own.outcome) == ("upheld", "clean")
    assert own.way is not None
    assert decision.redresses.filter(role="notifier", member=charlie).exists()
    assert Case.objects.get(reports__reporter=charlie).notes.get().body.startswith(f"Closed with case {decision.case_id}")


def test_undoing_restores_exactly_all(clean, mona, spammer):
    before = rows()
    decision = clean()
    assert rows() != before

    decisions.undo(by=mona, decision=decision)

    assert rows() == before
    call_command("recount")
    assert rows() == before
    call_command("verify_audit")


def test_what_others_changed_since_stays(clean, mona, spammer, thread):
    decision = clean()
    restored = Post.objects.get(author=spammer, source="Buy pills")
    post_levers.restore(restored)
    hidden = Post.objects.filter(author=spammer, thread__title="Elsewhere").latest("pk")
    Post.objects.filter(pk=hidden.pk).update(state="hidden")

    decisions.undo(by=mona, decision=decision)

    assert Post.objects.get(pk=restored.pk).state == "published"
    assert Post.objects.get(pk=hidden.pk).state == "hidden"
    assert Post.objects.get(author=spammer, thread__title="Alone").state == "published"


def test_a_reversed_clean_up_brings_the_posts_back_and_leaves_the_cases_closed(clean, max, spammer):
    decision = clean()

    decisions.take_back(by=max, decision=decision, reason="", settled=Report.State.DECLINED)

    spammer.refresh_from_db()
    assert not spammer.is_suspended
    assert Post.objects.get(author=spammer, source="Buy pills").state == "published"
    assert not Case.objects.open().exists()
    assert Report.objects.get().state == Report.State.DECLINED


def test_a_case_opened_again_meanwhile_takes_the_reports_over(clean, mona, max, charlie, spammer, spam):
    decision = clean()
    post = Post.objects.get(author=spammer, source="Buy pills")
    post_levers.restore(post)
    newer = reporting.report(by=max, target_type="post", thing=post, reason=spam).case

    decisions.undo(by=mona, decision=decision)

    assert Report.objects.get(reporter=charlie).case_id == newer.pk


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("mona", ""), ("admin", ""), ("kim", "moderates every forum"), ("bob", "moderates every forum"), ("nina", "every forum")],
)
def test_who_may_clean_up(who, sentence, forum, request):
    by = request.getfixturevalue(who)
    member = make.member("pills", trust=0)

    allowed = policies.can_clean(Member.objects.get(pk=by.pk), member)

    assert bool(allowed) == (not sentence)
    assert sentence in str(allowed.reason)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"trust": 3}, "trust level 3"), ({"is_staff": True}, "works for the site"), ({"groups": ["moderators"]}, "works for")],
)
def test_whose_account_is_never_cleaned_up(fields, sentence, forum, mona, spam):
    member = make.member("someone", **({"trust": 0} | fields))

    with pytest.raises(Refused, match=sentence):
        actions.clean(by=mona, member=member, rule=spam.rule)
    with pytest.raises(Refused, match="own account"):
        actions.clean(by=mona, member=mona, rule=spam.rule)


def test_no_clean_up_without_a_ground(mona, spammer):
    with pytest.raises(ValidationError, match="ground"):
        actions.clean(by=mona, member=spammer)

    assert not Decision.objects.exists()
    assert not Sanction.objects.exists()


def test_much_needs_a_second_person(clean, mona, max, spammer, monkeypatch):
    monkeypatch.setattr(policies, "ALONE", 3)

    proposal = clean()

    assert isinstance(proposal, Proposal)
    assert Post.objects.filter(author=spammer, state="published").exists()
    with pytest.raises(Refused, match="proposed already"):
        clean()
    case = Case.objects.get(pk=proposal.case_id)
    with pytest.raises(Refused, match="second person"):
        proposals.decide(by=mona, case=case, outcome="impose", version=case.version)
    before = rows()
    proposals.decide(by=max, case=case, outcome="impose", version=case.version)

    decision = Decision.objects.get(outcome="clean")
    assert (decision.by, decision.second_by) == (mona, max)
    assert not Post.objects.filter(author=spammer, state="published").exists()
    decisions.undo(by=max, decision=decision)
    after = rows()
    assert {key: after[key] for key in ("posts", "threads", "members", "forums")} == {
        key: before[key] for key in ("posts", "threads", "members", "forums")
    }


def test_where_nothing_is_left_nothing_is_cleaned_up(clean, max):
    clean()

    with pytest.raises(Refused, match="Nothing of this account"):
        clean(by=max)
    assert Decision.objects.count() == 1


def test_too_much_is_no_spam_account(clean, monkeypatch):
    monkeypatch.setattr(policies, "AT_ALL", 3)

    with pytest.raises(Refused, match="single posts"):
        clean()


def test_the_preview_says_what_would_go(spammer, django_assert_num_queries):
    with django_assert_num_queries(5):
        preview = queries.preview(spammer)

    assert (preview.posts, preview.held, preview.threads, preview.cases) == (8, 1, 3, 1)
    assert preview.answers_by_others == 2
    assert sum(n for _name, n in preview.forums) == preview.posts
    assert preview.oldest is not None
