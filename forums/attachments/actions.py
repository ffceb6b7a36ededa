"""Uploading a picture or a file, and tying it to the post that shows it."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.policies import can_write
from community.core import filetypes, images
from community.core.decisions import denied
from community.core.ratelimit import hit
from forums.posts.models import Post

from . import files, sizes
from .models import Attachment
from .queries import FOLDER, paths_in
from .quotas import kinds_open_to, may_add

TRIES, TRIES_WITHIN = 30, 300


def upload(*, by: Member, file: images.Upload, name: str = "") -> Attachment:
    """Store a picture, made anew, or a file of a known kind, tied to no post yet.

    Raises Refused, or ValidationError with a sentence.
    """
    can_write(by).enforce()
    for gate in settings.UPLOAD_GATES if by.is_limited else ():
        import_string(gate)(by).enforce()
    # Asked twice: here so that nobody burns the decoder beyond their share, below under the lock so that it holds.
    may_add(by, 0).enforce()
    # What cannot be read counts too: finding that out is the expensive part.
    hit(f"upload.{by.pk}", limit=TRIES, seconds=TRIES_WITHIN).enforce()
    name = name or getattr(file, "name", "") or ""
    if filetypes.ending_of(name) in filetypes.KINDS:
        return _file(by, file, shown_name(name))
    return _picture(by, file, shown_name(name))


def _picture(by: Member, file: images.Upload, name: str) -> Attachment:
    shrink = partial(images.shrink, longest=sizes.WHOLE)
    try:
        picture = images.open_safely(file, max_bytes=settings.UPLOAD_MAX_BYTES, make=shrink)
    except ValidationError as error:
        if error.code == "format" and filetypes.ending_of(name) not in filetypes.PICTURES and (kinds := kinds_open_to(by)):
            # It was never meant to be a picture: say what else there could be.
            raise filetypes.not_a_kind(kinds) from error
        raise
    path = _new_path("webp")
    parts = list(sizes.encoded(path, picture))
    row = {"width": picture.width, "height": picture.height, "has_smaller": len(parts) > 1, "name": name}
    return _keep(by, path, parts, **row)


def _file(by: Member, file: images.Upload, name: str) -> Attachment:
    kinds = kinds_open_to(by)
    if not kinds:
        denied(_("At your trust level you can attach pictures only. Files come with level 1.")).enforce()
    file.seek(0)
    raw = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(raw) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1_000_000
        raise ValidationError(_("This file is larger than %(size)s MB.") % {"size": limit}, code="too_many_bytes")
    kind = filetypes.check(name, raw, allowed=kinds)
    # An ending that means nothing to any program: whatever reaches the file by its path has nothing to guess from.
    path = _new_path("bin")
    return _keep(by, path, [(path, raw)], width=0, height=0, kind=kind, name=name)


def _keep(by: Member, path: str, parts: list[tuple[str, bytes]], **row: Any) -> Attachment:
    """Files first, then the row: what has a row is there. Without a row nothing stays, and the sweep finds what did."""
    forget = partial(files.delete, path, row["width"], row["height"])
    try:
        for name, content in parts:
            files.write(name, content)
    except OSError as error:
        _quietly(forget)
        raise ValidationError(_("The file could not be stored just now. Please try again later."), code="storage") from error
    try:
        with transaction.atomic():
            Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
            may_add(by, len(parts[0][1])).enforce()
            return Attachment.objects.create(uploader=by, path=path, size=len(parts[0][1]), **row)
    except BaseException:
        _quietly(forget)
        raise


def _quietly(forget: partial[None]) -> None:
    """Tidy up behind a failure, which is what must be told; the sweep takes what stays."""
    try:
        forget()
    except OSError:
        return


def _new_path(ending: str) -> str:
    key = token_hex(16)
    return f"{FOLDER}/{key[:2]}/{key}.{ending}"


def shown_name(name: str) -> str:
    """What the file was called, for people only: no folders, no control characters, nothing that turns the writing round."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(plain) > 120:
        plain = f"{stem[: 119 - len(ending)]}.{ending}" if len(ending) < 20 else plain
    return plain[:120] or _("image")


def adopt(post: Post, by: Member | None = None) -> int:
    """Tie what the text shows and nothing has yet to the post: what its author uploaded, and `by` who edits it. Says how many."""
    paths = paths_in(post.source)
    if not paths:
        return 0
    owners = {post.author_id, by.pk if by else post.author_id}
    return Attachment.objects.filter(path__in=paths, post=None, uploader__in=owners).update(post=post)


@transaction.atomic
def discard(*, by: Member, attachment: Attachment) -> None:
    """Delete one's own upload that stands nowhere. Raises Refused when it does by now."""
    # The row is locked: a post that is being published cannot take it while it goes.
    row = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk, uploader=by).first()
    if row is None:
        return
    if row.post_id is not None or row.room:
        denied(_("This stands in something you posted. Take it out there, or delete the post.")).enforce()
    purge(row)


@transaction.atomic
def purge(attachment: Attachment) -> None:
    """Delete it for good: the row now, the file and its smaller copies once that is certain."""
    attachment.delete()
    # Robust: the row is gone by then, and what a storage that is away keeps, the sweep takes later.
    transaction.on_commit(partial(files.delete, attachment.path, attachment.width, attachment.height), robust=True)
