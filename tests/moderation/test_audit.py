"""The log cannot be edited, and whoever edits the table is found out."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from moderation.audit import queries
from moderation.audit.log import record
from moderation.audit.models import AuditEntry, LogIsAppendOnly
from moderation.audit.verbs import VERBS, UnknownVerb
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions import actions as decisions
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from tests import make


@pytest.fixture
def log(mona, thread, db):
    for act in (interventions.pin, interventions.unpin) * 2:
        act(by=mona, thread=thread, reason="Because of 'quotes', ümlauts and 🪵")


def test_entries_are_numbered_and_chained(log):
    entries = list(AuditEntry.objects.order_by("sequence"))

    assert [entry.sequence for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    call_command("verify_audit")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE moderation_auditentry SET reason = 'nothing to see' WHERE sequence = 2",
        "UPDATE moderation_auditentry SET actor_label = 'somebody' WHERE sequence = 4",
        "UPDATE moderation_auditentry SET data = '{\"until\": null}' WHERE sequence = 3",
        "UPDATE moderation_auditentry SET forum_id = NULL WHERE sequence = 1",
        "DELETE FROM moderation_auditentry WHERE sequence = 2",
        "DELETE FROM moderation_auditentry WHERE sequence = 1",
    ],
)
def test_tampering_is_found(log, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)

    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_a_cut_off_end_is_found_by_who_noted_it(log):
    end = AuditEntry.objects.order_by("-sequence").first()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM moderation_auditentry WHERE sequence = 4")

    call_command("verify_audit")
    with pytest.raises(CommandError, match="noted earlier"):
        call_command("verify_audit", expect=f"{end.sequence}:{end.hash}")


def test_entries_cannot_be_changed_or_deleted(log):
    entry = AuditEntry.objects.first()

    for act in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(reason="")):
        with pytest.raises(LogIsAppendOnly):
            act()


def test_a_rolled_back_act_leaves_no_entry(mona, thread, db):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        interventions.pin(by=mona, thread=thread)
        raise RuntimeError
    interventions.pin(by=mona, thread=thread)

    assert AuditEntry.objects.get().sequence == 1
    call_command("verify_audit")


def test_who_moderates_one_forum_reads_its_entries_only(kim, log, mona, admin):
    record(by=admin, verb="rule.changed", target=("rule", 1, "1. Be kind"))

    assert queries.visible_to(admin).count() == 5
    assert queries.visible_to(mona).count() == 4
    assert queries.visible_to(kim).count() == 0


def test_what_changed_nothing_is_not_recorded(mona, thread):
    assert interventions.unlock(by=mona, thread=thread) is False

    assert not AuditEntry.objects.exists()


def test_every_outcome_has_words_in_the_log():
    assert {f"case.decided.{outcome}" for outcome in OUTCOMES} <= VERBS.keys()


def test_an_act_nobody_could_read_is_not_recorded(mona, db):
    with pytest.raises(UnknownVerb):
        record(by=mona, verb="case.juggled", target=("case", 1, "A case"))

    assert not AuditEntry.objects.exists()


def test_the_page_says_what_was_done_in_the_language_of_the_reader(thread, bob, charlie, mona, spam, client_of):
    post = make.post(thread, by=bob)
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    interventions.pin(by=mona, thread=thread)
    mona.language = "de"
    mona.save()

    page = client_of(mona).get(reverse("desk:audit")).content.decode()

    assert "case.decided.hide" not in page
    assert "hat entschieden: ausgeblendet" in page
    assert "hat das Thema angepinnt" in page
