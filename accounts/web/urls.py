"""Pages about people and one's own account."""

from django.urls import URLPattern

app_name = "members"
urlpatterns: list[URLPattern] = []
