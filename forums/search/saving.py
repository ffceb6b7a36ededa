"""Keep a search, and forget it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member

from .models import SavedSearch
from .query import LONGEST, parse

MOST = 30
_NAME = SavedSearch._meta.get_field("name").max_length


def saved_by(member: Member) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(member=member)[:MOST])


@transaction.atomic
def save(*, by: Member, typed: str, name: str = "", by_date: bool = False) -> SavedSearch:
    """Keep the search under this name, or under its own words; one that is kept already gets the new name.

    Raises ValidationError when it looks for nothing, or when there are too many.
    """
    typed = typed.replace("\0", "").strip()[:LONGEST]
    name = " ".join(name.replace("\0", "").split())[:_NAME] or typed[:_NAME]
    if parse(typed).is_empty:
        raise ValidationError(_("Please say what you are looking for, not only what not."))
    # The row of the member is the lock that keeps two savings from passing the limit together.
    Member.objects.select_for_update(no_key=True).filter(pk=by.pk).first()
    known = SavedSearch.objects.filter(member=by).exclude(typed=typed, by_date=by_date)
    if known.count() >= MOST:
        raise ValidationError(_("You have %(n)s saved searches. Please forget one first.") % {"n": MOST})
    return SavedSearch.objects.update_or_create(member=by, typed=typed, by_date=by_date, defaults={"name": name})[0]


def forget(*, by: Member, pk: int) -> bool:
    """Only one's own; says whether there was one."""
    return bool(SavedSearch.objects.filter(member=by, pk=pk).delete()[0])
