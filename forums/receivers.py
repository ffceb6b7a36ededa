"""Rights and tree are cached; whatever they are made of voids the cache."""

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save

from . import access
from .models import Access, Forum

for _model in (Forum, Access, Group):
    post_save.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.saved")
    post_delete.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.deleted")
