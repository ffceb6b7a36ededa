"""After the commit: tell people. The row knows whether it was done, so a crash only delays it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

_PATIENCE = timedelta(minutes=1)
_BATCH = 200


@db_task(retries=3, retry_delay=20)
def announce(post_id: int) -> None:
    from .announcing import announce_post

    announce_post(post_id)


@db_periodic_task(crontab(minute="*"), name="forums.announce-the-untold")
def announce_the_untold() -> None:
    """Posts that were published a while ago and never announced: the process died in between."""
    from forums.posts.models import Post

    untold = Post.objects.published().filter(announced_at=None, published_at__lt=timezone.now() - _PATIENCE)
    for post_id in untold.order_by("published_at").values_list("pk", flat=True)[:_BATCH]:
        announce(post_id)
