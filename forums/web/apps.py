from django.apps import AppConfig


class ForumsWebConfig(AppConfig):
    """An app only so that its template tags are found; it has no tables."""

    name = "forums.web"
    label = "forums_web"
