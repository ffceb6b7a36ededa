"""The admin: reasons, rules and forums are changed there; ledgers are looked at."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from forums.admin import AccessForm
from forums.models import Access, Forum, Right
from moderation.audit.models import AuditEntry
from moderation.decisions import actions as decisions
from moderation.decisions.models import Rule
from moderation.defaults import REASONS, RULES, ensure
from moderation.models import Case, Decision, Report, Statement
from moderation.reports.models import Reason
from tests import make

LEDGERS = [Case, Report, Decision, Statement, AuditEntry]


@pytest.mark.parametrize("model", LEDGERS)
def test_ledgers_are_looked_at_and_nothing_else(model, case, mona, admin, client_of, spam):
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    name = f"admin:moderation_{model._meta.model_name}"
    client = client_of(admin)
    row = model.objects.first()

    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["forums_forum", "threads_thread", "threads_tag", "posts_post", "moderation_reason", "moderation_rule"]
)
def test_every_page_of_the_back_office_opens(name, thread, admin, client_of):
    model = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin_models()}[name]
    make.thread(by=thread.author, forum=thread.forum, title="Tagged", tags=["glue"])
    client = client_of(admin)

    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name}_change", args=[model.objects.first().pk])).status_code == 200


def admin_models():
    return list(admin.site._registry)


def test_new_words_of_a_rule_are_a_new_version_and_recorded(admin, client_of):
    rule = Rule.objects.get(number=1)
    address = reverse("admin:moderation_rule_change", args=[rule.pk])
    fields = {
        name: getattr(rule, name)
        for name in ("number", "title", "title_de", "text", "text_de", "message", "message_de", "points", "category", "keyword")
    }
    client = client_of(admin)

    client.post(address, fields | {"is_active": "on", "message": "Another usual message"})
    rule.refresh_from_db()
    same = rule.version
    client.post(address, fields | {"is_active": "on", "text": "Be very kind."})
    rule.refresh_from_db()

    assert (same, rule.version) == (1, 2)
    assert AuditEntry.objects.filter(verb="rule.changed").count() == 2


def test_rights_are_check_boxes():
    form = AccessForm(instance=Access(rights=Right.SEE | Right.REPLY))

    html = str(form["rights"])

    assert html.count("checked") == 2
    assert html.count('type="checkbox"') == len(Right)


@pytest.mark.parametrize(("ticked", "rights"), [([], 0), (["1", "2"], 3), (["1", "2", "4", "8", "16"], 31)])
def test_ticked_rights_are_kept(ticked, rights, forum):
    form = AccessForm({"group": make.group("gardeners").pk, "rights": ticked}, instance=Access(forum=forum))

    assert form.is_valid(), form.errors
    assert form.save().rights == rights


def test_a_forum_does_not_stand_in_itself(forum, admin, client_of):
    child = make.forum("Planes", parent=forum, open_to="")
    address = reverse("admin:forums_forum_change", args=[forum.pk])
    data = {"name": forum.name, "slug": forum.slug, "position": 0, "hue": 180, "parent": child.pk}
    data |= {"access-TOTAL_FORMS": 0, "access-INITIAL_FORMS": 0}

    answer = client_of(admin).post(address, data)

    assert "cannot stand in itself" in answer.content.decode()
    assert Forum.objects.get(pk=forum.pk).parent is None


def test_a_used_forum_is_not_deleted(thread, admin, client_of):
    address = reverse("admin:forums_forum_delete", args=[thread.forum_id])

    assert client_of(admin).post(address, {"post": "yes"}).status_code == 403


def test_a_fresh_site_has_rules_and_reasons_and_keeps_its_own(db):
    assert Rule.objects.count() == len(RULES)
    assert Reason.objects.count() == len(REASONS)
    Reason.objects.exclude(slug="spam").delete()

    ensure()

    assert list(Reason.objects.values_list("slug", flat=True)) == ["spam"]


def test_every_default_is_said_in_both_languages():
    for rule in RULES:
        assert all(rule[name] and rule[f"{name}_de"] for name in ("title", "text", "message"))
    for _slug, label, label_de, text, text_de, _severity, number, needs_note in REASONS:
        assert label and label_de and text and text_de
        assert number or needs_note
