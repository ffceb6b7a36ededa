"""Working beside each other: who reads what, what changes meanwhile, passing on, and views of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from moderation.audit.models import AuditEntry
from moderation.bulk import saved_views
from moderation.bulk.models import SavedView
from moderation.cases import actions, desk_count, passing, presence
from moderation.cases.filtering import Filter
from moderation.cases.models import Case, CaseNote
from moderation.decisions import actions as decisions

PULSE = reverse("desk:pulse")


# ---- Presence ---------------------------------------------------------------------------------------------------------


def test_colleagues_see_who_is_reading_a_case(case, client_of, mona, max):
    client_of(mona).get(case.get_absolute_url())

    assert presence.others(case, max) == ["mona"]
    assert presence.others(case, mona) == []
    for page in (reverse("desk:queue"), case.get_absolute_url()):
        assert "mona is reading this" in client_of(max).get(page).content.decode()
    assert "mona is reading this" not in client_of(mona).get(reverse("desk:queue")).content.decode()


def test_reading_ends_by_itself_and_blocks_nobody(case, mona, max, monkeypatch):
    presence.looking(case, mona)
    decisions.decide(by=max, case=case, outcome="keep", version=case.version)
    now = timezone.now().timestamp()
    monkeypatch.setattr(presence, "time", lambda: now + presence.LASTS + 1)

    assert presence.others(case, max) == []


def test_nobody_appears_in_a_case_they_never_opened(case, kim, mona):
    assert presence.still_looking(case.pk, kim) is False
    assert presence.others(case, mona) == []
    presence.looking(case, mona)
    assert presence.still_looking(case.pk, mona) is True


# ---- The pulse --------------------------------------------------------------------------------------------------------


def ask(client, case: Case, since=None, **headers):
    moment = (since or timezone.now() - timedelta(minutes=5)).timestamp()
    return client.get(PULSE, {"shown": case.pk, "case": case.pk, "since": f"{moment:.3f}"}, headers=headers)


def test_an_unchanged_desk_answers_without_asking_about_cases(
    case, client_of, mona, django_assert_num_queries, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(desk_count, "time", lambda: 1000.0)
    since = timezone.now()
    client = client_of(mona)
    first = ask(client, case, since)
    with django_assert_num_queries(1):  # who is asking
        second = ask(client, case, since, if_none_match=first["ETag"])

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")


def test_the_pulse_tells_of_new_cases_and_of_what_others_decided(
    case, many_cases, client_of, mona, max, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    client = client_of(mona)
    opened = timezone.now()
    first = ask(client, case, opened)
    with django_capture_on_commit_callbacks(execute=True):
        many_cases(3)
        decisions.decide(by=max, case=case, outcome="keep", version=case.version)

    with django_assert_max_num_queries(6):
        answer = ask(client, case, opened, if_none_match=first["ETag"])

    news = answer.json()
    assert (news["new"], news["new_text"]) == (3, "3 new cases")
    assert news["counts"]["open"] == 3
    about = news["cases"][str(case.pk)]
    assert (about["open"], about["mine"], about["text"]) == (False, False, "max decided: Kept")


def test_the_pulse_tells_who_claimed_it(case, client_of, mona, max):
    actions.claim(by=max, case=case)

    assert ask(client_of(mona), case).json()["cases"][str(case.pk)]["text"] == "max is on it"
    assert ask(client_of(max), case).json()["cases"][str(case.pk)] == {
        "open": True, "version": 1, "mine": True, "text": ""
    }  # fmt: skip


def test_the_pulse_says_nothing_of_other_forums(case, client_of, kim, mona):
    presence.looking(case, mona)

    news = ask(client_of(kim), case).json()

    assert (news["cases"], news["new"], news["counts"]["open"]) == ({}, 0, 0)


@pytest.mark.parametrize("query", ["since=x&shown=,,²,x&case=y", "since=1e999", "since=nan", "shown=" + "1," * 500])
def test_nonsense_in_the_pulse_does_no_harm(query, case, client_of, mona):
    assert client_of(mona).get(f"{PULSE}?{query}").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("bob", 403), ("kim", 200), ("mona", 200)])
def test_whose_pulse_it_is(who, status, case, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(PULSE).status_code == status


# ---- Passing on -------------------------------------------------------------------------------------------------------


def test_a_case_is_passed_on_with_a_word_and_stays_passed_on(case, mona, max):
    actions.claim(by=mona, case=case)

    passing.pass_on(by=mona, case=case, to=max, note="You know the history.")

    case.refresh_from_db()
    assert (case.assigned_to, case.claimed_by) == (max, None)
    assert CaseNote.objects.get().body == "You know the history."
    told = Notification.objects.get(member=max)
    assert (told.verb, told.data["case"]) == ("moderation.passed_on", case.pk)
    assert AuditEntry.objects.order_by("sequence").last().verb == "case.passed"
    passing.pass_on(by=max, case=case, to=None)
    case.refresh_from_db()
    assert case.assigned_to is None
    assert AuditEntry.objects.order_by("sequence").last().verb == "case.unassigned"


@pytest.mark.parametrize("who", ["kim", "bob", "charlie"])
def test_only_to_somebody_who_may_judge_it(who, case, mona, request):
    with pytest.raises(ValidationError) as error:
        passing.pass_on(by=mona, case=case, to=request.getfixturevalue(who))

    assert "to" in error.value.message_dict
    assert Case.objects.get().assigned_to is None


def test_not_to_whoever_reported_it_or_is_meant_by_it(case, mona, max, spam, reported):
    from moderation.reports import actions as reporting

    reporting.report(by=max, target_type="post", thing=reported, reason=spam)
    assert max not in passing.candidates(case, mona)
    with pytest.raises(ValidationError):
        passing.pass_on(by=mona, case=case, to=max)


def test_not_by_somebody_of_another_forum_and_not_when_decided(case, kim, mona, max):
    with pytest.raises(Refused):
        passing.pass_on(by=kim, case=case, to=max)
    decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    with pytest.raises(Refused):
        passing.pass_on(by=mona, case=case, to=max)


def test_passing_on_by_form_goes_on_to_the_next_case_and_loses_no_words(case, many_cases, client_of, mona, max):
    client = client_of(mona)
    where = reverse("desk:pass_on", args=[case.pk])
    assert f'<option value="{max.pk}"' in client.get(where).content.decode()

    refused = client.post(where, {"to": "", "note": "Please look."})
    assert refused.status_code == 422
    assert "Please look." in refused.content.decode()
    assert "Please choose a colleague." in refused.content.decode()

    other = many_cases(1)[0]
    answer = client.post(where, {"to": max.pk, "note": "Please look."})
    assert answer.url == other.get_absolute_url()
    assert "passed on to you" in client_of(max).get(reverse("desk:queue") + "?queue=mine").content.decode()


def test_a_case_of_another_forum_cannot_be_passed_on_by_address(case, client_of, kim):
    assert client_of(kim).get(reverse("desk:pass_on", args=[case.pk])).status_code == 404


def test_whoever_no_longer_moderates_is_not_led_to_the_case(case, mona, max):
    from accounts.notifications import queries as notified

    passing.pass_on(by=mona, case=case, to=max)
    max.groups.clear()
    max = Member.objects.get(pk=max.pk)

    assert notified.visible(max, list(Notification.objects.filter(member=max))) == []


# ---- Saved views ------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_renamed_and_removed(case, client_of, mona):
    client = client_of(mona)
    client.post(reverse("desk:views"), {"name": "Old  ones", "view": "overdue=1&sort=due&cursor=abc"})

    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Old ones", "overdue=1&sort=due")
    page = client.get(f"{reverse('desk:queue')}?{view.query}").content.decode()
    assert f'href="{reverse("desk:queue")}?overdue=1&amp;sort=due" aria-current="page">Old ones' in page
    client.post(reverse("desk:view", args=[view.pk]), {"name": "Overdue"})
    assert "Overdue" in client.get(reverse("desk:views")).content.decode()
    client.post(reverse("desk:view", args=[view.pk]), {"remove": "1"})
    assert not SavedView.objects.exists()
    client.get(reverse("desk:queue"))  # says once that it is gone
    assert "Overdue" not in client.get(reverse("desk:queue")).content.decode()


@pytest.mark.parametrize(("name", "fault"), [("", "give it a name"), ("x" * 41, "Up to 40"), ("Taken", "of this name already")])
def test_a_view_that_cannot_be_kept_says_why_and_keeps_what_was_typed(name, fault, case, client_of, mona):
    saved_views.save(by=mona, name="Taken", wanted=Filter(queue="held"))

    answer = client_of(mona).post(reverse("desk:views"), {"name": name, "view": "queue=mine"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert fault in page
    assert f'value="{name}"' in page
    assert 'name="view" value="queue=mine"' in page


def test_twenty_views_a_person(mona, max, forum):
    for n in range(saved_views.MOST):
        saved_views.save(by=mona, name=f"View {n}", wanted=Filter())

    with pytest.raises(ValidationError):
        saved_views.save(by=mona, name="One more", wanted=Filter())
    saved_views.save(by=max, name="View 1", wanted=Filter())


def test_nobody_touches_another_persons_views(case, client_of, mona, max):
    view = saved_views.save(by=mona, name="Mine", wanted=Filter())

    assert client_of(max).post(reverse("desk:view", args=[view.pk]), {"remove": "1"}).status_code == 404
    with pytest.raises(Refused):
        saved_views.remove(by=max, view=view)
