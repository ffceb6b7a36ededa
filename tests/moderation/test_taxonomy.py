"""The taxonomy in the code is the one of the transparency database, and rules and laws are filed under nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from moderation import defaults
from moderation.audit.models import AuditEntry
from moderation.decisions.models import LegalGround, Rule
from moderation.law import taxonomy
from moderation.law.defaults import ensure
from moderation.law.grounds import GROUNDS
from moderation.models import Case

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "dsa-enums.json"
HATE = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="DSA-ENUMS.JSON IS MISSING: THE TAXONOMY WAS COMPARED WITH NOTHING")
def test_categories_and_keywords_are_those_of_the_database():
    enums = json.loads(REFERENCE.read_text())
    # Orders are not notices, and the interface refuses their category.
    known = {code: row for code, row in enums["category_to_keywords"].items() if code in enums["enums"]["category"]}

    assert {code: set(category.keywords) for code, category in taxonomy.CATEGORIES.items()} == {
        code: {keyword["code"] for keyword in row["keywords"]} for code, row in known.items()
    }


def test_sixteen_categories_without_the_traps():
    keywords = {keyword for category in taxonomy.CATEGORIES.values() for keyword in category.keywords}

    assert len(taxonomy.CATEGORIES) == 16
    assert "KEYWORD_STALKING" not in keywords
    assert "KEYWORD_DANGEROUS_TOYS" not in keywords
    assert "KEYWORD_CYBER_STALKING" in keywords


def test_a_label_fits_the_headline_of_a_case_and_is_kept_in_english():
    most = Case._meta.get_field("headline").max_length
    with translation.override("de"):
        headlines = [
            taxonomy.headline(code, keyword) for code, row in taxonomy.CATEGORIES.items() for keyword in ("", *row.keywords)
        ]

    assert all(0 < len(headline) <= most for headline in headlines)
    assert "Defamation" in headlines


@pytest.mark.parametrize(
    ("category", "keyword", "severity"),
    [
        ("PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL", 4),
        ("PROTECTION_OF_MINORS", "KEYWORD_AGE_SPECIFIC_RESTRICTIONS_MINORS", 3),
        ("RISK_FOR_PUBLIC_SECURITY", "KEYWORD_TERRORIST_CONTENT", 4),
        ("RISK_FOR_PUBLIC_SECURITY", "", 3),
        ("SELF_HARM", "KEYWORD_SUICIDE", 4),
        ("VIOLENCE", "", 4),
        ("INTELLECTUAL_PROPERTY_INFRINGEMENTS", "KEYWORD_COPYRIGHT_INFRINGEMENT", 2),
        ("NOT_SPECIFIED_NOTICE", "", 3),
    ],
)
def test_where_life_may_hang_on_it_a_notice_is_grave(category, keyword, severity):
    assert taxonomy.severity_of(taxonomy.PREFIX + category, keyword) == severity


def test_what_this_house_does_not_know_keeps_its_code():
    assert taxonomy.category_label("STATEMENT_CATEGORY_OF_THE_YEAR_2040") == "STATEMENT_CATEGORY_OF_THE_YEAR_2040"
    assert not taxonomy.belongs("STATEMENT_CATEGORY_OF_THE_YEAR_2040", "")
    assert not taxonomy.belongs(HATE, "KEYWORD_PHISHING")
    assert taxonomy.belongs(HATE, "KEYWORD_OTHER")


def test_every_rule_and_law_of_a_fresh_site_is_filed_rightly_and_said_in_german_too(db):
    ensure()
    laws = list(LegalGround.objects.all())

    assert len(laws) == len(GROUNDS)
    for filed in (*laws, *Rule.objects.all()):
        assert taxonomy.belongs(filed.category, filed.keyword), filed
        assert filed.in_language("de") != filed.in_language("en"), filed
        assert all(filed.in_language("de")), filed
    assert {law.category for law in laws}.isdisjoint({taxonomy.OTHER_VIOLATION, taxonomy.NOT_SPECIFIED})


def test_a_site_keeps_the_laws_it_has(db):
    LegalGround.objects.all().delete()
    LegalGround.objects.create(reference="§ 1 ABC", title="Ours", text="x", category=HATE)

    defaults.ensure()

    assert [law.reference for law in LegalGround.objects.all()] == ["§ 1 ABC"]


@pytest.fixture
def back_office(admin, client_of, settings):
    settings.STAFF_SECOND_FACTOR = False
    return client_of(admin)


def form_of(thing, **changes):
    names = ("title", "title_de", "text", "text_de", "message", "message_de", "points", "category", "keyword")
    return {name: getattr(thing, name) for name in names} | changes


def test_a_law_is_changed_in_the_back_office_and_the_log_tells(back_office, db):
    ensure()
    law = LegalGround.objects.get(reference="§ 185 StGB")
    form = form_of(law, reference=law.reference, position=3, is_active="on", title="Insulting somebody")

    answer = back_office.post(reverse("admin:moderation_legalground_change", args=[law.pk]), form)

    assert answer.status_code == 302
    assert LegalGround.objects.get(pk=law.pk).title == "Insulting somebody"
    assert AuditEntry.objects.get(verb="law.changed").data["changed"] == ["title", "position"]
    assert back_office.get(reverse("admin:moderation_legalground_delete", args=[law.pk])).status_code == 403


def test_a_keyword_of_another_category_is_refused_for_rules_and_laws(back_office, db):
    ensure()
    rule = Rule.objects.get(number=3)
    law = LegalGround.objects.get(reference="§ 185 StGB")
    wrong = {"keyword": "KEYWORD_PHISHING"}

    answers = [
        back_office.post(
            reverse("admin:moderation_rule_change", args=[rule.pk]), form_of(rule, number=3, is_active="on", **wrong)
        ),
        back_office.post(
            reverse("admin:moderation_legalground_change", args=[law.pk]),
            form_of(law, reference=law.reference, position=1, is_active="on", **wrong),
        ),
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert "This keyword does not belong to the category." in answer.content.decode()


def test_what_breaks_house_rules_only_is_no_law(back_office, db):
    page = back_office.get(reverse("admin:moderation_legalground_add")).content.decode()

    assert HATE in page
    assert taxonomy.OTHER_VIOLATION not in page
    assert taxonomy.NOT_SPECIFIED not in page
