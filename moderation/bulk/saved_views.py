"""The ways a moderator likes to look at the queue, kept under names of their own."""

from __future__ import annotations

from functools import partial

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from community.core.decisions import Refused
from moderation.cases.filtering import Filter

from .models import SavedView

MOST = 20
NAME_MAX, QUERY_MAX = 40, 400
_SECONDS = 60


def views_of(member: Member) -> list[SavedView]:
    """Seldom one query: they stand beside every case."""
    found: list[SavedView] | None = cache.get(_key(member))
    if found is None:
        found = list(SavedView.objects.filter(member=member)[:MOST])
        cache.set(_key(member), found, _SECONDS)
    return found


def _key(member: Member) -> str:
    return f"moderation.views.{member.pk}"


def _forget(member: Member) -> None:
    # At once for whoever changed it, and once more when everybody can see it.
    cache.delete(_key(member))
    transaction.on_commit(partial(cache.delete, _key(member)))


@transaction.atomic
def save(*, by: Member, name: str, wanted: Filter) -> SavedView:
    """Raises ValidationError (name)."""
    name = _clean(name)
    # Two tabs of one person must not make twenty-one.
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedView.objects.filter(member=by)
    if own.count() >= MOST:
        raise ValidationError({"name": ngettext("You can keep %(n)d view.", "You can keep %(n)d views.", MOST) % {"n": MOST}})
    last = own.aggregate(last=Max("position"))["last"] or 0
    query = wanted.query(cursor="")
    if len(query) > QUERY_MAX:
        raise ValidationError({"name": _("This view is too long to be kept.")})
    return _stored(SavedView(member=by, name=name, query=query, position=last + 1))


@transaction.atomic
def rename(*, by: Member, view: SavedView, name: str) -> SavedView:
    """Raises Refused, or ValidationError (name)."""
    _own(by, view)
    view.name = _clean(name)
    return _stored(view)


def remove(*, by: Member, view: SavedView) -> None:
    _own(by, view)
    view.delete()
    _forget(by)


def _own(by: Member, view: SavedView) -> None:
    if view.member_id != by.pk:
        raise Refused(_("This is not your view."))


def _clean(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise ValidationError({"name": _("Please give it a name.")})
    if len(name) > NAME_MAX:
        raise ValidationError({"name": _("Up to %(n)s characters.") % {"n": NAME_MAX}})
    return name


def _stored(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
            _forget(view.member)
    except IntegrityError as error:
        raise ValidationError({"name": _("You have a view of this name already.")}) from error
    return view
