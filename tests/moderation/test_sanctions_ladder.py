"""What the ladder proposes, and what a ladder may look like."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from moderation.audit.models import AuditEntry
from moderation.decisions.models import Rule
from moderation.defaults import LADDER
from moderation.sanctions import ladder, shapes
from moderation.sanctions.ladder import Step
from moderation.sanctions.models import Kind, LadderStep, Scope

DEFAULT = [Step(*row) for row in LADDER]


@pytest.mark.parametrize(
    ("active", "ground", "proposed"),
    [
        (0, 0, None),
        (20, 0, None),
        (0, 1, ("reminder", None)),
        (0, 2, ("warning", None)),
        (0, 4, ("warning", None)),
        (1, 1, ("warning", None)),
        (4, 1, ("hold", 168)),
        (2, 4, ("hold", 168)),
        (5, 2, ("read_only", 24)),
        (4, 4, ("read_only", 24)),
        (7, 2, ("suspend", 24)),
        (10, 1, ("suspend", 168)),
        (12, 1, ("suspend", 720)),
        (13, 4, ("suspend", 720)),
        (14, 4, ("ban", None)),
        (900, 1, ("ban", None)),
    ],
)
def test_the_site_begins_with_this_ladder(active, ground, proposed):
    step = ladder.propose(active, ground, DEFAULT)

    assert (step and (step.kind, step.hours)) == proposed


def test_below_the_lowest_step_nothing_is_proposed():
    assert ladder.propose(1, 1, [Step(3, Kind.WARNING)]) is None
    assert ladder.propose(1, 1, []) is None


ladders = st.lists(
    st.builds(Step, st.integers(1, 60), st.sampled_from(Kind.values), st.one_of(st.none(), st.integers(1, 9000))), max_size=8
)


@given(ladders, st.integers(0, 80), st.integers(1, 20), st.integers(0, 20))
def test_more_points_never_propose_anything_lighter(steps, active, ground, more):
    for found in ([step for step in steps if ladder.faults([step]) == []], DEFAULT):
        if ladder.faults(found):
            continue
        less, worse = ladder.propose(active, ground, found), ladder.propose(active + more, ground, found)
        if less is not None:
            assert worse is not None
            assert shapes.heaviness(worse.kind, worse.hours) >= shapes.heaviness(less.kind, less.hours)


def test_the_order_of_the_steps_does_not_matter():
    assert ladder.propose(5, 4, DEFAULT[::-1]) == ladder.propose(5, 4, DEFAULT)


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "at least one step"),
        ([Step(0, "warning")], "one point or more"),
        ([Step(2, "warning", 5)], "no length"),
        ([Step(2, "suspend")], "has an end"),
        ([Step(2, "read_only")], "for how long"),
        ([Step(2, "no_reports")], "for how long"),
        ([Step(2, "hold", 9000)], "one year"),
        ([Step(2, "ban", 24)], "no end"),
        ([Step(2, "hold", 24), Step(4, "warning")], "from 4 points is lighter than the one from 2"),
        ([Step(2, "hold", 24), Step(4, "hold", 12)], "lighter"),
        ([Step(2, "hold"), Step(4, "hold", 12)], "lighter"),
        ([Step(2, "hold", 24), Step(2, "suspend", 12)], "Two steps begin with 2"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused_with_a_sentence(steps, sentence):
    assert any(sentence in text for text in ladder.faults(steps))


def test_the_default_ladder_makes_sense():
    assert ladder.faults(DEFAULT) == []


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_shape(kind):
    shape = shapes.SHAPES[kind]

    assert Scope.SITE in shape.scopes
    assert shapes.fault(kind, None) == "" or shapes.fault(kind, 24) == ""


def test_the_proposal_has_the_points_of_the_ground(bob):
    rule = Rule.objects.get(number=2)

    plan = ladder.proposal_for(bob, rule)

    assert plan is not None
    assert (plan.kind, plan.points, plan.hours) == ("warning", 4, None)
    rule.points = 0
    assert ladder.proposal_for(bob, rule) is None
    assert ladder.proposal_for(bob, None) is None


def test_a_step_that_would_turn_the_ladder_upside_down_is_not_saved(admin, client_of):
    client = client_of(admin)
    step = LadderStep.objects.get(from_points=7)
    address = reverse("admin:moderation_ladderstep_change", args=[step.pk])

    refused = client.post(address, {"from_points": 7, "kind": "suspend", "hours": 9 * 24})
    taken = client.post(address, {"from_points": 7, "kind": "read_only", "hours": 48})

    assert "lighter than the one from 7" in refused.content.decode()
    assert taken.status_code == 302
    assert LadderStep.objects.get(pk=step.pk).hours == 48
    assert AuditEntry.objects.filter(verb="ladder.changed").count() == 1


def test_the_last_step_stays(admin, client_of):
    client = client_of(admin)
    keep, *others = LadderStep.objects.all()

    for step in others:
        answer = client.post(reverse("admin:moderation_ladderstep_delete", args=[step.pk]), {"post": "yes"})
        assert answer.status_code == 302
    answer = client.post(reverse("admin:moderation_ladderstep_delete", args=[keep.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert list(LadderStep.objects.all()) == [keep]
    assert AuditEntry.objects.filter(verb="ladder.changed").count() == len(others)
