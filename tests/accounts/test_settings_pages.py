"""What members say about themselves, and how they want the forum to be."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts import levers
from accounts.models import Member
from accounts.policies import FOREVER
from community.core.models import SiteSettings
from tests import make

PROFILE = {"display_name": "Bob the Joiner", "bio": "I like **oak**.", "location": "Ulm", "website": "https://bob.example"}
PREFERENCES = {"language": "de", "address": "formal", "time_zone": "Europe/Vienna", "theme": "dark"}


@pytest.fixture
def mine(bob, client_of):
    return client_of(bob)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "page", ["/settings/", "/settings/preferences/", "/settings/security/", "/notifications/", "/notifications/count/"]
)
def test_guests_are_sent_to_the_log_in(client, db, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_profile_is_saved_and_shown(mine, bob, client):
    Member.objects.filter(pk=bob.pk).update(profile_audience="everyone")
    assert mine.post("/settings/", PROFILE).status_code == 302

    page = client.get("/u/bob/").content.decode()
    assert "Bob the Joiner" in page
    assert "<strong>oak</strong>" in page
    assert 'rel="nofollow ugc noopener"' in page


def test_whoever_waits_for_a_moderator_finds_the_post_on_their_own_profile_alone(mine, bob, alice, thread, client_of):
    make.post(thread, by=bob, body="My first words here.", state="held")

    assert "My first words here." in mine.get("/u/bob/").content.decode()
    assert "Waiting for a moderator" in mine.get("/u/bob/").content.decode()
    assert "My first words here." not in client_of(alice).get("/u/bob/").content.decode()


def test_what_a_setting_concerns_stands_beside_it(mine):
    assert "For messages from moderation in German." in mine.get("/settings/preferences/").content.decode()


def test_hostile_text_is_shown_as_text(mine, client):
    mine.post("/settings/", PROFILE | {"display_name": "<script>x</script>", "bio": "<script>x</script>", "location": "<b>"})

    page = client.get("/u/bob/").content.decode()
    assert "<script>x" not in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", " java\tscript:alert(1)", "vbscript:x", "//"]
)
def test_only_web_addresses_are_websites(mine, bob, website):
    response = mine.post("/settings/", PROFILE | {"website": website})

    assert response.status_code == 422
    bob.refresh_from_db()
    assert bob.website == ""


@pytest.mark.parametrize("name", ["Admin", "A d m i n", "Moderator", "bob\u202egnp", "bob\u200b"])
def test_a_display_name_that_deceives_is_refused(mine, bob, name):
    assert mine.post("/settings/", PROFILE | {"display_name": name}).status_code == 422


def test_a_mistake_keeps_what_was_typed(mine):
    page = mine.post("/settings/", PROFILE | {"website": "nonsense::"}).content.decode()

    assert "I like **oak**." in page
    assert "Bob the Joiner" in page


def test_a_text_too_long_is_refused(mine, bob):
    assert mine.post("/settings/", PROFILE | {"bio": "x" * 2001}).status_code == 422


def test_rights_cannot_be_had_by_extra_fields(mine, bob):
    mine.post("/settings/", PROFILE | {"trust": "4", "is_staff": "on", "title": "Boss", "username": "admin"})
    mine.post("/settings/preferences/", PREFERENCES | {"trust": "4", "is_superuser": "on", "email": "x@example.org"})

    bob.refresh_from_db()
    assert (bob.trust, bob.is_staff, bob.is_superuser, bob.title, bob.username) == (1, False, False, "", "bob")
    assert bob.email == "bob@example.org"


def test_preferences_are_saved_and_answered_in_the_new_language(mine, bob):
    response = mine.post("/settings/preferences/", PREFERENCES)

    assert response.status_code == 302
    bob.refresh_from_db()
    assert {name: getattr(bob, name) for name in PREFERENCES} == PREFERENCES
    assert 'lang="de"' in mine.get("/settings/preferences/").content.decode()


def test_a_choice_that_is_none_is_refused(mine):
    assert mine.post("/settings/preferences/", PREFERENCES | {"time_zone": "Mars/Olympus"}).status_code == 422
    assert mine.post("/settings/preferences/", PREFERENCES | {"language": "xx"}).status_code == 422


def test_a_picture_is_uploaded_and_removed(mine, bob):
    assert mine.post("/settings/avatar/", {"picture": SimpleUploadedFile("me.png", png())}).status_code == 302
    bob.refresh_from_db()
    assert bob.avatar in mine.get("/settings/").content.decode()

    assert mine.post("/settings/avatar/", {"remove": "1"}).status_code == 302
    bob.refresh_from_db()
    assert bob.avatar == ""


def test_a_hostile_picture_gets_a_sentence(mine, bob):
    response = mine.post("/settings/avatar/", {"picture": SimpleUploadedFile("me.svg", b"<svg onload='alert(1)'/>")})

    assert response.status_code == 422
    assert "not a picture" in response.content.decode()
    assert mine.post("/settings/avatar/", {}).status_code == 422


def test_who_may_not_write_sees_why_and_cannot(mine, bob):
    levers.silence(bob, FOREVER)

    assert "You can read, but not write" in mine.get("/settings/").content.decode()
    assert mine.post("/settings/", PROFILE).status_code == 403
    assert mine.post("/settings/preferences/", PREFERENCES).status_code == 302


def test_a_profile_has_one_address(client, bob):
    response = client.get("/u/BOB/")

    assert response.status_code == 301
    assert response["Location"] == "/u/bob/"


@pytest.mark.parametrize("name", ["nobody", "bob%00", "%F0%9F%92%A9", "x" * 3000])
def test_who_does_not_exist_has_no_page(client, db, name):
    assert client.get(f"/u/{name}/").status_code in (400, 404)


def test_a_closed_account_has_no_page(client, bob, admin, client_of):
    bob.is_active = False
    bob.save()

    assert client.get("/u/bob/").status_code == 404
    assert client_of(admin).get("/u/bob/").status_code == 200


def test_newcomers_are_kept_out_of_search_engines(client, client_of, nina, bob):
    nina.website = "https://casino.example"
    nina.save()
    Member.objects.update(profile_audience="everyone")

    page = client_of(bob).get("/u/nina/").content.decode()

    assert 'name="robots" content="noindex,nofollow"' in page
    assert "casino" not in page
    assert client.get("/u/nina/").status_code == 403
    assert "noindex" not in client.get("/u/bob/").content.decode()


def test_no_page_of_the_account_has_inline_style_or_script(mine):
    for page in ("/settings/", "/settings/preferences/", "/settings/security/", "/notifications/", "/u/bob/", "/accounts/email/"):
        html = mine.get(page, follow=True).content.decode()
        assert " style=" not in html, page
        assert "<script>" not in html and "onclick" not in html, page


def test_security_shows_what_there_is(mine, bob):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})

    page = mine.get("/settings/security/").content.decode()

    assert "Deactivate app" in page and "Make codes" in page


def test_others_can_report_a_profile_and_oneself_edits_it(bob, alice, client_of):
    seen_by_alice = client_of(alice).get("/u/bob/").content.decode()

    assert f"/report/member/{bob.pk}/" in seen_by_alice
    assert "Edit profile" not in seen_by_alice
    assert "Edit profile" in client_of(bob).get("/u/bob/").content.decode()


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_the_way_in_bears_the_name_of_the_forum(client, db, page):
    SiteSettings(name="Werkstatt").save()

    html = client.get(page).content.decode()

    assert "Werkstatt</title>" in html
    assert "testserver" not in html


def test_a_profile_costs_the_same_with_three_posts_and_with_thirty(bob, alice, forum, client, django_assert_max_num_queries):
    Member.objects.filter(pk=bob.pk).update(profile_audience="everyone")
    make.thread(by=bob, forum=forum, posts=30)
    client.get("/u/bob/")

    with django_assert_max_num_queries(7):
        client.get("/u/bob/")
