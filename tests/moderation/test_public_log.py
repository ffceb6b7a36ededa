"""The public log: what was decided where anybody can read, and nothing by which somebody could be recognised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings
from django.utils import timezone

from community.core.models import SiteSettings
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, LegalGround
from moderation.interventions import actions as interventions
from moderation.law.defaults import ensure
from moderation.legal_notices.actions import Given, give_notice
from moderation.public_log import queries
from moderation.public_log.pseudonyms import pseudonym
from moderation.reports import actions as reporting
from tests import make

LOG = "/legal/log/"
MAY = datetime(2026, 5, 17, 12, tzinfo=UTC)


@pytest.fixture
def shown(db) -> SiteSettings:
    site = SiteSettings.current()
    site.audit_public = True
    site.save()
    return site


def decide(by, case, outcome="hide", **more) -> Decision:
    case.refresh_from_db()
    return decisions.decide(by=by, case=case, outcome=outcome, version=case.version, **more)


def test_there_is_none_unless_the_site_wants_one(client, db):
    assert client.get(LOG).status_code == 404
    assert LOG not in client.get("/").content.decode()


def test_every_page_leads_to_it_where_there_is_one(client, shown):
    assert LOG in client.get("/").content.decode()
    assert "Nothing was decided yet." in client.get(LOG).content.decode()


def test_an_entry_says_what_was_decided_and_why_but_neither_who_nor_what_was_written(client, shown, case, mona, spam, bob):
    decide(mona, case, rule=spam.rule, message="You know why.")

    page = client.get(LOG).content.decode()

    body = page[page.index("<tbody>") : page.index("</tbody>")]
    for part in ("Hidden", "House rule 4: No advertising", "Workshop", "a report", pseudonym(bob.pk, timezone.now())):
        assert part in body, part
    for secret in ("bob", "mona", "charlie", "You know why", case.snapshot["title"], "Reply 2", "/p/", "/t/"):
        assert secret not in page, secret


def test_only_the_day_is_told_and_every_reader_is_told_the_same(client_of, shown, case, mona, spam, charlie):
    decision = decide(mona, case, rule=spam.rule)
    Decision.objects.filter(pk=decision.pk).update(made_at=MAY.replace(hour=22, minute=30))
    decision.refresh_from_db()
    charlie.timezone = "Pacific/Honolulu"
    charlie.save()

    page = client_of(charlie).get(LOG).content.decode()

    assert 'datetime="2026-05-18"' in page
    assert "30" not in page[page.index("<tbody>") : page.index("</tbody>")]


def test_what_was_taken_back_stays_and_says_so(client, shown, case, mona, spam):
    decisions.undo(by=mona, decision=decide(mona, case, rule=spam.rule))

    assert "taken back" in client.get(LOG).content.decode()


def test_nothing_is_shown_before_those_concerned_are_told(client, shown, case, mona, spam, settings):
    settings.TAKE_BACK_SECONDS = 12

    decide(mona, case, rule=spam.rule)

    assert "Nothing was decided yet." in client.get(LOG).content.decode()


def test_what_happened_where_guests_cannot_read_is_nobodys_business(client_of, shown, staff_forum, mona, max, spam, admin):
    thread = make.thread(by=mona, forum=staff_forum, posts=2)
    reporting.report(by=max, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    decide(admin, Case.objects.get(), rule=spam.rule)

    # Not even for a moderator: the page is the same for everybody.
    assert "Nothing was decided yet." in client_of(mona).get(LOG).content.decode()
    assert queries.page() == ([], "")


def test_how_it_became_known(shown, thread, alice, charlie, mona, spam, forum):
    ensure()
    law = LegalGround.objects.get(reference="§ 185 StGB")
    first, second = thread.posts.order_by("number")
    give_notice(by=AnonymousUser(), given=Given(addresses=f"/p/{first.pk}/", explanation="x", good_faith=True), language="en")
    reporting.report(by=charlie, target_type="post", thing=first, reason=spam)
    decide(mona, Case.objects.get(), "keep")
    other = make.thread(by=alice, forum=forum)
    interventions.take_down(by=mona, target_type="post", thing=second, outcome="hide", rule=spam.rule, message="")
    reporting.report(by=charlie, target_type="thread", thing=other, reason=spam)
    decide(mona, Case.objects.open().get(), "hide", law=law)

    entries, _next = queries.page()

    assert [(entry.learned, entry.ground) for entry in entries] == [
        ("a report", "§ 185 StGB: Insult"),
        ("the moderators' own eyes", "House rule 4: No advertising"),
        ("a legal notice", ""),
    ]


def test_a_sign_is_stable_for_a_month_and_no_longer():
    assert pseudonym(7, MAY) == pseudonym(7, MAY + timedelta(days=10))
    assert pseudonym(7, MAY) != pseudonym(7, MAY + timedelta(days=31))
    assert pseudonym(7, MAY) != pseudonym(8, MAY)


def test_without_the_sites_secret_nobody_can_compute_it():
    ours = pseudonym(7, MAY)

    with override_settings(SECRET_KEY="another"):
        assert pseudonym(7, MAY) != ours


def test_a_page_costs_one_query_however_long_it_is(shown, case, mona, spam, client, django_assert_num_queries):
    first = decide(mona, case, rule=spam.rule)
    client.get(LOG)
    with django_assert_num_queries(1):
        client.get(LOG)
    Decision.objects.bulk_create(
        [
            Decision(
                case=case, outcome="hide", ground="rule", rule=spam.rule, by=mona, made_at=first.made_at, told_at=first.made_at,
                undone_at=first.made_at,
            )
            for _n in range(queries.SIZE + 3)
        ]
    )  # fmt: skip

    with django_assert_num_queries(1):
        page = client.get(LOG).content.decode()

    assert page.count("<tr>") == queries.SIZE + 1
    cursor = page.split("?cursor=")[1].split('"')[0]
    rest = client.get(LOG, {"cursor": cursor}).content.decode()
    assert rest.count("<tr>") == 4 + 1
    assert "noindex" in rest


@pytest.mark.parametrize("cursor", ["x", "eyJ4IjoxfQ", "W10"])
def test_a_cursor_nobody_made_finds_nothing(client, shown, cursor):
    assert client.get(LOG, {"cursor": cursor}).status_code == 404
