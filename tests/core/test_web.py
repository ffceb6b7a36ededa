"""Pages of the site itself: health, language, legal, mailbox, media."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.urls import reverse

from community.core.admin import SiteSettingsAdmin
from community.core.models import OutboxMail, SiteSettings

pytestmark = pytest.mark.django_db


def test_health_asks_nothing_and_readiness_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
    with django_assert_num_queries(1):
        assert client.get("/readyz").json() == {"database": "ok"}


def test_a_site_without_its_database_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", lambda: (_ for _ in ()).throw(OperationalError("connection refused")))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": "away"})
    assert answer.headers["Retry-After"]


def test_the_language_is_kept_in_a_cookie_and_with_the_member(client_of, bob):
    client = client_of(bob)

    answer = client.post(reverse("set_language"), {"language": "de", "next": "/forums/"})

    bob.refresh_from_db()
    assert answer.headers["Location"] == "/forums/"
    assert client.cookies["django_language"].value == "de"
    assert bob.language == "de"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client, target):
    answer = client.post(reverse("set_language"), {"language": "xx", "next": target})

    assert answer.headers["Location"] == "/"
    assert "django_language" not in client.cookies


def test_a_legal_page_shows_its_markdown_without_what_could_run(client):
    SiteSettings.objects.create(imprint="# Verein\n\n<script>alert(1)</script> **Werkstatt**", contact_email="hello@example.org")

    page = client.get(reverse("legal", args=["imprint"])).content.decode()

    assert "<strong>Werkstatt</strong>" in page
    assert "<script>alert" not in page
    assert "hello@example.org" in client.get(reverse("legal", args=["contact"])).content.decode()


@pytest.mark.parametrize("name", ["imprint", "privacy", "terms", "contact"])
def test_legal_pages_answer_before_anybody_wrote_them(client, name):
    assert client.get(reverse("legal", args=[name])).status_code == 200


def test_a_legal_page_nobody_knows_does_not_exist(client):
    assert client.get("/legal/name/").status_code == 404


def test_security_txt_names_a_contact_and_an_end(client, settings):
    settings.SITE_URL = "https://forum.example"
    assert "Contact: https://forum.example/legal/contact/\n" in client.get("/.well-known/security.txt").content.decode()

    SiteSettings.objects.create(contact_email="safe@example.org")

    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@example.org\nExpires: 20" in text


@pytest.fixture
def letter(db):
    from django.core.mail import send_mail

    send_mail("Your code", "It is 4711 <b>.", None, ["bob@example.org"])
    return OutboxMail.objects.get()


def test_the_mailbox_shows_mail_on_ones_own_machine(client, settings, letter):
    settings.DEMO_MAILBOX = True

    assert "Your code" in client.get("/mailbox/").content.decode()
    page = client.get(f"/mailbox/{letter.pk}/").content.decode()
    assert "4711 &lt;b&gt;" in page


def test_the_mailbox_does_not_exist_elsewhere(client, settings, letter):
    assert client.get("/mailbox/").status_code == 404

    settings.DEMO_MAILBOX, settings.ALLOWED_HOSTS = True, ["forum.example"]
    for path in ("/mailbox/", f"/mailbox/{letter.pk}/"):
        assert client.get(path, headers={"Host": "forum.example"}).status_code == 404


def test_a_mailbox_on_a_public_site_is_refused_at_the_start(settings):
    settings.DEMO_MAILBOX, settings.ALLOWED_HOSTS = True, ["localhost"]
    assert "core.E001" not in {message.id for message in run_checks()}

    settings.ALLOWED_HOSTS = ["forum.example"]

    assert "core.E001" in {message.id for message in run_checks()}


def test_a_picture_is_served_so_that_it_can_do_no_harm(client):
    default_storage.save("pictures/ab/Cd-1.webp", ContentFile(b"RIFF"))

    answer = client.get("/media/pictures/ab/Cd-1.webp")
    again = client.get("/media/pictures/ab/Cd-1.webp", headers={"If-None-Match": answer.headers["ETag"]})

    assert b"".join(answer.streaming_content) == b"RIFF"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-site"
    assert "immutable" in answer.headers["Cache-Control"]
    assert again.status_code == 304


ELSEWHERE = ["../secret", "a/../../secret.webp", "/etc/passwd"]
NOT_OURS = ["x.webp", "a/b.svg", "a/b.html", "a/.b.webp", "a/b.webp/", "a/none.webp", "a/ü.webp"]


@pytest.mark.parametrize("path", ELSEWHERE + NOT_OURS)
def test_nothing_else_is_served_from_the_media_folder(client, path):
    for name in ("a/b.svg", "a/b.html"):
        default_storage.save(name, ContentFile(b"<svg onload=alert(1)>"))

    assert client.get(f"/media/{path}").status_code in {301, 404}


def test_staff_changes_the_settings_and_every_page_has_them(client_of, admin):
    client = client_of(admin)
    change = client.get("/admin/core/sitesettings/", follow=True)
    fields = {name: field.initial for name, field in change.context["adminform"].form.fields.items()}
    values = {name: change.context["adminform"].form.initial.get(name, initial) for name, initial in fields.items()}

    answer = client.post(
        "/admin/core/sitesettings/1/change/", {name: value for name, value in values.items() if value} | {"name": "Werkstatt"}
    )

    assert answer.status_code == 302
    assert SiteSettings.current().name == "Werkstatt"


def test_mail_in_the_admin_can_be_sent_again_but_not_read(client_of, admin, letter):
    OutboxMail.objects.update(state=OutboxMail.State.FAILED, tries=5)
    client = client_of(admin)

    assert "4711" not in client.get(f"/admin/core/outboxmail/{letter.pk}/change/").content.decode()
    client.post("/admin/core/outboxmail/", {"action": "send_again", "_selected_action": [letter.pk]})

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (OutboxMail.State.WAITING, 0)


def test_every_setting_of_the_site_can_be_set_in_the_back_office():
    shown = {name for _title, part in SiteSettingsAdmin.fieldsets for name in part["fields"]}

    assert shown == {field.name for field in SiteSettings._meta.fields} - {"id"}
