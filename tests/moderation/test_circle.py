"""Report, decision, undo: everybody is told, and afterwards the rows are what they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from forums.composing import actions as composing
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, Rule
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.statements.models import Statement
from tests import make


def rows() -> dict[str, Any]:
    """Everything a decision may touch, ledgers and notices aside."""
    return {
        "posts": list(Post.objects.order_by("pk").values("pk", "state", "number", "version", "published_at")),
        "threads": list(Thread.objects.order_by("pk").values()),
        "forums": list(Forum.objects.order_by("pk").values()),
        "members": list(Member.objects.order_by("pk").values("pk", "post_count", "trust", "silenced_until", "suspended_until")),
        "reports": list(Report.objects.order_by("pk").values("pk", "state", "decided_at")),
        "cases": list(
            Case.objects.order_by("pk").values("pk", "state", "kind", "decided_at", "severity", "report_count", "due_at")
        ),
    }


def told(member: Member) -> list[str]:
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("outcome", ["keep", "remind", "hide", "remove"])
@pytest.mark.parametrize("which", ["reply", "opening", "lonely opening", "thread"])
def test_undo_restores_exactly(outcome, which, thread, forum, alice, bob, charlie, mona, spam):
    lonely = make.thread(by=alice, forum=forum, title="Nobody answered", tags=["glue"])
    thing = {
        "reply": thread.posts.get(number=2),
        "opening": make.opening(thread),
        "lonely opening": make.opening(lonely),
        "thread": thread,
    }[which]
    kind = "thread" if which == "thread" else "post"
    reporting.report(by=charlie, target_type=kind, thing=thing, reason=spam)
    case = Case.objects.get()
    before = rows()

    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=case.version)
    during = rows()
    decisions.undo(by=mona, decision=decision)

    assert during != before
    assert rows() == before
    call_command("verify_audit")


@pytest.mark.parametrize("outcome", ["hide", "remove"])
def test_a_restriction_is_told_with_its_reasons(outcome, thread, alice, bob, charlie, mona, spam):
    post = thread.posts.get(number=2)
    report = reporting.report(by=charlie, target_type="post", thing=post, reason=spam, note="Buys links")

    decision = decisions.decide(
        by=mona, case=report.case, outcome=outcome, rule=spam.rule, message="This sells something.", version=1
    )

    post.refresh_from_db()
    report.refresh_from_db()
    statement = Statement.objects.get(decision=decision)
    assert post.state == {"hide": "hidden", "remove": "removed"}[outcome]
    assert report.state == Report.State.UPHELD
    assert told(bob)[-1] == {"hide": "moderation.hidden", "remove": "moderation.removed"}[outcome]
    assert told(charlie) == ["moderation.report_received", "moderation.report_decided"]
    assert statement.member == bob
    for part in (
        "This sells something.",
        "House rule 4",
        spam.rule.text,
        "Other members reported it.",
        "no end date",
        "six months",
        "court",
    ):
        assert part in statement.body
    assert "charlie" not in statement.body
    assert "mona" not in statement.body
    mail = OutboxMail.objects.filter(to=bob.email).latest("pk")
    assert "This sells something." in mail.text
    entry = AuditEntry.objects.get(verb=f"case.decided.{outcome}")
    assert (entry.actor, entry.reason, entry.forum_id) == (mona, "This sells something.", thread.forum_id)


def test_keeping_tells_the_reporter_and_leaves_the_author_in_peace(thread, bob, charlie, mona, spam):
    post = thread.posts.get(number=2)
    known = told(bob)
    report = reporting.report(by=charlie, target_type="post", thing=post, reason=spam)

    decisions.decide(by=mona, case=report.case, outcome="keep", version=1)

    report.refresh_from_db()
    post.refresh_from_db()
    assert (report.state, post.state) == (Report.State.DECLINED, Post.State.PUBLISHED)
    assert told(bob) == known
    assert not Statement.objects.exists()
    assert told(charlie)[-1] == "moderation.report_decided"


def test_undo_tells_whoever_was_told(thread, bob, charlie, mona, spam):
    report = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    decision = decisions.decide(by=mona, case=report.case, outcome="remove", rule=spam.rule, version=1)

    decisions.undo(by=mona, decision=decision, reason="Looked at the wrong post")

    assert told(bob)[-1] == "moderation.undone"
    assert told(charlie)[-1] == "moderation.report_reopened"
    assert AuditEntry.objects.get(verb="case.undone").reason == "Looked at the wrong post"


def test_undo_leaves_alone_what_the_author_did_since(thread, bob, charlie, mona, spam):
    post = thread.posts.get(number=2)
    report = reporting.report(by=charlie, target_type="post", thing=post, reason=spam)
    decision = decisions.decide(by=mona, case=report.case, outcome="keep", version=1)
    composing.delete_own(by=bob, post=post)

    decisions.undo(by=mona, decision=decision)

    post.refresh_from_db()
    assert post.state == Post.State.DELETED


def test_a_decision_can_be_taken_back_once_and_for_thirty_days(thread, charlie, mona, spam, django_assert_num_queries):
    report = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    decision = decisions.decide(by=mona, case=report.case, outcome="keep", version=1)
    decisions.undo(by=mona, decision=decision)

    with pytest.raises(Refused, match="already"):
        decisions.undo(by=mona, decision=decision)

    case = Case.objects.get()
    second = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    Decision.objects.filter(pk=second.pk).update(made_at=second.made_at.replace(year=second.made_at.year - 1))
    with pytest.raises(Refused, match="30 days"):
        decisions.undo(by=mona, decision=second)


def test_an_earlier_decision_is_not_undone_past_a_later_one(thread, alice, charlie, mona, spam):
    post = thread.posts.get(number=2)
    first = decisions.decide(
        by=mona, case=reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case, outcome="keep", version=1
    )
    graver = Reason.objects.get(slug="threat")
    again = reporting.report(by=alice, target_type="post", thing=post, reason=graver)

    with pytest.raises(Refused, match=f"Case {again.case_id}"):
        decisions.undo(by=mona, decision=first)
    decisions.decide(by=mona, case=again.case, outcome="hide", rule=spam.rule, version=1)
    with pytest.raises(Refused, match="later"):
        decisions.undo(by=mona, decision=first)


@pytest.mark.parametrize("outcome", ["remind", "hide", "remove"])
def test_no_restriction_without_a_ground(outcome, thread, charlie, mona, spam):
    report = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)

    with pytest.raises(Exception, match="choose the ground"):
        decisions.decide(by=mona, case=report.case, outcome=outcome, version=1)

    assert not Decision.objects.exists()


def test_the_words_in_force_then_stay_in_the_statement(thread, bob, charlie, mona, spam):
    report = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    decision = decisions.decide(by=mona, case=report.case, outcome="hide", rule=spam.rule, version=1)

    Rule.objects.filter(pk=spam.rule_id).update(text="Anything goes.", version=2)

    assert "No advertising" in decision.statement.body
    assert "Anything goes" not in Statement.objects.get().body
    assert Decision.objects.get().rule_version == 1


@pytest.mark.parametrize(
    ("language", "address", "greeting"),
    [("en", "formal", "Hello"), ("de", "informal", "Dein Beitrag"), ("de", "formal", "Ihr Beitrag")],
)
def test_the_statement_speaks_the_members_language(language, address, greeting, thread, bob, charlie, mona, spam):
    Member.objects.filter(pk=bob.pk).update(language=language, address=address)
    report = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)

    decision = decisions.decide(by=mona, case=report.case, outcome="hide", rule=spam.rule, version=1)

    said = f"{decision.statement.subject}\n{decision.statement.body}"
    assert greeting in said
    assert spam.rule.in_language(language)[2] in said
    if address == "formal" and language == "de":
        assert not {"du", "dein", "dich", "dir"} & set(said.lower().replace(",", " ").split())
