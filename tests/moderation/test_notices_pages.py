"""The form for notices and the notifier's page over HTTP, without a script and without an account."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from community.core.models import OutboxMail
from moderation.appeals.models import Redress
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.cases.policies import can_judge
from moderation.decisions import actions as decisions
from moderation.legal_notices import actions
from moderation.legal_notices.actions import Given, give_notice
from moderation.legal_notices.models import LegalNotice, TrustedFlagger
from moderation.legal_notices.queries import items_of
from tests import make

FORM = "/notice/"
HATE = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"


@pytest.fixture
def form(thread):
    return {
        "addresses": f"/p/{thread.posts.get(number=2).pk}/",
        "category": f"{HATE}/KEYWORD_DEFAMATION",
        "explanation": "It claims that I steal.",
        "legal_reference": "§ 186 StGB",
        "name": "",
        "email": "",
        "good_faith": "on",
        "form_word": "w" * 32,
    }


@pytest.fixture
def flagger(db):
    return TrustedFlagger.objects.create(name="jugendschutz", email="flag@example.org")


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def word_in(answer) -> str:
    return re.search(r'name="form_word" value="(\w+)"', answer.content.decode())[1]


def test_a_guest_writes_sends_and_lands_on_their_own_page(client, form):
    assert client.get(FORM).status_code == 200

    answer = client.post(FORM, form, follow=True)

    made = LegalNotice.objects.get()
    assert answer.redirect_chain == [(f"/notice/{made.token}/", 302)]
    assert (made.category, made.keyword) == (HATE, "KEYWORD_DEFAMATION")
    page = text_of(answer)
    for part in ("we are looking at it", "Defamation", "§ 186 StGB", "It claims that I steal.", "Keep the address of this page"):
        assert part in page, part


def test_pressing_send_twice_makes_one_notice(client, form):
    first, second = client.post(FORM, form), client.post(FORM, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert LegalNotice.objects.count() == 1


def test_a_refused_form_keeps_every_word_and_says_what_is_wrong_where(client, form):
    wrong = form | {"addresses": f"{form['addresses']}\nhttps://elsewhere.example/", "email": "rosa", "good_faith": ""}

    answer = client.post(FORM, wrong)

    page = text_of(answer)
    assert answer.status_code == 422
    for part in ("elsewhere.example", "It claims that I steal.", "§ 186 StGB", 'value="rosa"', "Nothing you wrote is lost"):
        assert part in page, part
    assert '/KEYWORD_DEFAMATION" selected' in page
    for name in ("email", "good_faith"):
        assert f'id="{name}-error"' in page
    assert word_in(answer) == form["form_word"]


def test_a_bad_address_is_named_by_its_line(client, form):
    answer = client.post(FORM, form | {"addresses": f"{form['addresses']}\nhttps://elsewhere.example/"})

    assert answer.status_code == 422
    assert "Line 2: “https://elsewhere.example/” is not an address of this forum." in text_of(answer)


@pytest.mark.parametrize(
    "field", ["addresses", "explanation", "name", "legal_reference", "email", "form_word", "flagger", "category"]
)
def test_a_huge_field_is_refused_not_stored(client, form, field):
    answer = client.post(FORM, form | {field: "x" * 100_000})

    assert answer.status_code == 422
    assert not LegalNotice.objects.exists()


def test_programs_that_fill_in_every_field_are_asked_again(client, form):
    answer = client.post(FORM, form | {"website": "https://spam.example"})

    assert answer.status_code == 422
    assert "for programs only" in text_of(answer)
    assert not LegalNotice.objects.exists()


def test_too_many_from_one_place_are_told_to_wait_and_lose_nothing(client, form, monkeypatch):
    monkeypatch.setattr(actions, "FROM_ONE_PLACE", 1)
    client.post(FORM, form)

    answer = client.post(FORM, form | {"explanation": "A second matter."})

    assert answer.status_code == 429
    assert "A second matter." in text_of(answer)


def test_nobody_looks_up_addresses_without_end(client, form, monkeypatch):
    monkeypatch.setattr(actions, "TRIES", 1)

    answers = [client.post(FORM, form | {"addresses": "/p/4711/"}) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [422, 429]


@pytest.mark.parametrize(
    ("url", "shown"),
    [("/p/1/", "http://testserver/p/1/"), ("//evil.example/", "//evil.example/"), ("/p/1/\n<script>", "%3Cscript%3E")],
)
def test_the_address_is_filled_in_for_who_comes_from_a_post(client, db, url, shown):
    page = client.get(FORM, {"url": url}).content.decode()

    assert shown in page
    assert "<script>" not in page


def test_a_members_name_and_address_are_proposed_and_can_be_emptied(client_of, charlie, form):
    client = client_of(charlie)
    page = text_of(client.get(FORM))

    client.post(FORM, form)

    assert "charlie@example.org" in page
    made = LegalNotice.objects.get()
    assert (made.member, made.email) == (charlie, "")
    assert not OutboxMail.objects.exists()


def test_a_member_whose_notices_are_not_processed_reads_why(client_of, charlie, form, monkeypatch):
    from community.core.decisions import denied
    from moderation.legal_notices import policies

    monkeypatch.setattr(policies, "may_report", lambda member: denied("Not for a while."))
    client = client_of(charlie)

    answers = [client.get(FORM), client.post(FORM, form)]

    for answer in answers:
        assert answer.status_code == 403
        assert "Not for a while." in text_of(answer)
    assert not LegalNotice.objects.exists()


def test_the_link_of_a_trusted_flagger_is_recognised_until_it_is_withdrawn(client, form, flagger):
    link = {"flagger": flagger.token}
    known = text_of(client.get(FORM, link))
    client.post(FORM, form | link)
    flagger.is_active = False
    flagger.save()
    unknown = text_of(client.get(FORM, link))
    client.post(FORM, form | link | {"explanation": "Once more."})

    assert "trusted flagger jugendschutz" in known
    assert "not valid, or no longer" in unknown
    assert [notice.flagger for notice in LegalNotice.objects.order_by("pk")] == [flagger, None]


def test_nobody_is_a_flagger_by_saying_so(client, form, flagger):
    client.post(FORM, form | {"flagger": str(flagger.pk), "name": flagger.name})

    assert LegalNotice.objects.get().flagger is None


def test_form_and_page_are_kept_by_nobody_and_found_by_nobody(client, form):
    pages = [client.get(FORM), client.get(client.post(FORM, form).headers["Location"])]

    for page in pages:
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_wrong_address_of_a_notice_finds_nothing(client, db):
    assert client.get("/notice/" + "x" * 40 + "/").status_code == 404


def test_the_page_shows_the_decision_and_the_way_to_object(client, form, mona, spam):
    path = client.post(FORM, form).headers["Location"]
    case = Case.objects.get()
    decision = decisions.decide(by=mona, case=case, outcome="hide", version=case.version, rule=spam.rule)

    page = text_of(client.get(path))

    for part in (
        "It is not public any more.",
        "house rule 4",
        "No automated means",
        Redress.objects.get(decision=decision, notice__isnull=False).token,
    ):
        assert part in page, part
    assert "mona" not in page
    assert client.get(Redress.objects.get(decision=decision, notice__isnull=False).get_absolute_url()).status_code == 200


def test_the_page_costs_the_same_for_one_and_for_many_addresses(client, thread, bob, alice, forum, django_assert_num_queries):
    more = [make.thread(by=alice, forum=forum, title=f"Thread {n}") for n in range(4)]
    lines = [f"/p/{thread.posts.get(number=2).pk}/", *(other.get_absolute_url() for other in more)]
    few, many = (
        give_notice(by=AnonymousUser(), given=Given(addresses=text, explanation="x", good_faith=True), language="en")
        for text in (lines[0], "\n".join(lines))
    )
    client.get(FORM)

    for made in (few, many):
        with django_assert_num_queries(4):
            client.get(reverse("desk:notice_status", args=[made.token]))
    with django_assert_num_queries(0):
        client.get(FORM)


def test_every_page_leads_to_the_form(client, db):
    assert f'href="{FORM}"' in client.get("/").content.decode()


def test_the_case_shows_notices_and_names_the_notifier_to_who_may_judge(thread, mona, django_assert_num_queries, flagger):
    post = thread.posts.get(number=2)
    for email in ("rosa@example.org", "paul@example.org"):
        give_notice(
            by=AnonymousUser(),
            given=Given(addresses=f"/p/{post.pk}/ last line", explanation="<b>Bad</b>", email=email, good_faith=True),
            language="en",
            flagger=flagger,
        )
    case = Case.objects.get()
    with django_assert_num_queries(1):
        items = items_of(case)
    with django_assert_num_queries(0):
        allowed = render_to_string("moderation/case/_notices.html", {"notice_items": items, "verdict": True})

    refused = can_judge(post.author, case, has_reported=False)
    others = render_to_string("moderation/case/_notices.html", {"notice_items": items, "verdict": refused})
    own = render_to_string(
        "moderation/case/_notices.html",
        {"notice_items": items, "verdict": refused, "case": case, "request": SimpleNamespace(user=post.author)},
    )

    assert "rosa@example.org" in allowed
    assert "jugendschutz" in allowed
    assert "last line" in allowed
    assert "<b>Bad" not in allowed
    assert "rosa@example.org" not in others + own
    assert "Bad" in others
    assert "Bad" not in own
    assert "last line" not in own


def test_an_admin_enters_a_flagger_and_finds_the_secret_link(client_of, admin, settings, form, client):
    settings.STAFF_SECOND_FACTOR = False
    office = client_of(admin)
    office.post(
        reverse("admin:moderation_trustedflagger_add"),
        {
            "name": "jugendschutz",
            "email": "flag@example.org",
            "expertise": "",
            "awarded_by": "Bundesnetzagentur",
            "is_active": "on",
        },
    )
    flagger = TrustedFlagger.objects.get()
    client.post(FORM, form | {"flagger": flagger.token})

    page = text_of(office.get(reverse("admin:moderation_trustedflagger_change", args=[flagger.pk])))
    listed = text_of(office.get(reverse("admin:moderation_trustedflagger_changelist")))

    assert f"/notice/?flagger={flagger.token}" in page
    assert "0 of 0" in listed
    assert AuditEntry.objects.filter(verb="flagger.made").count() == 1
    assert flagger.token not in str(AuditEntry.objects.values_list("data", "target_label"))


def test_the_back_office_counts_what_was_upheld_and_changes_nothing(
    client_of, admin, mona, settings, form, client, flagger, spam
):
    settings.STAFF_SECOND_FACTOR = False
    client.post(FORM, form | {"flagger": flagger.token})
    case = Case.objects.get()
    decisions.decide(by=mona, case=case, outcome="hide", version=case.version, rule=spam.rule)
    office = client_of(admin)
    made = LegalNotice.objects.get()

    assert "1 of 1" in text_of(office.get(reverse("admin:moderation_trustedflagger_changelist")))
    assert "Defamation" in text_of(office.get(reverse("admin:moderation_legalnotice_changelist")))
    page = reverse("admin:moderation_legalnotice_change", args=[made.pk])
    assert office.get(page).status_code == 200
    assert office.post(page, {"explanation": "x"}).status_code == 403
    assert office.post(reverse("admin:moderation_trustedflagger_delete", args=[flagger.pk]), {"post": "yes"}).status_code == 403
