"""Pages about people and one's own account."""

from django.urls import path

from . import bounces, hearing, ignoring, notifications, privacy, profile, push, settings, unsubscribing

app_name = "members"
urlpatterns = [
    path("u/<str:username>/ignore/", ignoring.ignore, name="ignore"),
    path("settings/ignored/", ignoring.ignored, name="ignored"),
    path("u/<str:username>/", profile.show, name="profile"),
    path("settings/", settings.edit_profile, name="settings"),
    path("settings/avatar/", settings.avatar, name="avatar"),
    path("settings/time-zone/", settings.time_zone, name="time_zone"),
    path("settings/preferences/", settings.preferences, name="preferences"),
    path("settings/notifications/", hearing.hearing, name="hearing"),
    path("settings/notifications/try-again/", bounces.try_again, name="mails_again"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
    path("welcome/", privacy.welcome, name="welcome"),
    path("settings/security/", settings.security, name="security"),
    path("notifications/", notifications.index, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/count/", notifications.count, name="notifications_count"),
    path("notifications/<int:pk>/", notifications.follow, name="notification"),
    path("notifications/<int:pk>/act/", notifications.act, name="notification_act"),
    path("unsubscribe/<str:word>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("push-worker.js", push.worker, name="push_worker"),
    path("settings/devices/add/", push.add, name="add_device"),
    path("settings/devices/<int:pk>/", push.change, name="device"),
    path("mail/bounces/", bounces.told, name="bounces"),
]
