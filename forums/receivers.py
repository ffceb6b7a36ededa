"""What follows inside the forum when something happened in it."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from . import access, signals
from .composing.tasks import announce
from .models import Access, Forum
from .posts.models import Post

# Rights and tree are cached; whatever they are made of voids the cache.

for _model in (Forum, Access, Group):
    post_save.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.saved")
    post_delete.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.deleted")


@receiver(signals.post_published, dispatch_uid="forums.announce")
def tell_the_audience(post: Post, **kwargs: Any) -> None:
    transaction.on_commit(partial(announce, post.pk))
