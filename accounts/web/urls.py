"""Pages about people and one's own account."""

from django.urls import path

from . import notifications, privacy, profile, settings

app_name = "members"
urlpatterns = [
    path("u/<str:username>/", profile.show, name="profile"),
    path("settings/", settings.edit_profile, name="settings"),
    path("settings/avatar/", settings.avatar, name="avatar"),
    path("settings/preferences/", settings.preferences, name="preferences"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
    path("welcome/", privacy.welcome, name="welcome"),
    path("settings/security/", settings.security, name="security"),
    path("notifications/", notifications.index, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/count/", notifications.count, name="notifications_count"),
    path("notifications/<int:pk>/", notifications.follow, name="notification"),
]
