"""A successful objection: in one transaction everything is as it was, and everybody who was told is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.mails import send_due
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.appeals import actions, telling
from moderation.appeals.models import Appeal
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.legal_notices.models import LegalNotice, NoticeItem
from moderation.proposals import actions as proposals
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction
from moderation.sanctions.plan import Plan

from .objections import answer, object_to, told, way_of

WARNING = Plan(kind="warning", points=2)


def rows():
    """What a decision changes about the world, ledgers and notices aside."""
    return {
        "posts": list(Post.objects.order_by("pk").values("pk", "state", "number", "version", "published_at")),
        "threads": list(Thread.objects.order_by("pk").values()),
        "forums": list(Forum.objects.order_by("pk").values()),
        "members": list(
            Member.objects.order_by("pk").values("pk", "post_count", "trust", "silenced_until", "suspended_until", "is_limited")
        ),
        "points": sum(Sanction.objects.counting().values_list("points", flat=True)),
        "sanctions": Sanction.objects.active().count(),
    }


def hide(case, by, spam, **more):
    return decisions.decide(by=by, case=case, outcome="hide", rule=spam.rule, version=case.version, **more)


@pytest.mark.parametrize("days", [0, 31, 181])
@pytest.mark.parametrize("outcome", ["hide", "remove"])
@pytest.mark.parametrize("kind", ["post", "thread"])
def test_reversing_restores_everything(kind, outcome, days, thread, charlie, mona, max, spam):
    thing = thread if kind == "thread" else thread.posts.get(number=2)
    case = reporting.report(by=charlie, target_type=kind, thing=thing, reason=spam).case
    before = rows()
    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=case.version, sanction=WARNING)
    during = rows()
    made = object_to(decision)
    Decision.objects.filter(pk=decision.pk).update(made_at=timezone.now() - timedelta(days=days))

    answered = answer(made, max, "reverse", "It is no advertisement. We are sorry.")

    assert during != before
    assert rows() == before
    made.refresh_from_db()
    decision.refresh_from_db()
    case.refresh_from_db()
    assert (made.state, made.decided_by) == ("reversed", max)
    assert (decision.undone_by, case.state) == (max, "decided")
    assert Case.objects.get(pk=made.case_id).state == "decided"
    # What the reporter's reliability is made of: this report was not right after all.
    assert list(Report.objects.values_list("state", flat=True)) == ["declined"]
    assert not decisions.can_undo(max, answered)
    call_command("verify_audit")


@pytest.mark.parametrize("step", ["settle", "telling", "announce"])
def test_if_a_step_fails_nothing_has_happened(step, case, mona, max, spam, monkeypatch):
    made = object_to(hide(case, mona, spam, sanction=WARNING))
    before, mails = rows(), OutboxMail.objects.count()

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    where = {"settle": (actions.proposing, "settle"), "telling": (telling, "reversed_"), "announce": (actions, "announce")}[step]
    monkeypatch.setattr(*where, fail)
    with pytest.raises(RuntimeError):
        answer(made, max, "reverse")

    made.refresh_from_db()
    assert rows() == before
    assert (made.state, made.answer, made.decided_by) == ("open", "", None)
    assert Case.objects.get(pk=made.case_id).is_open
    assert Decision.objects.get().undone_at is None
    assert OutboxMail.objects.count() == mails


def test_everybody_is_told_once_and_plainly(case, mona, max, spam, bob, charlie):
    made = object_to(hide(case, mona, spam, sanction=WARNING))
    known = {member: told(member) for member in (bob, charlie)}

    answer(made, max, "reverse", "The link leads to your own workshop.")

    assert told(bob)[len(known[bob]) :] == ["moderation.appeal_reversed"]
    assert told(charlie)[len(known[charlie]) :] == ["moderation.report_overturned"]
    mail = OutboxMail.objects.filter(to=bob.email).latest("pk").text
    for part in (
        "You were right, and we were wrong",
        "We are sorry",
        "your own workshop",
        "stands again",
        "points no longer count",
    ):
        assert part in mail
    # What is no decision about themselves comes a little later, unless they read it here before.
    Notification.objects.filter(member=charlie).update(mail_due_at=timezone.now())
    send_due(charlie.pk)
    other = OutboxMail.objects.filter(to=charlie.email).latest("pk").text
    assert "You did nothing wrong by telling us." in other
    assert "your own workshop" not in other
    for name in ("mona", "max"):
        assert name not in mail + other


@pytest.mark.parametrize(
    ("language", "address", "sorry"), [("de", "formal", "Sie hatten recht"), ("de", "informal", "Du hattest recht")]
)
def test_the_answer_speaks_the_members_language(language, address, sorry, case, mona, max, spam, bob):
    Member.objects.filter(pk=bob.pk).update(language=language, address=address)
    made = object_to(hide(case, mona, spam))

    answer(made, max, "reverse")

    assert "und wir haben uns geirrt" in OutboxMail.objects.filter(to=bob.email).latest("pk").text
    from moderation.appeals import letters, queries

    assert sorry in letters.to_appellant(queries.appeals().get(), "reversed").subject


def test_a_notifier_who_was_right_has_the_case_opened_again_for_whoever_read_it(case, reported, mona, max, spam, charlie, bob):
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    made = object_to(decision, "notifier", "It is still an advertisement.")
    known = told(bob)

    answer(made, max, "reverse", "You are right.")

    case.refresh_from_db()
    assert (case.state, case.assigned_to, case.holder_id) == ("open", max, None)
    assert Report.objects.get().state == "open"
    assert told(charlie)[-1] == "moderation.appeal_reversed"
    assert "moderation.report_reopened" not in told(charlie)
    assert told(bob) == known
    again = decisions.decide(by=max, case=case, outcome="hide", rule=spam.rule, version=case.version)
    assert Report.objects.get().state == "upheld"
    assert {way.role for way in again.redresses.all()} == {"affected", "notifier"}


def test_other_reporters_hear_that_it_is_looked_at_again(case, reported, mona, max, spam, charlie, alice):
    reporting.report(by=alice, target_type="post", thing=reported, reason=spam)
    case.refresh_from_db()
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    from moderation.appeals.models import Redress

    made = actions.appeal(way=Redress.objects.get(decision=decision, member=charlie), text="Look again.")

    answer(made, max, "reverse")

    assert told(alice)[-1] == "moderation.report_reopened"
    assert told(charlie)[-1] == "moderation.appeal_reversed"


def test_the_case_is_not_opened_beside_another_about_the_same(case, reported, mona, max, spam, charlie, alice):
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    made = object_to(decision, "notifier")
    hate = type(spam).objects.get(slug="hate")
    other = reporting.report(by=alice, target_type="post", thing=reported, reason=hate).case

    with pytest.raises(Refused, match=f"Case {other.pk}"):
        answer(made, max, "reverse")
    assert answer(made, max, "affirm").outcome == "affirm"


def test_the_objections_of_others_against_it_are_settled_too(case, mona, max, spam, charlie, bob):
    decision = hide(case, mona, spam)
    made, beside = object_to(decision), object_to(decision, "notifier", "It should be gone altogether.")

    answer(made, max, "reverse")

    beside.refresh_from_db()
    assert beside.state == Appeal.State.MOOT
    assert not Case.objects.open().exists()


def imposed(case, mona, spam, charlie, **plan):
    """A suspension of 31 days, proposed by Mona with a hidden post and agreed to by a second person."""
    decision = hide(case, mona, spam, sanction=Plan(kind="suspend", hours=31 * 24, points=4, off_ladder="Again.", **plan))
    proposal = Proposal.objects.get(origin=decision)
    by = Member.objects.create_superuser("second")
    place = Case.objects.get(pk=proposal.case_id)
    return decision, proposals.decide(by=by, case=place, outcome="impose", version=place.version)


def test_reversing_an_imposed_sanction_ends_it_and_leaves_the_rest(case, reported, mona, max, spam, charlie, bob):
    _origin, decision = imposed(case, mona, spam, charlie, hearing="danger")
    bob.refresh_from_db()
    assert bob.is_suspended
    assert "Cheap" not in decision.statement.body
    assert reported.thread.title in decision.statement.body

    made = object_to(decision)
    with pytest.raises(Refused, match="had a part"):
        answer(made, mona, "reverse")
    answer(made, max, "reverse", "31 days are too much.")

    bob.refresh_from_db()
    reported.refresh_from_db()
    # Only the day that was in force before the second person agreed is left: it belongs to the first decision.
    assert bob.suspended_until < timezone.now() + timedelta(hours=25)
    assert Sanction.objects.get(decision=decision).undone_at
    assert Proposal.objects.get().state == Proposal.State.UNDONE
    assert reported.state == "hidden"
    assert not Case.objects.open().exists()


def test_reversing_what_a_sanction_came_with_ends_the_sanction_too(case, reported, mona, max, spam, charlie, bob):
    origin, decision = imposed(case, mona, spam, charlie, hearing="danger")

    answer(object_to(origin), max, "reverse")

    bob.refresh_from_db()
    reported.refresh_from_db()
    decision.refresh_from_db()
    assert not bob.is_suspended
    assert reported.state == "published"
    assert decision.undone_at
    assert Sanction.objects.active().count() == 0
    assert sum(Sanction.objects.counting().values_list("points", flat=True)) == 0


def test_a_guest_who_gave_notice_objects_and_is_answered_by_mail(case, mona, max, spam):
    notice = LegalNotice.objects.create(
        email="anna@example.org",
        explanation="That is mine.",
        category="x",
        good_faith=True,
        language="de",
        made_at=timezone.now(),
    )
    NoticeItem.objects.create(notice=notice, case=case, url="/")
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    way = decision.redresses.get(notice=notice)

    made = actions.appeal(way=way, text="It is still mine.")
    receipt = OutboxMail.objects.filter(to="anna@example.org").latest("pk")
    answer(made, max, "affirm", "Es ist kein Werk von Ihnen.")
    mail = OutboxMail.objects.filter(to="anna@example.org").latest("pk")

    assert "ist eingegangen" in receipt.subject
    assert way.get_absolute_url() in receipt.text
    assert "It is still mine." not in receipt.text
    assert "Die Entscheidung bleibt bestehen." in mail.text
    assert "Es ist kein Werk von Ihnen." in mail.text
    assert "Streitbeilegung" in mail.text
    assert mail.text.startswith("Guten Tag,")


def test_what_others_did_since_stays(case, reported, mona, max, spam):
    made = object_to(hide(case, mona, spam))
    Post.objects.filter(pk=reported.pk).update(state="removed")

    answer(made, max, "reverse")

    reported.refresh_from_db()
    assert reported.state == "removed"


def test_a_stale_answer_changes_nothing(case, mona, max, admin, spam):
    made = object_to(hide(case, mona, spam))
    answer(made, max)

    with pytest.raises(decisions.StaleCase):
        actions.decide(by=admin, case=made.case, outcome="reverse", version=1, answer="No.")
    assert way_of(made.redress.decision).appeal.state == "affirmed"


@pytest.mark.parametrize("outcome", ["keep", "hide"])
def test_notices_are_told_once_whoever_objected(outcome, case, mona, max, spam):
    facts = {"explanation": "x", "category": "x", "good_faith": True, "made_at": timezone.now()}
    for name in ("anna", "otto"):
        notice = LegalNotice.objects.create(email=f"{name}@example.org", **facts)
        NoticeItem.objects.create(notice=notice, case=case, url="/")
    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=case.version)
    way = decision.redresses.get(notice__email="anna@example.org") if outcome == "keep" else way_of(decision)
    made = actions.appeal(way=way, text="Look again.")
    OutboxMail.objects.all().delete()

    answer(made, max, "reverse")

    mails = {name: OutboxMail.objects.filter(to=f"{name}@example.org").count() for name in ("anna", "otto")}
    assert mails == {"anna": 1, "otto": 1}
    assert set(NoticeItem.objects.values_list("state", flat=True)) == {"open" if outcome == "keep" else "declined"}
