from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RearrangingConfig(AppConfig):
    name = "forums.rearranging"
    label = "rearranging"
    verbose_name = _("Moved, split and merged threads")
