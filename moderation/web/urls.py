"""The desk and the pages where members meet moderation."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
