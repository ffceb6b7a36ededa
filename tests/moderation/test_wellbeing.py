"""What the desk does for those who sit at it: cover, grey, a limit that only suggests, and numbers nobody else sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib import admin as back_office
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from moderation.cases.models import Case
from moderation.wellbeing import actions, exposure
from moderation.wellbeing.models import DeskPreference, DoubleReview, Exposure
from tests import make

ME = "/desk/me/"


@pytest.fixture
def grave(case) -> Case:
    Case.objects.update(severity=4)
    case.refresh_from_db()
    return case


def test_a_case_counts_once_a_day_and_person(client_of, mona, max, grave):
    for _visit in range(3):
        client_of(mona).get(grave.get_absolute_url())
    client_of(max).get(grave.get_absolute_url())

    assert list(Exposure.objects.order_by("pk").values_list("member", "cases", "severe")) == [(mona.pk, 1, 1), (max.pk, 1, 1)]


def test_what_a_browser_fetches_ahead_was_seen_by_nobody(client_of, mona, grave):
    client_of(mona).get(grave.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})

    assert not Exposure.objects.exists()


def test_a_case_that_is_not_grave_counts_as_a_case_only(mona, case):
    assert exposure.note(mona, case)
    assert not exposure.note(mona, case)
    assert Exposure.objects.values_list("cases", "severe").get() == (1, 0)


def test_two_first_cases_at_once_make_one_row(mona, many_cases):
    first, second = many_cases(2)
    exposure.note(mona, first)
    exposure.note(mona, second)

    assert Exposure.objects.get().cases == 2


def test_nobody_else_reads_what_somebody_opened(client_of, mona, max, admin, grave):
    Exposure.objects.create(member=mona, day=timezone.localdate(), cases=4711, severe=471)

    assert "4711" in client_of(mona).get(ME).content.decode()
    for other in (max, admin):
        assert "471" not in client_of(other).get(ME).content.decode().replace("4711", "471")
    for model in (Exposure, DeskPreference, DoubleReview):
        assert model not in back_office.site._registry


def test_the_team_is_shown_from_three_people_a_day_on(forum, client_of, mona, max, kim, admin):
    today = timezone.localdate()
    for member, day in ((mona, today), (max, today), (mona, today - timedelta(days=1)), (max, today - timedelta(days=1))):
        Exposure.objects.create(member=member, day=day, cases=100, severe=10)
    assert exposure.of_the_team() is None
    assert "There was no such day yet." in client_of(admin).get(ME).content.decode()

    Exposure.objects.create(member=kim, day=today, cases=7, severe=1)

    assert exposure.of_the_team() == exposure.Team(days=1, cases=207, severe=21)
    assert "opened 207 cases together" in client_of(admin).get(ME).content.decode()
    assert "207" not in client_of(kim).get(ME).content.decode()  # kim looks after one forum only


def test_what_is_older_than_ninety_days_is_forgotten(mona):
    today = timezone.localdate()
    for days in (91, 90, 13, 14):
        Exposure.objects.create(member=mona, day=today - timedelta(days=days), cases=1)

    assert exposure.forget_old() == 1
    assert sum(day.cases for day in exposure.last_days(mona)) == 1


def test_beyond_the_limit_the_desk_suggests_and_never_locks(client_of, mona, grave):
    kind = "which is more than you wanted"
    client = client_of(mona)
    actions.prefer(by=mona, blur=False, grey=False, severe_a_day=1)
    assert kind not in client.get(grave.get_absolute_url()).content.decode()

    Exposure.objects.update(severe=2)

    page = client.get(grave.get_absolute_url()).content.decode()
    assert kind in page
    assert "2 grave cases" in page
    answer = client.post(reverse("desk:decide", args=[grave.pk]), {"outcome": "keep", "version": grave.version})
    assert answer.status_code == 302
    Case.objects.update(severity=2, state="open")
    assert kind not in client.get(grave.get_absolute_url()).content.decode()


def test_a_grave_case_is_covered_for_whoever_wants_it_so(client_of, mona, max, grave):
    actions.prefer(by=mona, blur=True, grey=True, severe_a_day=None)

    page = client_of(mona).get(grave.get_absolute_url()).content.decode()
    other = client_of(max).get(grave.get_absolute_url()).content.decode()

    assert '<details class="veil"><summary class="btn">' in page
    assert "data-blur data-grey" in page
    assert "css/calm.css" in page
    assert "veil" not in other
    assert "css/calm.css" not in other
    Case.objects.update(severity=3)
    assert "veil" not in client_of(mona).get(grave.get_absolute_url()).content.decode()


def test_choosing_keeps_what_was_chosen(forum, client_of, mona):
    client = client_of(mona)

    answer = client.post(ME, {"blur": "on", "severe_a_day": "12"}, follow=True)

    assert "as you want it now" in answer.content.decode()
    assert DeskPreference.objects.values_list("member", "blur", "grey", "severe_a_day").get() == (mona.pk, True, False, 12)
    client.post(ME, {"severe_a_day": ""})
    assert DeskPreference.objects.values_list("blur", "severe_a_day").get() == (False, None)


@pytest.mark.parametrize("limit", ["-1", "501", "many", "9" * 40])
def test_a_limit_that_makes_no_sense_comes_back(forum, client_of, mona, limit):
    answer = client_of(mona).post(ME, {"severe_a_day": limit, "grey": "on"})

    assert answer.status_code == 422
    assert limit in answer.content.decode()
    assert not DeskPreference.objects.exists()
    if limit.lstrip("-").isdigit():
        with pytest.raises(ValidationError):
            actions.prefer(by=mona, blur=False, grey=False, severe_a_day=int(limit))


def test_the_page_asks_the_same_however_long_somebody_worked(forum, client_of, admin, django_assert_num_queries):
    client = client_of(admin)
    client.get(ME)
    with django_assert_num_queries(7):
        client.get(ME)
    for days in range(40):
        for name in ("a", "b", "c"):
            member = make.member(f"{name}{days}") if days == 0 else None
            if member:
                Exposure.objects.create(member=member, day=timezone.localdate(), cases=5)
        Exposure.objects.create(member=admin, day=timezone.localdate() - timedelta(days=days), cases=days)

    with django_assert_num_queries(7):
        client.get(ME)


def test_a_restarted_cache_counts_again_and_loses_nothing(mona, case):
    exposure.note(mona, case)
    cache.clear()
    exposure.note(mona, case)

    assert Exposure.objects.get().cases == 2
