"""Posts a member keeps: with a name of their own and, if they wish, a moment at which they are reminded."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify
from forums.posts.models import Post

from .models import Bookmark

MOST = 2_000
DUE_AT_ONCE = 200


@transaction.atomic
def toggle(*, by: Member, post: Post) -> bool:
    """Keep the post, or let it go when it was kept; answers whether it is kept now."""
    dropped, _rows = Bookmark.objects.filter(member=by, post=post).delete()
    if not dropped:
        keep(by=by, post=post)
    return not dropped


@transaction.atomic
def keep(*, by: Member, post: Post) -> Bookmark:
    """Keep the post. Another tab may have kept it in this very moment; then it is kept, which is what was asked for."""
    kept = Bookmark.objects.filter(member=by, post=post).first()
    if kept is not None:
        return kept
    if Bookmark.objects.filter(member=by).count() >= MOST:
        raise ValidationError(_("You keep %(n)s bookmarks. Please let some go before you keep another.") % {"n": MOST})
    Bookmark.objects.bulk_create([Bookmark(member=by, post=post)], ignore_conflicts=True)
    return Bookmark.objects.get(member=by, post=post)


def rename(*, by: Member, bookmark: Bookmark, name: str, remind_at: datetime | None) -> bool:
    """Say why it is kept and when to be reminded. Only one's own; answers whether it was still there."""
    name = " ".join(name.replace("\0", "").split())[:100]
    return bool(Bookmark.objects.filter(pk=bookmark.pk, member=by).update(name=name, remind_at=remind_at))


def of(member: Member, *, words: str = "", reminders: bool = False) -> QuerySet[Bookmark]:
    """What the member keeps and may still read, with post, author, thread and forum; unsorted."""
    readable = Post.objects.visible_to(member).filter(pk=OuterRef("post"))
    rows = Bookmark.objects.filter(Exists(readable), member=member).select_related("post__author", "post__thread__forum")
    for word in words.replace("\0", "").split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(post__thread__title__icontains=word))
    return rows.exclude(remind_at=None) if reminders else rows


def remind_of_what_is_due() -> int:
    """Tell whoever asked to be told by now. Each reminder is claimed by one conditional UPDATE, so it is told once."""
    due = Bookmark.objects.filter(remind_at__lte=timezone.now()).select_related("member", "post__thread").order_by("remind_at")
    return sum(_remind(bookmark) for bookmark in due[:DUE_AT_ONCE])


@transaction.atomic
def _remind(bookmark: Bookmark) -> bool:
    when = bookmark.remind_at
    if when is None or not Bookmark.objects.filter(pk=bookmark.pk, remind_at=when).update(remind_at=None):
        return False
    data = {"post": bookmark.post_id, "title": bookmark.post.thread.title, "name": bookmark.name}
    event = f"bookmark:{bookmark.pk}:{int(when.timestamp())}"
    return notify(member=bookmark.member, verb="bookmark", event=event, data=data) is not None
