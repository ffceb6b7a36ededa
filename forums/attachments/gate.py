"""Whether a picture or file may be served: what belongs to a post goes when the post goes, even for who kept its address.

Named in settings.MEDIA_GATES and asked for every file in our folder. What belongs to a room above, that room knows
(settings.ATTACHMENT_ROOMS).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.posts.models import Post

from .models import Attachment
from .queries import path_of_row

_NOT_HERE = Decision(False)


def may_serve(path: str, viewer: Viewer) -> Decision:
    """Whether `viewer` may see the file at `path`, as the storage knows it; a refusal with a reason is shown in its place.

    Two short queries for a public image. It asks as a guest first: `viewer` may be lazy, and then whoever looks at a
    public page costs no session and no member.
    """
    known_by = path_of_row(path)
    if known_by is None:
        return _NOT_HERE
    columns = ("pk", "post_id", "uploader_id", "state", "room", "post__thread__forum_id")
    row = Attachment.objects.filter(path=known_by).values_list(*columns).first()
    if row is None:
        return _NOT_HERE
    pk, post_id, uploader_id, state, room, forum_id = row
    if state == Attachment.State.REMOVED:
        if forum_id is not None and viewer.is_authenticated and rights_of(viewer).can(Right.MODERATE, forum_id):
            return ALLOWED
        return denied(_("Removed by a moderator"))
    if room and viewer.is_authenticated:
        allowed: Decision = import_string(settings.ATTACHMENT_ROOMS[room])(pk, viewer)
        if allowed or post_id is None:
            return allowed
    if post_id is None:
        # Still in the composer of whoever uploaded it; nobody else has business with it.
        return Decision(not room and viewer.pk == uploader_id)
    post = Post.objects.filter(pk=post_id)
    seen = post.visible_to(AnonymousUser()).exists() or (viewer.is_authenticated and post.visible_to(viewer).exists())
    return Decision(seen)


def download_name(path: str) -> str | None:
    """What the file is called when it is saved (settings.MEDIA_NAMES); None where there is none."""
    return Attachment.objects.filter(path=path).values_list("name", flat=True).first()
