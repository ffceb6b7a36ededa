"""A member as moderators see them: the dossier, notes, hints that two are one, the misuse card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Footprint, Member, PastName
from community.core.decisions import Refused
from moderation import misuse, same_person
from moderation.access import moderates_everything
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, LegalGround
from moderation.dossier import actions as dossiers
from moderation.dossier.queries import dossier, search
from moderation.misuse import Side
from moderation.notes import actions as notes
from moderation.notes.models import MemberNote
from moderation.reports.models import Report
from moderation.sanctions.plan import Plan
from tests import make

NOW = timezone.now()
DAY = timedelta(days=1)


def page_of(client, member, status=200):
    answer = client.get(reverse("desk:member", args=[member.username]))
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def known(case, bob, charlie, mona, max, spam):
    """Bob with everything a dossier can hold."""
    rule = spam.rule
    rule.points = 2
    rule.save()
    decisions.decide(by=mona, case=case, outcome="remove", rule=rule, version=1, sanction=Plan(kind="warning"))
    notes.add(by=mona, member=bob, body="Was asked by mail.", days=90)
    PastName.objects.create(member=bob, name="Bobby", until=NOW)
    for who in (bob, charlie):
        Footprint.objects.create(member=who, ip="203.0.113.7", last_at=timezone.now())
    return bob


def test_the_dossier_shows_it_all(known, mona, client_of):
    page = page_of(client_of(mona), known)

    for part in ("warning", "Was asked by mail.", "Bobby", "A hint, no proof", "charlie", "Removed", "Misuse", "Lift", "Spam"):
        assert part in page


def test_a_moderator_of_another_forum_sees_the_numbers_and_no_rows(known, case, kim, client_of, thread):
    found = dossier(kim, known)
    page = page_of(client_of(kim), known)

    assert (found.cases, found.decisions, found.reports_about, found.reports_made, found.strikes) == ([], [], [], [], [])
    assert found.against["upheld"] == 1
    assert found.points == 2
    assert (found.hints, found.knows_hints) == ([], False)
    assert "Perhaps the same person" not in page
    assert reverse("desk:clean", args=["bob"]) not in page
    assert reverse("desk:member_case", args=["bob"]) not in page
    assert "Was asked by mail." in page


def test_the_page_costs_the_same_however_much_there_is(known, mona, client_of, charlie, many_cases, spam):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(mona)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page_of(client, known)
        return len(captured)

    cost()
    before = cost()
    for n in range(5):
        notes.add(by=mona, member=known, body=f"Note {n}", days=None)
        PastName.objects.create(member=known, name=f"Bobby{n}", until=NOW)
        other = make.member(f"other{n}")
        Footprint.objects.create(member=other, ip="203.0.113.7", last_at=timezone.now())
        post = make.post(make.thread(by=charlie, forum=Case.objects.first().forum, title=f"T{n}"), by=known)
        from moderation.reports import actions as reporting

        found = reporting.report(by=charlie if n else other, target_type="post", thing=post, reason=spam).case
        decisions.decide(by=mona, case=found, outcome="hide", rule=spam.rule, version=1, sanction=Plan("warning", off_ladder="x"))

    assert cost() == before
    assert before <= 34


def test_who_reported_a_moderator_is_not_told_to_them(mona, charlie, forum, spam):
    from moderation.reports import actions as reporting

    thread = make.thread(by=mona, forum=forum)
    reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam)

    assert dossier(mona, mona).reports_about == []
    assert dossier(mona, charlie).reports_made == []


@pytest.mark.parametrize(("who", "sentence"), [("mona", ""), ("kim", ""), ("charlie", "who moderate"), ("bob", "who moderate")])
def test_who_keeps_notes(who, sentence, forum, bob, request):
    by = request.getfixturevalue(who)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            notes.add(by=by, member=bob, body="Hm", days=30)
    else:
        assert notes.add(by=by, member=bob, body="Hm", days=30).expires_at > NOW + 29 * DAY
        entry = AuditEntry.objects.get(verb="member.noted")
        assert (entry.actor, entry.target_label) == (by, "bob")
        assert "Hm" not in str(entry.data)


def test_nobody_keeps_notes_about_themselves_nor_reads_them(forum, mona, max):
    notes.add(by=max, member=mona, body="Tired lately", days=30)

    with pytest.raises(Refused, match="This is you"):
        notes.add(by=mona, member=mona, body="Great", days=30)
    assert dossier(mona, mona).notes == []
    assert len(dossier(max, mona).notes) == 1


@pytest.mark.parametrize(
    ("who", "sentence"), [("mona", ""), ("admin", ""), ("max", "Only who wrote"), ("charlie", "who moderate")]
)
def test_who_removes_a_note(who, sentence, forum, bob, mona, request):
    note = notes.add(by=mona, member=bob, body="Hm", days=30)
    by = request.getfixturevalue(who)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            notes.remove(by=by, note=note)
    else:
        assert notes.remove(by=by, note=note)
        assert not notes.remove(by=by, note=note)
        assert not MemberNote.objects.kept().exists()
        assert AuditEntry.objects.filter(verb="member.note_removed").count() == 1


@pytest.mark.parametrize(("body", "days", "field"), [(" ", 30, "body"), ("x" * 4001, 30, "body"), ("Hm", 31, "days")])
def test_a_note_says_something_and_for_how_long(body, days, field, forum, mona, bob):
    with pytest.raises(ValidationError) as error:
        notes.add(by=mona, member=bob, body=body, days=days)

    assert list(error.value.message_dict) == [field]


def test_a_note_runs_out_and_is_forgotten(forum, mona, bob):
    note = notes.add(by=mona, member=bob, body="Hm", days=30)
    MemberNote.objects.update(expires_at=NOW - DAY)
    assert dossier(mona, bob).notes == []

    assert notes.forget_old() == 0
    MemberNote.objects.filter(pk=note.pk).update(expires_at=NOW - 31 * DAY)
    assert notes.forget_old() == 1


def test_a_refused_note_keeps_what_was_typed(forum, mona, bob, client_of):
    client = client_of(mona)
    address = reverse("desk:member_note", args=["bob"])

    refused = client.post(address, {"body": "Long story", "days": "7"})
    kept = client.post(address, {"body": "Long story", "days": "0"}, follow=True)

    assert refused.status_code == 422
    assert "Long story</textarea>" in refused.content.decode()
    assert "how long it is kept" in refused.content.decode()
    assert "Your note is kept" in kept.content.decode()
    client.post(reverse("desk:member_note_remove", args=[MemberNote.objects.get().pk]))
    assert not MemberNote.objects.kept().exists()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bob@example.org", "bob+spam@example.org", True),
        ("bob+a@example.org", "bob+b@example.org", True),
        ("BOB@example.org", "bob+x@EXAMPLE.org", True),
        ("b.o.b@gmail.com", "bob@googlemail.com", True),
        ("bob@gmail.com", "b.ob+news@gmail.com", True),
        ("b.ob@example.org", "bob@example.org", False),
        ("bob@example.org", "bob@example.com", False),
        ("bob@example.org", "bobby@example.org", False),
        ("bob@gmail.com", "bobby@gmail.com", False),
        ("b_b@example.org", "bxb+1@example.org", False),
    ],
)
def test_two_spellings_of_one_mailbox(one, other, same, forum, mona):
    first, second = make.member("first", email=one), make.member("second", email=other)
    EmailAddress.objects.update(email=Lower("email"))  # as allauth keeps them

    assert [hint.member for hint in same_person.hints(mona, first)] == ([second] if same else [])
    assert [hint.member for hint in same_person.hints(mona, second)] == ([first] if same else [])


def test_one_network_within_seven_days(forum, mona, max, bob, charlie, alice, django_assert_num_queries):
    for who, ip, ago in (
        (bob, "203.0.113.7", 1),
        (charlie, "203.0.113.7", 6),
        (alice, "203.0.113.7", 8),
        (max, "203.0.113.9", 1),
    ):
        Footprint.objects.create(member=who, ip=ip, last_at=NOW - ago * DAY)

    assert same_person.hints(charlie, bob) == []
    assert moderates_everything(mona)
    with django_assert_num_queries(3):
        hints = same_person.hints(mona, bob)

    assert [(hint.member, hint.kind, hint.since) for hint in hints] == [(charlie, "network", NOW - 6 * DAY)]


WARNED, LONG_AGO = NOW - 30 * DAY, NOW - 400 * DAY


@pytest.mark.parametrize(
    ("n", "of", "warned", "limited", "advice"),
    [
        (2, 2, None, None, ""),
        (3, 100, None, None, ""),
        (3, 30, None, None, "a warning comes first"),
        (3, 3, LONG_AGO, None, "a warning comes first"),
        (3, 3, WARNED, None, "7 days"),
        (3, 3, WARNED, WARNED, "30 days"),
    ],
)
def test_the_card_suggests_step_by_step(n, of, warned, limited, advice):
    said = str(misuse.advise_on_posts(Side(n, of, warned, limited), NOW))

    assert advice in said
    assert bool(said) == bool(advice)


@pytest.mark.parametrize(
    ("n", "of", "warned", "limited", "advice"),
    [
        (4, 4, WARNED, None, ""),
        (5, 11, WARNED, None, ""),
        (5, 6, None, None, "a warning comes first"),
        (8, 10, WARNED, None, "30 days"),
        (8, 10, WARNED, WARNED, "90 days"),
    ],
)
def test_reports_without_cause_are_counted_apart(n, of, warned, limited, advice):
    said = str(misuse.advise_on_reports(Side(n, of, warned, limited), NOW))

    assert advice in said
    assert bool(said) == bool(advice)


def test_the_card_counts_what_stands_of_the_last_90_days(many_cases, mona, alice, charlie, spam, django_assert_num_queries):
    law = LegalGround.objects.first()
    a, b, c, d, honest = many_cases(5)
    for case, ground in (
        (a, {"law": law, "is_manifest": True}),
        (b, {"law": law, "is_manifest": True}),
        (c, {"rule": spam.rule}),
    ):
        decisions.decide(by=mona, case=case, outcome="hide", version=1, **ground)
    decisions.decide(by=mona, case=d, outcome="keep", version=1, is_manifest=True)
    decisions.decide(by=mona, case=honest, outcome="keep", version=1)
    decisions.undo(by=mona, decision=Decision.objects.get(case=b))

    with django_assert_num_queries(5):
        card = misuse.card(alice)

    assert (card.posts.n, card.posts.of) == (1, alice.posts.count())
    by_charlie = misuse.card(charlie).reports
    assert (by_charlie.n, by_charlie.of) == (1, 4)
    Report.objects.update(decided_at=NOW - 91 * DAY)
    assert misuse.card(charlie).reports.of == 0


@pytest.mark.parametrize(
    ("who", "sentence"), [("mona", ""), ("kim", "every forum"), ("charlie", "every forum"), ("bob", "every")]
)
def test_who_opens_a_case_about_a_member(who, sentence, forum, request, bob):
    by = request.getfixturevalue(who)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            dossiers.open_case(by=by, member=bob)
    else:
        case = dossiers.open_case(by=by, member=bob)
        assert (case.kind, case.target_type, case.subject) == ("spot", "member", bob)
        assert dossiers.open_case(by=by, member=bob) == case
        assert AuditEntry.objects.filter(verb="case.opened").count() == 1
        with pytest.raises(Refused, match="about you"):
            dossiers.open_case(by=by, member=by)


def test_a_case_about_a_member_can_lead_to_a_sanction(forum, mona, bob, spam, client_of):
    answer = client_of(mona).post(reverse("desk:member_case", args=["bob"]))
    case = Case.objects.get()

    assert answer.url == case.get_absolute_url()
    decision = decisions.decide(
        by=mona,
        case=case,
        outcome="remind",
        rule=spam.rule,
        version=case.version,
        sanction=Plan("hold", hours=24, off_ladder="x"),
    )
    assert decision.sanctions.get().kind == "hold"


def test_cleaning_up_by_form(forum, mona, client_of, spam):
    pills = make.member("pills", trust=0)
    make.thread(by=pills, forum=forum, posts=2)
    client, address = client_of(mona), reverse("desk:clean", args=["pills"])

    page = client.get(address).content.decode()
    refused = client.post(address, {"ground": "", "message": "Spam, plainly."})
    done = client.post(address, {"ground": f"rule:{spam.rule_id}", "message": "", "is_manifest": "1"})

    assert f'value="rule:{spam.rule_id}" selected' in page
    assert refused.status_code == 422
    assert "Spam, plainly." in refused.content.decode()
    decision = Decision.objects.get()
    assert done.url == decision.case.get_absolute_url()
    assert decision.is_manifest
    pills.refresh_from_db()
    assert pills.is_suspended


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("bob", 403), ("kim", 403), ("mona", 200), ("admin", 200)])
def test_who_gets_to_the_clean_up(who, status, forum, request, client_of):
    make.member("pills", trust=0)

    assert client_of(request.getfixturevalue(who)).get(reverse("desk:clean", args=["pills"])).status_code == status


@pytest.mark.parametrize(
    ("asked", "found"), [("bo", ["bob"]), ("BOBB", ["bob"]), ("bob@example.org", ["bob"]), ("zz", []), ("x" * 254, [])]
)
def test_members_are_found_by_old_names_too(asked, found, forum, mona, bob, client_of):
    PastName.objects.create(member=bob, name="Bobby", until=NOW)

    assert [member.username for member in search(mona, asked)] == found
    assert client_of(mona).get(reverse("desk:members"), {"q": asked}).status_code == 200


def test_an_address_is_found_by_who_moderates_everything_only(forum, kim, mona, bob):
    assert search(Member.objects.get(pk=kim.pk), "bob@example.org") == []
