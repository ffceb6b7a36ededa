"""Keeping replies, and counting how often one was taken."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit import log
from moderation.decisions.models import Rule

from . import policies
from .models import SavedReply
from .queries import MOST, visible_to
from .rendering import unknown


@transaction.atomic
def keep(
    *,
    by: Member,
    title: str,
    text_en: str,
    text_de_formal: str = "",
    text_de_informal: str = "",
    rule: Rule | None = None,
    review_on: date | None = None,
    is_active: bool = True,
    for_team: bool = False,
    reply: SavedReply | None = None,
) -> SavedReply:
    """Write a new reply, or with `reply` change one. Whose it is never changes. Raises Refused, or ValidationError by field."""
    if reply is None:
        policies.can_keep(by, for_team=for_team).enforce()
        reply = SavedReply(owner=None if for_team else by)
        if SavedReply.objects.filter(owner=reply.owner, is_active=True).count() >= MOST:
            raise ValidationError(
                {"title": _("There are %(n)s replies already. Please retire one nobody uses first.") % {"n": MOST}}
            )
    else:
        policies.can_change(by, reply).enforce()
    texts = {"text_en": text_en, "text_de_formal": text_de_formal, "text_de_informal": text_de_informal}
    faults = {name: _unknown(text) for name, text in texts.items() if unknown(text)}
    if faults:
        raise ValidationError(faults)
    is_new = reply.pk is None
    for name, text in texts.items():
        setattr(reply, name, text.replace("\0", "").replace("\r\n", "\n").strip())
    reply.title, reply.rule, reply.review_on, reply.is_active = title.strip(), rule, review_on, is_active
    reply.full_clean(exclude=["owner"])
    reply.save()
    if reply.owner_id is None:
        # What one keeps for oneself concerns nobody else.
        log.record(by=by, verb="reply.made" if is_new else "reply.changed", target=("reply", reply.pk, reply.title))
    return reply


def used(*, reply_id: int, by: Member) -> bool:
    """Count that a decision was sent with it."""
    found = visible_to(by).filter(pk=reply_id).values("pk")
    return bool(SavedReply.objects.filter(pk__in=found).update(uses=F("uses") + 1))


def _unknown(text: str) -> str:
    names = ", ".join(f"{{{name}}}" for name in sorted(unknown(text)))
    return _("Nothing can stand for %(names)s.") % {"names": names}
