"""An objection is made by whoever was told, within 190 days, once; it is answered by whoever had no part in the matter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.notifications.mails import send_due
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import OutboxMail
from moderation.appeals import actions, policies, queries
from moderation.appeals.models import Appeal, Redress
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.closing import StaleCase
from moderation.decisions.models import Decision
from moderation.legal_notices.models import LegalNotice, NoticeItem
from moderation.sanctions.plan import Plan

from .objections import answer, told, way_of


@pytest.fixture
def hidden(case, mona, spam):
    """Bob's reply, reported by Charlie, hidden by Mona."""
    return decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=case.version)


@pytest.fixture
def appealed(hidden):
    """Bob objects."""
    return actions.appeal(way=way_of(hidden), text="It is no advertisement, it is my own workshop.")


def days_later(way, days):
    """As if so many days had gone by since the person was told."""
    Redress.objects.filter(pk=way.pk).update(
        informed_at=way.informed_at - timedelta(days=days), open_until=way.open_until - timedelta(days=days)
    )


def test_an_objection_is_a_case_in_the_queue_and_has_a_receipt(hidden, bob):
    made = actions.appeal(way=way_of(hidden), text="It is no advertisement.\r\nReally.")

    case = made.case
    assert (case.kind, case.state, case.target_type, case.target_id) == ("appeal", "open", "appeal", made.pk)
    assert (case.forum, case.subject) == (hidden.case.forum, bob)
    assert case.severity >= 2
    assert case.due_at == made.made_at + timedelta(days=7)
    assert made.first_decider == hidden.by
    assert made.text == "It is no advertisement.\nReally."
    assert told(bob)[-1] == "moderation.appeal_received"
    mail = OutboxMail.objects.filter(to=bob.email).latest("pk")
    assert "It is no advertisement." in mail.text
    assert mail.text.count("Hello") == 1
    assert way_of(hidden).get_absolute_url() in mail.text


@pytest.mark.parametrize(("days", "is_accepted"), [(0, True), (181, True), (184, True), (189, True), (190, False), (191, False)])
@pytest.mark.parametrize("role", ["affected", "notifier"])
def test_the_way_is_open_for_190_days(role, days, is_accepted, hidden):
    way = way_of(hidden, role)
    days_later(way, days)

    if is_accepted:
        assert actions.appeal(way=way, text="Day after day.").state == "open"
    else:
        with pytest.raises(Refused, match="was possible until"):
            actions.appeal(way=way, text="Too late.")
        assert not Appeal.objects.exists()


def test_on_the_last_day_to_the_minute(hidden):
    way = way_of(hidden)
    Redress.objects.filter(pk=way.pk).update(
        informed_at=timezone.now() - timedelta(days=190) + timedelta(minutes=1), open_until=timezone.now() + timedelta(minutes=1)
    )

    assert actions.appeal(way=way, text="Just in time.").state == "open"


def test_six_months_cannot_be_shortened_in_the_database(hidden):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redress.objects.update(open_until=timezone.now() + timedelta(days=30))


@pytest.mark.parametrize("text", ["", "  \r\n ", "\0"])
def test_an_objection_needs_words(text, hidden):
    with pytest.raises(ValidationError) as error:
        actions.appeal(way=way_of(hidden), text=text)

    assert "in a sentence" in error.value.message_dict["text"][0]
    assert not Appeal.objects.exists()


def test_too_many_words_are_refused(hidden):
    with pytest.raises(ValidationError):
        actions.appeal(way=way_of(hidden), text="x" * (actions.TEXT_MAX + 1))


def test_one_objects_once(appealed, hidden, mona, max):
    with pytest.raises(Refused, match="already"):
        actions.appeal(way=way_of(hidden), text="Again.")
    answer(appealed, max)
    with pytest.raises(Refused, match="already"):
        actions.appeal(way=way_of(hidden), text="And again.")

    assert Appeal.objects.count() == 1


def test_what_was_taken_back_needs_no_objection(hidden, mona):
    decisions.undo(by=mona, decision=hidden)

    with pytest.raises(Refused, match="took this decision back"):
        actions.appeal(way=way_of(hidden), text="Unfair.")


def test_taking_the_decision_back_settles_the_objection(appealed, hidden, mona):
    decisions.undo(by=mona, decision=hidden)

    appealed.refresh_from_db()
    assert appealed.state == Appeal.State.MOOT
    assert Case.objects.get(pk=appealed.case_id).state == "closed"


def test_a_withdrawn_objection_is_decided_by_nobody(appealed, hidden, max):
    actions.withdraw(way=way_of(hidden))

    appealed.refresh_from_db()
    assert appealed.state == Appeal.State.WITHDRAWN
    with pytest.raises(StaleCase):
        answer(appealed, max)
    with pytest.raises(Refused, match="second time"):
        actions.appeal(way=way_of(hidden), text="I changed my mind.")
    with pytest.raises(Refused, match="settled"):
        actions.withdraw(way=way_of(hidden))


def test_a_notifier_whose_reports_are_not_looked_at_may_not_object_but_whoever_is_concerned_may(
    case, hidden, charlie, bob, mona, spam, reported, thread
):
    from moderation.reports import actions as reporting

    for member in (charlie, bob):
        other = reporting.report(by=mona, target_type="member", thing=member, reason=spam).case
        admin = type(mona).objects.create_superuser(f"root-{member.pk}")
        decisions.decide(
            by=admin,
            case=other,
            outcome="remind",
            rule=spam.rule,
            version=1,
            sanction=Plan(kind="no_reports", hours=24, off_ladder="It goes on and on."),
        )

    with pytest.raises(Refused):
        actions.appeal(way=way_of(hidden, "notifier"), text="It is still there.")
    assert actions.appeal(way=way_of(hidden), text="It is my own workshop.").state == "open"


WHO = {
    "max": "",
    "admin": "",
    "mona": "had a part in the first decision",
    "kim": "do not moderate",
    "bob": "do not moderate",
    "charlie": "do not moderate",
    "alice": "do not moderate",
    "nina": "do not moderate",
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("outcome", ["affirm", "reverse"])
def test_who_may_answer(who, outcome, appealed, max, request):
    by = request.getfixturevalue(who)

    if not WHO[who]:
        assert policies.can_decide_appeal(by, queries.appeals().get())
        assert answer(appealed, by, outcome).outcome == outcome
        return
    with pytest.raises(Refused, match=WHO[who]):
        answer(appealed, by, outcome)
    appealed.refresh_from_db()
    assert appealed.state == "open"
    assert Decision.objects.get().undone_at is None


@pytest.mark.parametrize("role", ["affected", "notifier"])
@pytest.mark.parametrize("part", ["affected", "reporter", "notifier by law", "second person"])
def test_nobody_answers_in_their_own_matter(part, role, hidden, bob, charlie, max, admin, request):
    made = actions.appeal(way=way_of(hidden, role), text="Look again.")
    by = {"affected": bob, "reporter": charlie}.get(part, max)
    by.groups.add(request.getfixturevalue("mona").groups.get())
    if part == "notifier by law":
        notice = LegalNotice.objects.create(member=max, explanation="x", category="x", good_faith=True, made_at=timezone.now())
        NoticeItem.objects.create(notice=notice, case=hidden.case, url="/")
    if part == "second person":
        Decision.objects.filter(pk=hidden.pk).update(second_by=max)

    with pytest.raises(Refused, match="Somebody else"):
        answer(made, by)


def test_the_database_refuses_the_first_decider_too(appealed, mona):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=mona, state="affirmed", answer="It stands.")


def test_the_database_asks_for_an_answer(appealed, max):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=max, state="reversed")


def test_on_a_site_with_one_moderator_the_sentence_says_what_to_do(case, admin, mona, spam):
    mona.groups.clear()
    decision = decisions.decide(by=admin, case=case, outcome="hide", rule=spam.rule, version=1)
    made = actions.appeal(way=way_of(decision), text="Look again.")

    with pytest.raises(Refused, match="nobody else moderates here"):
        answer(made, admin)


def test_an_answer_needs_reasons_and_one_of_two_outcomes(appealed, max):
    with pytest.raises(ValidationError) as empty:
        answer(appealed, max, words=" ")
    with pytest.raises(ValidationError) as strange:
        answer(appealed, max, outcome="hide")

    assert "answer" in empty.value.message_dict
    assert "outcome" in strange.value.message_dict
    assert Case.objects.get(pk=appealed.case_id).is_open


@pytest.mark.parametrize("outcome", ["affirm", "reverse"])
def test_the_ordinary_way_of_deciding_does_not_answer_objections(outcome, appealed, max):
    with pytest.raises(ValidationError):
        decisions.decide(by=max, case=appealed.case, outcome=outcome, version=1)


def test_a_case_somebody_is_on_is_left_to_them(appealed, admin, max):
    from moderation.cases import actions as work

    work.claim(by=max, case=appealed.case)

    with pytest.raises(Refused, match="max is on this case"):
        answer(appealed, admin)


def test_affirming_leaves_everything_and_names_what_is_left(appealed, hidden, reported, bob, max, mona):
    answered = answer(appealed, max, words="The page sells workshops, as rule 4 says.")

    appealed.refresh_from_db()
    reported.refresh_from_db()
    assert (appealed.state, appealed.decided_by, appealed.answer) == (
        "affirmed",
        max,
        "The page sells workshops, as rule 4 says.",
    )
    assert reported.state == "hidden"
    assert Decision.objects.get(pk=hidden.pk).undone_at is None
    assert told(bob)[-1] == "moderation.appeal_affirmed"
    mail = OutboxMail.objects.filter(to=bob.email).latest("pk").text
    for part in ("The decision stands.", "as rule 4 says", "dispute settlement body", "court", "house rule 4"):
        assert part in mail
    assert "max" not in mail
    assert AuditEntry.objects.get(verb="case.decided.affirm").data["against"] == hidden.pk
    assert not decisions.can_undo(max, answered)


def test_the_mail_about_a_decided_report_says_how_to_object(hidden, charlie):
    Notification.objects.filter(member=charlie).update(mail_due_at=timezone.now())
    send_due(charlie.pk)

    mail = OutboxMail.objects.filter(to=charlie.email).latest("pk").text

    assert "can object until" in mail
    assert way_of(hidden, "notifier").get_absolute_url() in mail
    assert way_of(hidden).token not in mail


@pytest.mark.parametrize(("role", "name"), [("affected", "bob"), ("notifier", "system")])
def test_the_log_names_whoever_objects_but_not_who_reported(role, name, hidden, bob, charlie):
    actions.appeal(way=way_of(hidden, role), text="Look again.", by=bob if role == "affected" else charlie)

    entry = AuditEntry.objects.get(verb="appeal.made")
    assert entry.actor_label == name
    assert "charlie" not in f"{entry.target_label} {entry.reason} {entry.data}"


def test_the_secret_address_stands_in_no_log(appealed, hidden, max):
    answer(appealed, max, "reverse")

    token = way_of(hidden).token
    for entry in AuditEntry.objects.all():
        assert token not in f"{entry.target_label} {entry.reason} {entry.data}"
