from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BadgesConfig(AppConfig):
    name = "forums.badges"
    label = "badges"
    verbose_name = _("Badges")

    def ready(self) -> None:
        from .built_in import ensure

        post_migrate.connect(ensure, sender=self, dispatch_uid="badges.built_in")
