"""Nobody is left standing: every page leads on, and back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from moderation.decisions import actions as decisions
from moderation.decisions.models import Rule
from moderation.sanctions.plan import Plan
from moderation.statements.models import Statement


@pytest.fixture
def rule(db):
    return Rule.objects.get(number=1)


def test_the_list_of_decided_cases_says_what_was_decided(case, mona, rule, client_of):
    decisions.decide(by=mona, case=case, outcome="hide", version=case.version, rule=rule, message="Please do not.")

    page = client_of(mona).get(reverse("desk:queue"), {"queue": "decided"}).content.decode()

    assert "<strong>Hidden</strong>" in page


def test_a_decision_taken_back_is_not_in_the_list(case, mona, rule, client_of):
    made = decisions.decide(by=mona, case=case, outcome="hide", version=case.version, rule=rule, message="Please do not.")
    decisions.undo(by=mona, decision=made, reason="A slip.")

    page = client_of(mona).get(reverse("desk:queue"), {"queue": "decided"}).content.decode()

    assert "<strong>Hidden</strong>" not in page


def test_a_thread_can_be_reported_from_its_page_by_others(thread, alice, charlie, client, client_of):
    address = reverse("desk:report", args=["thread", thread.pk])

    assert address in client_of(charlie).get(thread.get_absolute_url()).content.decode()
    assert address not in client_of(alice).get(thread.get_absolute_url()).content.decode()
    assert address not in client.get(thread.get_absolute_url()).content.decode()


def test_a_statement_leads_to_the_standing_and_to_the_change_that_is_asked_for(case, mona, bob, rule, client_of):
    decisions.decide(by=mona, case=case, outcome="revise", version=case.version, rule=rule, message="Please do not.")
    statement = statement_of(case)

    page = client_of(bob).get(statement.get_absolute_url()).content.decode()

    assert f'href="{reverse("desk:standing")}"' in page
    assert f'class="btn primary" href="{reverse("forums:edit", args=[case.target_id])}"' in page
    assert "Your standing</a>" not in client_of(mona).get(statement.get_absolute_url()).content.decode().split("<main")[1]


def test_nothing_is_to_be_changed_after_a_removal(case, mona, bob, rule, client_of):
    decisions.decide(by=mona, case=case, outcome="remove", version=case.version, rule=rule, message="Please do not.")

    page = client_of(bob).get(statement_of(case).get_absolute_url()).content.decode()

    assert "Change it</a>" not in page


def test_after_deciding_the_desk_says_that_the_sanction_waits(case, mona, rule, client_of):
    made = decisions.decide(
        by=mona, case=case, outcome="remove", version=case.version, rule=rule, message="Please do not.",
        sanction=Plan(kind="suspend", hours=24, off_ladder="Again."),
    )  # fmt: skip

    page = client_of(mona).get(reverse("desk:queue"), {"last": made.pk}).content.decode()

    assert "The sanction waits until the member was asked." in page
    assert "second person." not in page.split("desk-flash")[1].split("</div>")[0]


def test_after_a_plain_decision_nothing_is_said_to_wait(case, mona, rule, client_of):
    made = decisions.decide(by=mona, case=case, outcome="remove", version=case.version, rule=rule, message="Please do not.")

    page = client_of(mona).get(reverse("desk:queue"), {"last": made.pk}).content.decode()

    assert "The sanction waits" not in page


@pytest.mark.parametrize("address", ["desk:reviews", "desk:member"])
def test_empty_numbers_are_words(address, mona, bob, client_of):
    page = client_of(mona).get(reverse(address, args=[bob.username] if address == "desk:member" else [])).content.decode()

    assert "0 of 0" not in page
    assert "0 decisions of yours" not in page


def statement_of(case):
    return Statement.objects.get(decision__case=case)
