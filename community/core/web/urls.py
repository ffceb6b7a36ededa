"""Pages of the site itself. Included last: moderation answers /legal/rules/ before this does."""

from django.urls import path, re_path

from .health import healthz, readyz
from .language import set_language
from .legal import legal, robots, security_txt
from .live import live
from .mailbox import mailbox, message
from .media import media

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("legal/<slug:page>/", legal, name="legal"),
    path("language/", set_language, name="set_language"),
    path("live/", live, name="live"),
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", message, name="mailbox_message"),
    re_path(r"^media/(?P<path>.+)$", media, name="media"),
]
