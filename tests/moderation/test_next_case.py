"""The next case comes with the answer: what a script gets instead of being sent on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.wellbeing.models import Exposure


@pytest.fixture
def decide(client_of, mona, spam):
    """decide(case) is what the script sends when a moderator presses D."""
    client = client_of(mona)

    def press(case, outcome="remove", ground=f"rule:{spam.rule_id}", **form):
        form = {"outcome": outcome, "ground": ground, "version": 1, "view": ""} | form
        return client.post(reverse("desk:decide", args=[case.pk]), form, headers={"X-Part": "case"})

    return press


def test_the_next_case_comes_with_the_answer_and_its_address(decide, many_cases):
    first, *_others = many_cases(3)

    answer = decide(first)

    decision = Decision.objects.get()
    shown = Case.objects.get(pk=answer["X-Address"].split("/cases/")[1].split("/")[0])
    assert answer.status_code == 200
    assert answer["X-Address"] == f"{shown.get_absolute_url()}?last={decision.pk}"
    page = answer.content.decode()
    assert shown.pk != first.pk
    assert f'data-case="{shown.pk}" data-version="1"' in page
    assert f"<title>Case {shown.pk}:" in page
    assert f"Removed: case {first.pk}." in page
    assert reverse("desk:undo", args=[first.pk]) in page
    assert 'aria-label="Moderation, 2 open cases"' in page


def test_only_what_changes_comes(decide, many_cases):
    answer = decide(many_cases(2)[0])

    page = answer.content.decode()
    assert "<header" not in page.split('<div class="triage')[0]
    assert "<script" not in page and "<link" not in page
    assert 'id="notes"' in page


def test_it_is_the_page_one_would_have_been_sent_to(decide, many_cases, client_of, mona):
    first, *_others = many_cases(2)

    answer = decide(first)

    whole = client_of(mona).get(answer["X-Address"])
    for part in ("selected", "selected_version", "rows", "following", "previous", "heading", "flash", "query"):
        assert answer.context[part] == whole.context[part], part


def test_it_counts_as_opened(decide, many_cases, mona):
    decide(many_cases(2)[0])

    assert Exposure.objects.get(member=mona).cases == 1


def test_after_the_last_case_the_desk_is_named_and_nothing_comes(decide, case):
    answer = decide(case)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["X-Address"] == f"{reverse('desk:queue')}?last={Decision.objects.get().pk}"


def test_the_view_stays_the_same(decide, many_cases):
    answer = decide(many_cases(2)[0], view="sort=newest")

    assert "?sort=newest&last=" in answer["X-Address"]
    assert answer.context["query"] == "sort=newest"


@pytest.mark.parametrize(("form", "status"), [({"ground": ""}, 422), ({"version": 7}, 409)])
def test_what_does_not_go_through_names_no_address(decide, many_cases, form, status):
    answer = decide(many_cases(2)[0], **form)

    assert answer.status_code == status
    assert "X-Address" not in answer
    assert not Decision.objects.exists()


def test_nobody_gets_a_case_they_may_not_see(decide, case, kim, client_of, spam):
    answer = client_of(kim).post(
        reverse("desk:decide", args=[case.pk]),
        {"outcome": "remove", "ground": f"rule:{spam.rule_id}", "version": 1},
        headers={"X-Part": "case"},
    )

    assert answer.status_code == 404


def test_a_case_somebody_else_took_meanwhile_is_passed_over(decide, many_cases, max, spam):
    first, second, third = many_cases(3)
    decisions.decide(by=max, case=second, outcome="remove", rule=spam.rule, version=1)

    answer = decide(first)

    assert answer.context["selected"] == third.pk
