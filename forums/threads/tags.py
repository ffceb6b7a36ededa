"""Tags: cleaned from what people type, made when they are new and the writer is known here."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Member

from .models import Tag, Thread

MOST = 5
LONGEST = 30


def clean_tags(tags: Iterable[str], *, by: Member) -> list[str]:
    """Names without doubles, at most five. Raises ValidationError (field "tags"); newcomers use tags that exist."""
    found: dict[str, str] = {}
    for raw in tags:
        name = " ".join(raw.replace("\0", "").split()).strip("#,")
        slug = slugify(name, allow_unicode=True)
        if not slug:
            continue
        if len(name) > LONGEST:
            raise ValidationError({"tags": _("A tag has up to %(n)s characters.") % {"n": LONGEST}})
        found.setdefault(slug, name.lower())
    if len(found) > MOST:
        raise ValidationError({"tags": _("Up to %(n)s tags are possible.") % {"n": MOST}})
    if found and by.is_new:
        known = set(Tag.objects.filter(slug__in=found).values_list("slug", flat=True))
        if unknown := [name for slug, name in found.items() if slug not in known]:
            raise ValidationError(
                {"tags": _("New members use tags that exist already. Unknown: %(tags)s") % {"tags": ", ".join(unknown)}}
            )
    return list(found.values())


def attach(thread: Thread, names: Iterable[str]) -> None:
    """Give a new thread its tags; counted when the thread is published (forums.threads.counters)."""
    tags = []
    for name in names:
        tag, _made = Tag.objects.get_or_create(slug=slugify(name, allow_unicode=True), defaults={"name": name})
        tags.append(tag)
    thread.tags.set(tags)


def change(thread: Thread, names: Iterable[str]) -> None:
    """Replace a thread's tags and keep their counts."""
    before = set(thread.tags.values_list("pk", flat=True))
    attach(thread, names)
    after = set(thread.tags.values_list("pk", flat=True))
    if thread.state == Thread.State.PUBLISHED:
        Tag.objects.filter(pk__in=before - after).update(thread_count=F("thread_count") - 1)
        Tag.objects.filter(pk__in=after - before).update(thread_count=F("thread_count") + 1)
