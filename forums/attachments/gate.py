"""Whether an image may be served: one that belongs to a post goes when the post goes, even for who kept its address.

Named in settings.MEDIA_GATES and asked for every file in our folder.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from forums.access import Viewer
from forums.posts.models import Post

from .models import Attachment
from .queries import is_path


def may_serve(path: str, viewer: Viewer) -> bool:
    """Whether `viewer` may see the file at `path`, relative to MEDIA_ROOT.

    Two short queries for a public image. It asks as a guest first: `viewer` may be lazy, and then whoever looks at a
    public page costs no session and no member.
    """
    if not is_path(path):
        return False
    row = Attachment.objects.filter(path=path).values_list("post_id", "uploader_id").first()
    if row is None:
        return False
    post_id, uploader_id = row
    if post_id is None:
        # Still in the composer of whoever uploaded it; nobody else has business with it.
        return viewer.pk == uploader_id
    post = Post.objects.filter(pk=post_id)
    return post.visible_to(AnonymousUser()).exists() or (viewer.is_authenticated and post.visible_to(viewer).exists())
