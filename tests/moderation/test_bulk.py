"""Many cases decided in one go: shown before, each by itself, and all of it taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from accounts.notifications.registry import find
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.posts.models import Post
from moderation.audit.models import AuditEntry
from moderation.bulk import actions, plan
from moderation.bulk.models import Batch
from moderation.bulk.plan import Plan
from moderation.bulk.rehearsal import rehearse
from moderation.cases.actions import claim
from moderation.cases.models import Case
from moderation.cases.queries import RELATED
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, Rule
from moderation.proposals import actions as proposals
from moderation.proposals.models import Proposal
from moderation.reports.models import Report
from moderation.statements.models import Statement

BULK = reverse("desk:bulk")


@pytest.fixture
def remove(spam) -> Plan:
    return Plan("remove", rule=spam.rule, message="This is a flood.")


def picks(cases) -> list[tuple[int, int]]:
    return [(case.pk, case.version) for case in cases]


def loaded() -> list[Case]:
    return list(Case.objects.select_related(*RELATED).order_by("pk"))


# ---- Looking ----------------------------------------------------------------------------------------------------------


def test_the_rehearsal_says_what_happens_to_each_and_who_is_told(many_cases, mona, max, nina, thread, remove, alice):
    free, theirs, decided = many_cases(3)
    claim(by=max, case=theirs)
    decisions.decide(by=max, case=decided, outcome="keep", version=decided.version)
    composing.reply(by=nina, thread=thread, body="Hello")

    found = rehearse(mona, loaded(), remove)

    said = {
        line.case.kind + str(line.case.pk): (line.outcome.name, bool(line.allowed), line.allowed.reason) for line in found.lines
    }
    held = Case.objects.get(kind="held")
    assert said[f"held{held.pk}"] == ("reject", True, "")
    assert said[f"report{free.pk}"] == ("remove", True, "")
    assert "max is on this case" in said[f"report{theirs.pk}"][2]
    assert said[f"report{decided.pk}"][2] == "This case is decided."
    assert (len(found.carried_out), found.authors, found.reporters) == (2, 2, 1)


def test_looking_at_many_costs_as_much_as_looking_at_few(many_cases, mona, remove, django_assert_num_queries):
    many_cases(1)
    rehearse(mona, loaded(), remove)
    few, many = loaded(), [*loaded(), *many_cases(6)]

    with django_assert_num_queries(2):
        rehearse(mona, few, remove)
    with django_assert_num_queries(2):
        rehearse(mona, many, remove)


# ---- Doing ------------------------------------------------------------------------------------------------------------


def test_each_case_is_decided_by_itself_and_refusals_keep_nobody_from_theirs(many_cases, mona, max, remove):
    good, stale, theirs = many_cases(3)
    decisions.decide(by=max, case=stale, outcome="keep", version=stale.version)
    claim(by=max, case=theirs)

    result = actions.carry_out(by=mona, picks=picks([good, stale, theirs]), plan=remove)

    assert result.done == [good.pk]
    assert [pk for pk, _why in result.refused] == [stale.pk, theirs.pk]
    assert all(why for _pk, why in result.refused)
    decision = Decision.objects.get(batch=result.batch)
    assert (decision.case_id, decision.outcome, decision.message) == (good.pk, "remove", "This is a flood.")
    assert Statement.objects.get(decision=decision)
    assert Post.objects.get(pk=good.target_id).state == Post.State.REMOVED


def test_where_nothing_could_be_decided_there_is_no_batch(many_cases, mona, max, remove):
    case = many_cases(1)[0]
    claim(by=max, case=case)

    result = actions.carry_out(by=mona, picks=picks([case]), plan=remove)

    assert result.batch is None
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(Plan("edit"), "outcome"), (Plan("impose"), "outcome"), (Plan(""), "outcome"), (Plan("remove"), "ground")],
)
def test_a_plan_that_is_wrong_for_all_is_refused_as_one(wrong, field, case, mona):
    with pytest.raises(ValidationError) as error:
        actions.carry_out(by=mona, picks=picks([case]), plan=wrong)

    assert field in error.value.message_dict
    assert case.decisions.count() == 0


def test_a_moderator_elsewhere_decides_nothing_here(many_cases, kim, remove):
    result = actions.carry_out(by=kim, picks=picks(many_cases(2)), plan=remove)

    assert result.done == []
    assert {why for _pk, why in result.refused} == {"You do not moderate this forum."}


def test_every_author_reads_their_own_language(many_cases, mona, alice, spam):
    alice.language = "de"
    alice.save()
    case = many_cases(1)[0]

    actions.carry_out(by=mona, picks=picks([case]), plan=Plan("hide", rule=spam.rule))

    assert Decision.objects.get().message == Rule.objects.get(pk=spam.rule_id).message_de


# ---- Taking back ------------------------------------------------------------------------------------------------------


def test_a_batch_is_taken_back_whole(many_cases, mona, remove):
    cases = many_cases(3)
    batch = actions.carry_out(by=mona, picks=picks(cases), plan=remove).batch

    result = actions.undo(by=mona, batch=batch, reason="Wrong rule")

    batch.refresh_from_db()
    assert (len(result.done), result.refused, result.left) == (3, [], 0)
    assert batch.undone_at is not None
    assert set(Post.objects.filter(pk__in=[c.target_id for c in cases]).values_list("state", flat=True)) == {"published"}
    assert set(Report.objects.values_list("state", flat=True)) == {Report.State.OPEN}
    entry = AuditEntry.objects.order_by("sequence").last()
    assert (entry.verb, entry.reason) == ("batch.undone", "Wrong rule")
    with pytest.raises(Refused):
        actions.undo(by=mona, batch=batch)


def test_what_can_no_longer_be_taken_back_is_named_and_the_rest_is(many_cases, mona, remove):
    old, young = many_cases(2)
    batch = actions.carry_out(by=mona, picks=picks([old, young]), plan=remove).batch
    Decision.objects.filter(case=old).update(made_at=timezone.now() - timedelta(days=31))

    result = actions.undo(by=mona, batch=batch)

    assert result.done == [young.pk]
    assert [pk for pk, _why in result.refused] == [old.pk]
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_more_than_fit_into_one_request_are_taken_back_with_the_next_press(many_cases, mona, remove, monkeypatch):
    monkeypatch.setattr(actions, "UNDO_AT_ONCE", 2)
    batch = actions.carry_out(by=mona, picks=picks(many_cases(3)), plan=remove).batch

    assert actions.undo(by=mona, batch=batch).left == 1
    assert actions.undo(by=mona, batch=batch).left == 0


# ---- Two people -------------------------------------------------------------------------------------------------------


def test_too_many_for_one_are_decided_when_a_second_person_agrees(
    many_cases, mona, max, remove, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("moderation.bulk.policies.ALONE", 2)
    cases = many_cases(3)
    with pytest.raises(Refused):
        actions.carry_out(by=mona, picks=picks(cases), plan=remove)

    proposal = actions.propose(by=mona, picks=picks(cases), plan=remove)
    assert Decision.objects.count() == 0
    with pytest.raises(Refused):
        proposals.decide(by=mona, case=proposal.case, outcome="impose", version=proposal.case.version)
    with django_capture_on_commit_callbacks(execute=True):
        proposals.decide(by=max, case=proposal.case, outcome="impose", version=proposal.case.version)

    batch = Batch.objects.get()
    assert (batch.by, batch.second_by) == (mona, max)
    assert Decision.objects.filter(batch=batch, outcome="remove").count() == 3
    told = Notification.objects.get(member=mona, verb="moderation.batch_done")
    assert find(told.verb).url(told) == reverse("desk:batch", args=[batch.pk])
    assert actions.carry_out_proposal(proposal.pk).done == [], "doing it twice does nothing"


def test_what_was_proposed_and_not_agreed_to_is_not_done(many_cases, mona, max, remove):
    proposal = actions.propose(by=mona, picks=picks(many_cases(2)), plan=remove)

    proposals.decide(by=max, case=proposal.case, outcome="drop", version=proposal.case.version, message="No.")

    assert actions.carry_out_proposal(proposal.pk).done == []
    assert Proposal.objects.get().state == Proposal.State.DECLINED


# ---- The pages --------------------------------------------------------------------------------------------------------


def form(cases, spam, **more):
    return {
        "case": [f"{case.pk}:{case.version}" for case in cases], "outcome": "remove", "ground": f"rule:{spam.rule_id}",
        "message": "A flood.",
    } | more  # fmt: skip


def test_by_form_without_a_script(many_cases, client_of, mona, spam):
    cases = many_cases(3)
    client = client_of(mona)
    page = client.get(BULK, {"case": [case.pk for case in cases]}).content.decode()
    assert all(f'value="{case.pk}:{case.version}" checked' in page for case in cases)

    looked = client.post(BULK, form(cases, spam))
    assert "3 cases of 3 will be decided. 1 author will be told. 1 person who reported will be told." in looked.content.decode()
    assert Decision.objects.count() == 0
    assert "A flood." in looked.content.decode()

    done = client.post(BULK, form(cases, spam, confirm="1", seen=looked.context["seen"]), follow=True)
    batch = Batch.objects.get()
    assert done.redirect_chain == [(reverse("desk:batch", args=[batch.pk]), 302)]
    assert "3 cases were decided." in done.content.decode()
    undone = client.post(reverse("desk:batch_undo", args=[batch.pk]), follow=True)
    assert "3 decisions were taken back." in undone.content.decode()


def test_what_was_changed_since_looking_is_looked_at_first(many_cases, client_of, mona, spam):
    cases = many_cases(2)
    seen = client_of(mona).post(BULK, form(cases, spam)).context["seen"]

    answer = client_of(mona).post(BULK, form(cases, spam, outcome="hide", confirm="1", seen=seen))

    assert answer.status_code == 200
    assert Decision.objects.count() == 0


def test_a_case_somebody_worked_on_since_is_refused_and_shown_with_the_words(many_cases, client_of, mona, max, spam):
    good, stale = many_cases(2)
    client = client_of(mona)
    seen = client.post(BULK, form([good, stale], spam)).context["seen"]
    decisions.decide(by=max, case=stale, outcome="keep", version=stale.version)

    page = client.post(BULK, form([good, stale], spam, confirm="1", seen=seen), follow=True).content.decode()

    assert "1 case was not decided" in page
    assert "Somebody else has worked on this case" in page
    assert "A flood." in page
    assert (
        "1 case was not decided" not in client_of(max).get(reverse("desk:batch", args=[Batch.objects.get().pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"ground": ""}, "choose the ground"),
        ({"outcome": ""}, "choose what to decide"),
        ({"message": "x" * 4001}, "Up to 4000"),
        ({"case": []}, "at least one case"),
    ],
)
def test_faults_are_named_and_nothing_typed_is_lost(more, fault, many_cases, client_of, mona, spam):
    answer = client_of(mona).post(BULK, form(many_cases(1), spam) | more)

    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert more.get("message", "A flood.") in answer.content.decode() or "case" in more


def test_all_of_a_view_can_be_taken(many_cases, client_of, mona, kim):
    many_cases(4)

    assert "Decide 4 cases together" in client_of(mona).get(f"{BULK}?subject=alice&all=1").content.decode()
    assert "No case is selected." in client_of(mona).get(f"{BULK}?subject=bob&all=1").content.decode()
    assert "No case is selected." in client_of(kim).get(f"{BULK}?all=1").content.decode()


def test_more_than_a_hundred_are_proposed(many_cases, client_of, mona, spam, monkeypatch):
    for where in ("moderation.bulk.policies", "moderation.web.bulk"):
        monkeypatch.setattr(f"{where}.ALONE", 1)
    cases = many_cases(2)
    looked = client_of(mona).post(BULK, form(cases, spam))
    assert "Propose this for 2 cases" in looked.content.decode()

    answer = client_of(mona).post(BULK, form(cases, spam, confirm="1", seen=looked.context["seen"]))

    proposal = Proposal.objects.get()
    assert answer.url == proposal.case.get_absolute_url()
    assert len(proposal.plan["cases"]) == 2


def test_a_batch_is_found_again_without_its_address(many_cases, client_of, mona, kim, remove):
    batch = actions.carry_out(by=mona, picks=picks(many_cases(1)), plan=remove).batch
    where = reverse("desk:batch", args=[batch.pk])

    assert where in client_of(mona).get(BULK).content.decode()
    assert where not in client_of(kim).get(BULK).content.decode()


def test_a_batch_of_another_forum_is_not_found(many_cases, client_of, mona, kim, remove):
    batch = actions.carry_out(by=mona, picks=picks(many_cases(1)), plan=remove).batch

    for path in ("desk:batch", "desk:batch_undo"):
        call = client_of(kim).post if path.endswith("undo") else client_of(kim).get
        assert call(reverse(path, args=[batch.pk])).status_code == 404


def test_proposals_and_objections_are_not_for_bulk():
    assert not plan.can_be_in_bulk(Case(target_type="proposal"))
    assert not plan.can_be_in_bulk(Case(target_type="appeal"))
    assert plan.can_be_in_bulk(Case(target_type="post"))
