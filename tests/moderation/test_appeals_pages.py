"""Objecting over HTTP: by the link alone, without a log-in, without a script, and kept from everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from moderation.appeals import actions, policies, queries
from moderation.appeals.models import Appeal, Redress
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.sanctions.plan import Plan
from moderation.templatetags.appeals import appeal_outlook

from .objections import answer, object_to, way_of


@pytest.fixture
def hidden(case, mona, spam):
    return decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, message="It sells <pills>.", version=case.version)


def page(client, way, **form):
    path = way.get_absolute_url()
    answer = client.post(path, form, follow=True) if form else client.get(path)
    return answer, answer.content.decode()


def test_a_guest_objects_follows_it_and_reads_the_answer(hidden, max, client):
    way = way_of(hidden)
    first, form = page(client, way)
    sent, waiting = page(client, way, text="It is <b>my</b> workshop.")
    made = Appeal.objects.get()
    answer(made, max, "reverse", "You are right about the workshop.")
    _later, answered = page(client, way)

    assert first.status_code == 200
    for part in ("Why is the decision wrong?", "It sells &lt;pills&gt;.", "House rule 4", "free of charge"):
        assert part in form
    assert sent.redirect_chain == [(way.get_absolute_url(), 302)]
    assert "It is &lt;b&gt;my&lt;/b&gt; workshop." in waiting
    assert "within 7 days" in waiting
    assert "Why is the decision wrong?" not in waiting
    for part in ("You were right, and we were wrong. We are sorry.", "You are right about the workshop.", "Article 21"):
        assert part in answered
    assert "Withdraw" not in answered


@pytest.mark.parametrize("who", ["guest", "bob", "charlie", "mona"])
def test_the_link_is_enough_whoever_is_logged_in(who, hidden, client_of, request):
    answer, _text = page(client_of(request.getfixturevalue(who)), way_of(hidden))

    assert answer.status_code == 200


def test_a_suspended_member_reaches_it_from_their_mail(hidden, bob, client):
    Member.objects.filter(pk=bob.pk).update(suspended_until=timezone.now() + timedelta(days=30))

    sent, text = page(client, way_of(hidden), text="Please look again.")

    assert sent.status_code == 200
    assert "We have your objection." in text


def test_the_form_is_safe_against_other_sites(hidden):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(way_of(hidden).get_absolute_url(), {"text": "x"}).status_code == 403
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("token", ["x", "0" * 40, "a" * 200])
def test_an_unknown_address_is_not_found(token, db, client):
    assert client.get(reverse("desk:appeal", args=[token])).status_code == 404


def test_nobody_keeps_or_passes_on_the_address(hidden, client):
    answer, text = page(client, way_of(hidden))

    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in text
    # The origin goes along, or the form would be refused as another site's; the path never.
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_nothing_typed_is_lost(hidden, client):
    way = way_of(hidden)

    empty, text = page(client, way, text=" ")
    assert empty.status_code == 422
    assert "Please say in a sentence why" in text
    assert 'aria-invalid="true"' in text

    long, text = page(client, way, text="word " * 2000)
    assert long.status_code == 422
    assert text.count("word word") > 500

    Redress.objects.filter(pk=way.pk).update(
        informed_at=way.informed_at - timedelta(days=200), open_until=way.open_until - timedelta(days=200)
    )
    late, text = page(client, way, text="I was in hospital.")
    assert late.status_code == 403
    assert "was possible until" in text
    assert "I was in hospital." in text


def test_a_program_cannot_try_for_ever(hidden, client):
    way = way_of(hidden)
    for _n in range(20):
        client.post(way.get_absolute_url(), {"text": ""})

    answer, text = page(client, way, text="Now I mean it.")

    assert answer.status_code == 429
    assert "Now I mean it." in text


def test_withdrawing_asks_first_and_is_final(hidden, client):
    way = way_of(hidden)
    page(client, way, text="Unfair.")

    _sent, text = page(client, way, act="withdraw")

    assert "You withdrew your objection." in text
    assert "<textarea" not in text
    again, _text = page(client, way, act="withdraw")
    assert again.status_code == 403


def test_a_notifier_sees_what_they_told_us_and_not_what_the_author_was_told(hidden, client, bob):
    _answer, text = page(client, way_of(hidden, "notifier"))

    assert "Spam" in text
    assert "We agree. It is not public any more." in text
    assert "sells" not in text
    assert "Hello bob" not in text


@pytest.mark.parametrize("state", ["undone", "moot"])
def test_what_was_taken_back_is_said_so(state, hidden, client, mona):
    way = way_of(hidden)
    if state == "moot":
        object_to(hidden)
    decisions.undo(by=mona, decision=hidden)

    _answer, text = page(client, way)

    assert {"undone": "nothing left to object to", "moot": "We took the decision back ourselves."}[state] in text
    assert "<textarea" not in text


def test_the_statement_leads_to_it_and_shows_the_state(hidden, client_of, bob, mona, max):
    way, path = way_of(hidden), hidden.statement.get_absolute_url()
    before = client_of(bob).get(path).content.decode()
    made = object_to(hidden)
    waiting = client_of(bob).get(path).content.decode()
    answer(made, max)
    after = client_of(bob).get(path).content.decode()

    assert f'href="{way.get_absolute_url()}">Object</a>' in before
    assert "Your objection: open." in waiting
    assert ">Object</a>" not in waiting
    assert "Read the answer" in after
    # The address is a key of the member's own; staff read the same words without it.
    assert way.token in after
    assert way.token not in client_of(mona).get(path).content.decode()


def test_a_statement_taken_back_unseen_was_never_there(case, mona, spam, bob, client_of, settings):
    settings.TAKE_BACK_SECONDS = 12
    decision = decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    path = decision.statement.get_absolute_url()
    assert client_of(bob).get(path).status_code == 200

    decisions.undo(by=mona, decision=decision)

    assert client_of(bob).get(path).status_code == 404
    assert client_of(mona).get(path).status_code == 200


@pytest.mark.parametrize("role", ["affected", "notifier"])
def test_the_page_costs_the_same_whatever_happened(role, hidden, client, max, django_assert_max_num_queries):
    way = way_of(hidden, role)
    client.get(way.get_absolute_url())
    with django_assert_max_num_queries(4):
        client.get(way.get_absolute_url())
    answer(object_to(hidden, role), max)
    with django_assert_max_num_queries(4):
        client.get(way.get_absolute_url())


def test_what_reversing_does_is_said_before(hidden, max, mona, django_assert_num_queries):
    object_to(hidden)
    made = queries.appeals().select_related("case").get()
    policies.can_decide_appeal(max, made)

    outlook = appeal_outlook(made, max)

    assert outlook.restores == ["It is public again.", "The reports about it count as not upheld, and whoever reported is told."]
    assert outlook.may_affirm
    assert outlook.may_reverse
    with django_assert_num_queries(7):
        appeal_outlook(made, max)
    assert "had a part" in str(appeal_outlook(made, mona).may_affirm.reason)


def test_the_case_page_shows_the_objection(hidden, max, client_of):
    made = object_to(hidden, text="It is <i>mine</i>.")

    text = client_of(max).get(made.case.get_absolute_url()).content.decode()

    for part in ("It is &lt;i&gt;mine&lt;/i&gt;.", "It sells &lt;pills&gt;.", "It is public again.", f"Case {hidden.case_id}"):
        assert part in text
    assert way_of(hidden).token not in text


def test_moderators_of_other_forums_do_not_find_it(hidden, kim, client_of):
    made = object_to(hidden)

    assert client_of(kim).get(made.case.get_absolute_url()).status_code == 404


def test_the_back_office_shows_no_secret(hidden, admin, client_of):
    made = object_to(hidden)
    client = client_of(admin)

    for path in (
        reverse("admin:moderation_appeal_changelist"),
        reverse("admin:moderation_appeal_change", args=[made.pk]),
        reverse("admin:moderation_redress_changelist"),
        reverse("admin:moderation_redress_change", args=[made.redress_id]),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert made.redress.token not in answer.content.decode()


def test_an_objection_is_no_thing_to_report(hidden, client_of, charlie):
    made = object_to(hidden)

    assert client_of(charlie).get(reverse("desk:report", args=["appeal", made.pk])).status_code == 404
    assert Case.objects.filter(kind="appeal").count() == 1
    assert Appeal._meta.get_field("text").max_length == actions.TEXT_MAX


def test_an_author_who_moderates_does_not_learn_who_reported_and_objects(hidden, bob, mona, client_of):
    bob.groups.add(mona.groups.get())
    made = object_to(hidden, "notifier", "I, Charlie the neighbour, still see it.")

    client = client_of(bob)
    for path in (made.case.get_absolute_url(), reverse("desk:queue")):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "charlie" not in answer.content.decode().lower()


@pytest.mark.parametrize(("points", "sentence"), [(1, "Its 1 point no longer counts."), (2, "Its 2 points no longer count.")])
def test_the_end_of_a_sanction_is_said_before(points, sentence, case, mona, max, spam):
    plan = Plan(kind="warning", points=points)
    decision = decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1, sanction=plan)
    decision.sanctions.update(points=points)
    object_to(decision)

    said = queries.restored_by_reversing(queries.appeals().get())

    assert "The sanction “warning” ends." in said
    assert sentence in said
