from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Members")

    def ready(self) -> None:
        from . import receivers  # noqa: F401
        from .groups import ensure_built_in

        post_migrate.connect(ensure_built_in, sender=self, dispatch_uid="accounts.built_in_groups")
