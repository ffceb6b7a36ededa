from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from . import defaults, receivers  # noqa: F401
        from .appeals import target as _target_appeal  # noqa: F401
        from .bulk import actions as _bulk  # noqa: F401
        from .cases import target_attachment, target_member, target_message, target_post, target_thread  # noqa: F401
        from .cleanup import actions as _cleanup  # noqa: F401
        from .proposals import target as _target_proposal  # noqa: F401

        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="moderation.defaults")
