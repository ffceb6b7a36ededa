"""Following, drafts and bookmarks: what a member does for themselves alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Tag, Thread

from .models import Draft, Subscription

DRAFTS_EACH = 100
TITLE_LENGTH = 200
_PLACE = re.compile(r"new|talk:new|(?:forum|thread|post|talk):[1-9][0-9]{0,17}")
# What a draft keeps of a form besides title and text, each up to so many characters.
FIELDS = frozenset({"kind", "tags", "reason", "version", "reply_to", "to", "template"})
FIELD_LENGTH = 1_000


def _signed_in(member: Member) -> Decision:
    # Reading and remembering stay possible for somebody who may not write.
    return ALLOWED if member.is_authenticated else denied(gettext_lazy("Please log in first."))


@transaction.atomic
def follow(*, by: Member, level: int, thread: Thread | None = None, forum: Forum | None = None, tag: Tag | None = None) -> None:
    """Follow a thread, a forum or a tag at this level.

    "Normal" forgets a forum and a tag; for a thread it is kept, because it may speak against what is said of its forum.
    """
    _signed_in(by).enforce()
    about = {name: thing for name, thing in (("thread", thread), ("forum", forum), ("tag", tag)) if thing is not None}
    only_for_places = thread is not None and level == Subscription.Level.FIRST
    if level not in Subscription.Level.values or len(about) != 1 or only_for_places:
        raise ValidationError(_("This cannot be followed that way."))
    if thread is None and level == Subscription.Level.NORMAL:
        Subscription.objects.filter(member=by, **about).delete()
        return
    Subscription.objects.bulk_create(
        [Subscription(member=by, level=level, **about)],
        update_conflicts=True,
        unique_fields=["member", *about],
        update_fields=["level"],
    )


def follow_by_writing(*, member: Member, thread: Thread) -> None:
    """Who starts a thread watches it, who replies tracks it, unless they have chosen already."""
    level = Subscription.Level.WATCH if thread.author_id == member.pk else Subscription.Level.TRACK
    Subscription.objects.bulk_create([Subscription(member=member, thread=thread, level=level)], ignore_conflicts=True)


def unfollow_unwritten(*, member: Member, thread: Thread, since: datetime) -> None:
    """What came by a post whose publication was taken back goes with it, unless they wrote more or have chosen otherwise."""
    if Post.objects.published().filter(thread=thread, author=member).exists():
        return
    level = Subscription.Level.WATCH if thread.author_id == member.pk else Subscription.Level.TRACK
    Subscription.objects.filter(member=member, thread=thread, level=level, created_at__gte=since).delete()


@transaction.atomic
def save_draft(
    *, by: Member, place: str, title: str = "", body: str = "", fields: Mapping[str, str] | None = None
) -> Draft | None:
    """Keep what was begun at this place in place of what was kept before; an empty text keeps nothing (None).

    `fields` are further fields of the form (FIELDS); others are left out.
    """
    _signed_in(by).enforce()
    if not _PLACE.fullmatch(place):
        raise ValidationError(_("This is not a place for a draft."))
    title, body = title.replace("\0", ""), body.replace("\0", "")
    if not title.strip() and not body.strip():
        discard_draft(by=by, place=place)
        return None
    limit = SiteSettings.current().post_max_length * 2
    if len(body) > limit:
        raise ValidationError(_("This is too long for a draft: up to %(limit)s characters are kept.") % {"limit": limit})
    if len(title) > TITLE_LENGTH:
        raise ValidationError(_("This title is too long: up to %(limit)s characters are kept.") % {"limit": TITLE_LENGTH})
    kept = {name: value.replace("\0", "")[:FIELD_LENGTH] for name, value in (fields or {}).items() if name in FIELDS and value}
    others = Draft.objects.filter(member=by).exclude(place=place)
    if others.count() >= DRAFTS_EACH:
        raise ValidationError(_("You have %(n)s drafts. Please discard some before you begin another.") % {"n": DRAFTS_EACH})
    Draft.objects.bulk_create(
        [Draft(member=by, place=place, title=title, body=body, fields=kept, updated_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["member", "place"],
        update_fields=["title", "body", "fields", "updated_at"],
    )
    return Draft.objects.get(member=by, place=place)


def discard_draft(*, by: Member, place: str) -> bool:
    """Forget what was begun at this place; answers whether there was something."""
    deleted, _rows = Draft.objects.filter(member=by.pk, place=place).delete()
    return bool(deleted)
