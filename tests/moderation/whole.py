"""Everything the database says, so that two moments can be compared; what is left out is named with its reason."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q

Picture = dict[str, dict[Any, dict[str, Any]]]

# The record of what was done is never unwritten: it grows when something is taken back.
LEDGER = {
    "moderation.Decision": "a decision that was taken back stays, marked as taken back",
    "moderation.Statement": "a statement of reasons is immutable",
    "moderation.Redress": "the way to object belongs to the decision",
    "moderation.AuditEntry": "the audit log only grows",
    "moderation.Batch": "which decisions were made in one go",
    "moderation.DoubleReview": "drawn with a decision, and dropped with it unless somebody judged it",
    "moderation.Exposure": "whoever opened a case has seen it",
    "accounts.Footprint": "whoever looks comes from somewhere",
    "notifications.SentMail": "a mail that was sent is not unsent",
    "notifications.Notification": "who was told is told once more; nobody can be made not to know",
}
# Rows of the ledger in tables that also hold what stands now.
PAST_ROWS = {
    "moderation.Sanction": (Q(undone_at__isnull=False), "a sanction that was taken back is part of the record"),
    "moderation.Proposal": (Q(state="undone"), "so is what was only proposed"),
    "moderation.Case": (
        Q(kind__in=["proposal", "appeal"]) & ~Q(state="open"),
        "the place in the queue of a proposal or an appeal that ended with its decision",
    ),
}
COLUMNS = {
    ("moderation.Case", "version"): "grows with every change, so that a page opened before it is noticed",
    ("moderation.Case", "priority"): "waiting makes a case more urgent; what else it rests on is compared (weights)",
    ("posts.Post", "announced_at"): "followers heard of the post when it was released, and must not hear of it twice",
    ("personal.ReadMark", "read_at"): "the moment somebody last read on; how far they read does come back",
    ("accounts.Member", "last_login"): "whoever logs in to look is no change",
    ("accounts.Member", "last_seen_at"): "likewise",
}
APPS = (
    "accounts", "notifications", "forums", "threads", "posts", "attachments", "reactions", "personal", "search", "conversations",
    "moderation",
)  # fmt: skip


def picture() -> Picture:
    """All rows of all tables of accounts, forums and moderation, and of the search index."""
    found: Picture = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model._meta.app_label not in APPS or label in LEDGER:
            continue
        rows = model._default_manager.all()
        if label in PAST_ROWS:
            rows = rows.exclude(PAST_ROWS[label][0])
        columns = [f.attname for f in model._meta.concrete_fields if (label, f.attname) not in COLUMNS]
        found[label] = {row["pk"]: row for row in rows.values("pk", *columns)}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT post_id, vector::text FROM search_document")
        else:
            cursor.execute("SELECT rowid, title || '|' || body FROM search_document")
        found["search index"] = {pk: {"words": words} for pk, words in cursor.fetchall()}
    return found


def differences(before: Picture, after: Picture, *, most: int = 40) -> list[str]:
    """What is not as it was, in words."""
    found = []
    for label in before:
        old, new = before[label], after[label]
        found += [f"{label} {pk} is gone" for pk in old.keys() - new.keys()]
        found += [f"{label} {pk} is new: {new[pk]}"[:300] for pk in new.keys() - old.keys()]
        for pk in old.keys() & new.keys():
            found += [
                f"{label} {pk}.{name} was {value!r} and is {new[pk][name]!r}"[:300]
                for name, value in old[pk].items()
                if new[pk][name] != value
            ]
    return sorted(found)[:most]
