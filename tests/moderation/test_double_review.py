"""Some decisions are judged once more by somebody who knows neither the author nor the outcome."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import SiteSettings
from moderation.audit.models import AuditEntry
from moderation.decisions import actions as decisions
from moderation.wellbeing import actions, drawing, queries
from moderation.wellbeing.agreement import GROUP_OF, agreement
from moderation.wellbeing.models import DoubleReview
from tests import make

LIST = "/desk/reviews/"


@pytest.fixture
def every_decision(db):
    settings = SiteSettings.current()
    settings.double_review_percent = 100
    settings.save()


@pytest.fixture
def drawn(every_decision, case, mona, spam) -> DoubleReview:
    decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1)
    return DoubleReview.objects.get()


def address(review):
    return reverse("desk:review", args=[review.pk])


@pytest.mark.parametrize("outcome", ["keep", "remind", "revise", "hide", "remove"])
def test_a_drawn_decision_waits_for_another_pair_of_eyes(outcome, every_decision, case, mona, max, spam):
    rule = None if outcome == "keep" else spam.rule

    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=rule, version=1)

    assert DoubleReview.objects.get().decision == decision
    assert list(queries.waiting(mona)) == []
    assert [review.decision_id for review in queries.waiting(max)] == [decision.pk]


@pytest.mark.parametrize(("percent", "roll", "drawn"), [(0, 0.0, False), (5, 0.0499, True), (5, 0.05, False), (100, 0.999, True)])
def test_chance_alone_draws(percent, roll, drawn, monkeypatch):
    monkeypatch.undo()  # of the fixture that keeps chance out of every other test
    monkeypatch.setattr(drawing._chance, "random", lambda: roll)

    assert drawing.is_drawn(percent) is drawn


def test_chance_is_the_systems(monkeypatch):
    import random

    random.seed(1)
    first = drawing._chance.random()
    random.seed(1)

    assert drawing._chance.random() != first


def test_nothing_is_drawn_where_the_site_wants_none(case, mona):
    settings = SiteSettings.current()
    settings.double_review_percent = 0
    settings.save()

    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    assert not DoubleReview.objects.exists()


def test_the_page_is_blind(drawn, client_of, max, alice, bob, charlie):
    page = client_of(max).get(address(drawn)).content.decode()

    main = page[page.index('<main id="main"') : page.index("</main>")]
    assert "What do you use?" in main  # the text
    assert "Spam" in main  # the reason
    for hidden in (*(person.name for person in (alice, bob, charlie)), "mona", "emoved", f"/cases/{drawn.decision.case_id}/"):
        assert hidden not in main, hidden


def test_judging_shows_what_was_decided_and_whether_one_agrees(drawn, client_of, max, spam):
    client = client_of(max)

    answer = client.post(address(drawn), {"group": "down", "ground": f"rule:{spam.rule_id}"}, follow=True)

    page = answer.content.decode()
    assert "You agree" in page
    assert "Removed" in page
    drawn.refresh_from_db()
    assert (drawn.reviewer, drawn.outcome, drawn.rule, drawn.agrees) == (max, "down", spam.rule, True)
    assert AuditEntry.objects.order_by("-sequence").values_list("verb", "data").first() == ("review.judged", {})


def test_seeing_it_differently_changes_nothing_and_tells_nobody(drawn, client_of, max, reported):
    told = Notification.objects.count()

    page = client_of(max).post(address(drawn), {"group": "stay"}, follow=True).content.decode()

    assert "You see it differently" in page
    reported.refresh_from_db()
    assert reported.state == "removed"
    assert Notification.objects.count() == told


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Please choose what you would decide."),
        ({"group": "down"}, "Please choose the ground it rests on."),
        ({"group": "remind", "ground": "rule:0"}, "Select a valid choice"),
        ({"group": "burn"}, "Select a valid choice"),
    ],
)
def test_half_a_judgement_comes_back(form, sentence, drawn, client_of, max):
    answer = client_of(max).post(address(drawn), form)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert DoubleReview.objects.get().reviewed_at is None


def test_nobody_judges_their_own(drawn, client_of, mona, max, spam):
    answer = client_of(mona).get(address(drawn))

    assert answer.status_code == 403
    assert "your own decision" in answer.content.decode()
    with pytest.raises(Refused):
        actions.review(by=mona, review=drawn, group="stay")
    with pytest.raises(IntegrityError), transaction.atomic():
        DoubleReview.objects.update(reviewer=mona)


def test_nobody_judges_what_they_had_a_part_in(every_decision, forum, alice, mona, max, admin, spam):
    from moderation.reports import actions as reporting

    post = make.opening(make.thread(by=max, forum=forum))
    case = reporting.report(by=admin, target_type="post", thing=post, reason=spam).case
    decisions.decide(by=mona, case=case, outcome="keep", version=1)
    review = DoubleReview.objects.get()

    for person, sentence in ((max, "about you"), (admin, "a part in this case")):
        assert list(queries.waiting(person)) == []
        with pytest.raises(Refused, match=sentence):
            actions.review(by=person, review=review, group="stay")


def test_who_moderates_elsewhere_does_not_find_it(drawn, client_of, kim, bob):
    assert client_of(kim).get(address(drawn)).status_code == 404
    assert client_of(bob).get(address(drawn)).status_code == 403
    assert list(queries.waiting(kim)) == []


def test_the_second_look_is_given_once(drawn, client_of, max, admin):
    actions.review(by=max, review=drawn, group="stay")

    with pytest.raises(Refused):
        actions.review(by=admin, review=drawn, group="stay")
    assert client_of(admin).get(address(drawn)).status_code == 403
    client_of(max).post(address(drawn), {"group": "down"})
    assert DoubleReview.objects.get().outcome == "stay"


def test_what_was_taken_back_drops_out(drawn, mona, max):
    decisions.undo(by=mona, decision=drawn.decision)

    assert not DoubleReview.objects.exists()
    assert list(queries.waiting(max)) == []


def test_what_was_judged_before_it_was_taken_back_still_counts(drawn, mona, max):
    actions.review(by=max, review=drawn, group="stay")

    decisions.undo(by=mona, decision=drawn.decision)

    assert queries.fairness().overall.n == 1


def test_it_waits_until_the_decision_can_no_longer_be_taken_back_unseen(every_decision, case, mona, max, settings):
    settings.TAKE_BACK_SECONDS = 12

    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    assert list(queries.waiting(max)) == []


@pytest.mark.parametrize(
    ("pairs", "n", "agreed", "kappa"),
    [
        ({}, 0, 0, None),
        ({("stay", "stay"): 5}, 5, 5, None),
        ({("stay", "stay"): 5, ("down", "down"): 5}, 10, 10, 1.0),
        ({("stay", "down"): 5, ("down", "stay"): 5}, 10, 0, -1.0),
        # The example of the textbooks: 20 and 15 agree, 5 and 10 do not.
        ({("stay", "stay"): 20, ("stay", "down"): 5, ("down", "stay"): 10, ("down", "down"): 15}, 50, 35, 0.4),
    ],
)
def test_kappa(pairs, n, agreed, kappa):
    found = agreement(pairs)

    assert (found.n, found.agreed) == (n, agreed)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))


def test_numbers_of_the_desk_are_for_those_who_look_after_all_of_it(drawn, client_of, max, kim, admin):
    actions.review(by=max, review=drawn, group="stay")

    assert "kappa" in client_of(admin).get(LIST).content.decode()
    assert "kappa" not in client_of(kim).get(LIST).content.decode()
    assert queries.own(max) == {"decided": 0, "decided_agreed": 0, "reviewed": 1, "reviewed_agreed": 0}
    assert [month.month for month, _found in queries.fairness().months] == [timezone.localtime().month]


def test_every_outcome_that_is_drawn_has_its_group():
    from moderation.cases.outcomes import OUTCOMES

    assert set(GROUP_OF) <= set(OUTCOMES)


def test_the_list_costs_the_same_for_one_and_for_many(
    every_decision, client_of, many_cases, mona, max, django_assert_num_queries
):
    client = client_of(max)
    for n, case in enumerate(many_cases(5)):
        decisions.decide(by=mona, case=case, outcome="keep", version=1)
        if n in (0, 4):
            client.get(LIST)
            with django_assert_num_queries(8):
                client.get(LIST)
    with django_assert_num_queries(14):
        client.get(address(DoubleReview.objects.first()))
