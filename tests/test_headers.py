"""Every answer of the site carries headers that keep it safe, errors, media and the admin included."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

SAFE = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "",
}


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("guest", "/", 200),
        ("guest", "/nothing-here/", 404),
        ("guest", "/%00", 400),
        ("charlie", "/desk/", 403),
        ("guest", "/accounts/login/", 200),
        ("guest", "/accounts/signup/", 200),
        ("bob", "/settings/", 200),
        ("admin", "/admin/", 200),
        ("guest", "/robots.txt", 200),
        ("guest", "/readyz", 200),
        ("guest", "/media/pictures/ab/cd.webp", 200),
        ("guest", "/media/none.webp", 404),
    ],
)
def test_every_answer_carries_safe_headers(who, path, status, request, client_of, settings, forum):
    default_storage.save("pictures/ab/cd.webp", ContentFile(b"RIFF"))
    client = client_of(request.getfixturevalue(who))

    answer = client.get(path)

    assert answer.status_code in ({status} if path != "/desk/" else {403, 404})
    assert {name: answer.headers.get(name) for name, start in SAFE.items() if start not in answer.headers.get(name, "-")} == {}
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    if not path.startswith("/media/pictures"):
        rules = ("script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")
        assert [rule for rule in rules if rule not in policy] == []


def test_a_page_of_ones_own_is_stored_nowhere(client_of, bob, client, forum):
    assert client_of(bob).get("/settings/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in client.get("/").headers["Cache-Control"]
