from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IgnoringConfig(AppConfig):
    name = "accounts.ignoring"
    label = "ignoring"
    verbose_name = _("Ignored members")
