"""Uploading an image, and tying it to the post that shows it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import PurePath
from secrets import token_hex

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from accounts.policies import can_write
from community.core import images
from community.core.decisions import Refused
from community.core.ratelimit import hit
from forums.posts.models import Post

from . import files
from .models import Attachment
from .queries import FOLDER, paths_in

LONGEST_SIDE = 2_000
A_DAY_NEWCOMER, A_DAY = 5, 100
TRIES, TRIES_WITHIN = 30, 300


def upload(*, by: Member, file: images.Upload, name: str = "") -> Attachment:
    """Make the image anew and store it, tied to no post yet. Raises Refused, or ValidationError with a sentence."""
    can_write(by).enforce()
    for gate in settings.UPLOAD_GATES if by.is_limited else ():
        import_string(gate)(by).enforce()
    # Asked twice: here so that nobody burns the decoder beyond their share, below under the lock so that it holds.
    _enforce_quota(by)
    # What cannot be read counts too: finding that out is the expensive part.
    hit(f"upload.{by.pk}", limit=TRIES, seconds=TRIES_WITHIN).enforce()
    picture = images.open_safely(file, max_bytes=settings.UPLOAD_MAX_BYTES, make=partial(images.shrink, longest=LONGEST_SIDE))
    content = images.encode_webp(picture)
    key = token_hex(16)
    path = f"{FOLDER}/{key[:2]}/{key}.webp"
    try:
        files.write(path, content)
    except OSError as error:
        raise ValidationError(_("The image could not be stored just now. Please try again later."), code="storage") from error
    try:
        with transaction.atomic():
            Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
            _enforce_quota(by)
            return Attachment.objects.create(
                uploader=by,
                path=path,
                name=_shown_name(name or getattr(file, "name", "") or ""),
                size=len(content),
                width=picture.width,
                height=picture.height,
            )
    except BaseException:
        files.delete(path)
        raise


def _enforce_quota(member: Member) -> None:
    limit = A_DAY_NEWCOMER if member.is_new else A_DAY
    today = Attachment.objects.filter(uploader=member, created_at__gt=timezone.now() - timedelta(days=1)).count()
    if today >= limit:
        raise Refused(
            ngettext("You may upload %(n)s image a day.", "You may upload up to %(n)s images a day.", limit) % {"n": limit}
        )


def _shown_name(name: str) -> str:
    """What the file was called, without folders and control characters, for people only."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())
    return plain[:120] or _("image")


def adopt(post: Post, by: Member | None = None) -> int:
    """Tie the untied images of the text to the post: those of its author, and of `by` who edits it. Returns how many."""
    paths = paths_in(post.source)
    if not paths:
        return 0
    owners = {post.author_id, by.pk if by else post.author_id}
    return Attachment.objects.filter(path__in=paths, post=None, uploader__in=owners).update(post=post)


@transaction.atomic
def purge(attachment: Attachment) -> None:
    """Delete the image for good: the row now, the file once that is certain."""
    attachment.delete()
    transaction.on_commit(partial(files.delete, attachment.path))
