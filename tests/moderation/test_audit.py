"""The log cannot be edited, and whoever edits the table is found out."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from moderation.audit import queries
from moderation.audit.log import record
from moderation.audit.models import AuditEntry, LogIsAppendOnly
from moderation.interventions import actions as interventions


@pytest.fixture
def log(mona, thread, db):
    for act in (interventions.lock, interventions.unlock, interventions.pin, interventions.unpin):
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
        interventions.lock(by=mona, thread=thread)
        raise RuntimeError
    interventions.lock(by=mona, thread=thread)

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
