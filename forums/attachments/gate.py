"""Whether an image may be served: one that belongs to a post goes when the post goes, even for who kept its address.

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
from .queries import is_path

_NOT_HERE = Decision(False)


def may_serve(path: str, viewer: Viewer) -> Decision:
    """Whether `viewer` may see the file at `path`, relative to MEDIA_ROOT; a refusal with a reason is shown in its place.

    Two short queries for a public image. It asks as a guest first: `viewer` may be lazy, and then whoever looks at a
    public page costs no session and no member.
    """
    if not is_path(path):
        return _NOT_HERE
    columns = ("pk", "post_id", "uploader_id", "state", "room", "post__thread__forum_id")
    row = Attachment.objects.filter(path=path).values_list(*columns).first()
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
