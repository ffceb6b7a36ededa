"""Reading the audit log."""

from __future__ import annotations

from accounts.models import Member, fold
from moderation.access import moderated_forums, moderates_everything
from moderation.cases.models import Case

from .models import AuditEntry, AuditQuerySet


def visible_to(viewer: Member) -> AuditQuerySet:
    """Who moderates everything reads everything; others read what happened in their forums."""
    # Nor does anybody read here what a notifier was answered who objected to a decision about oneself: it may name them.
    answered = Case.objects.filter(subject=viewer, target_type=Case.Target.APPEAL, appeal__redress__role="notifier")
    found: AuditQuerySet = AuditEntry.objects.exclude(target_type="case", target_id__in=answered.values("pk"))
    return found if moderates_everything(viewer) else found.filter(forum_id__in=moderated_forums(viewer))


def entries(viewer: Member, *, verb: str = "", actor: str = "") -> AuditQuerySet:
    """Filtered by the beginning of the verb and by who acted."""
    found = visible_to(viewer).select_related("actor")
    if verb:
        found = found.filter(verb__startswith=verb)
    if actor:
        found = found.filter(actor__in=Member.objects.filter(username_folded=fold(actor)).values("pk"))
    return found
