"""Pages about people: who they are, what they did, what they have earned."""

from django.urls import path

from . import badges, featured, people, trust

about_people = [
    path("people/", people.index, name="people"),
    path("u/<str:username>/<slug:kind>/", people.did, name="member_did"),
    path("t/<int:pk>/show/", people.show_thread, name="show_thread"),
    path("trust/", trust.criteria, name="trust"),
    path("settings/trust/", trust.own, name="own_trust"),
    path("badges/", badges.index, name="badges"),
    path("badges/<slug:slug>/", badges.badge, name="badge"),
    path("featured/", featured.index, name="featured"),
    path("p/<int:pk>/feature/", featured.feature, name="feature"),
]
