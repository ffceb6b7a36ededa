"""Who sees what of whom: what is not chosen protects."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Member
from accounts.welcome import text_for, thread_address
from community.core.models import SiteSettings
from tests import make

PRIVACY = "/settings/privacy/"


def statuses(client_of, people, path):
    return [client_of(person).get(path).status_code for person in people]


# choice, trust -> the page about bob as a guest, another member, bob and a moderator find it
@pytest.mark.parametrize(
    ("audience", "trust", "pages"),
    [
        ("members", 1, [403, 200, 200, 200]),
        ("everyone", 1, [200, 200, 200, 200]),
        ("members", 0, [403, 200, 200, 200]),
        ("everyone", 0, [403, 200, 200, 200]),
    ],
)
def test_who_opens_the_page_about_a_member(audience, trust, pages, alice, bob, mona, client_of):
    Member.objects.filter(pk=bob.pk).update(profile_audience=audience, trust=trust)
    people = [AnonymousUser(), alice, bob, mona]

    assert statuses(client_of, people, "/u/bob/") == pages
    assert statuses(client_of, people, "/u/bob/posts/") == pages
    head = client_of(alice).get("/u/bob/").content.decode().split("</head>")[0]
    assert ("noindex,nofollow" in head) is (trust == 0)
    assert ("noindex" in head) is (trust == 0 or audience == "members")


def test_nobody_is_shown_to_the_world_or_seen_to_be_here_by_default(bob, alice, forum, client, client_of):
    fresh = Member.objects.get(pk=bob.pk)
    assert (fresh.profile_audience, fresh.shows_presence) == ("members", False)
    Member.objects.filter(pk=bob.pk).update(last_seen_at=timezone.now())
    answer = client.get("/u/bob/")
    assert "Only members see this profile. Please log in." in answer.content.decode()
    assert "Here since" not in answer.content.decode()


@pytest.mark.parametrize(
    ("choice", "words", "seen"),
    [
        # by another member, by bob, by staff
        ({"shows_presence": False}, "Last here", [False, True, False]),
        ({"shows_presence": True}, "Last here", [True, True, True]),
        ({"shows_activity": False}, "Which glue for oak?", [False, True, True]),
        ({"shows_activity": True}, "Which glue for oak?", [True, True, True]),
    ],
)
def test_each_choice_hides_from_others_what_it_says(choice, words, seen, alice, bob, admin, forum, client_of):
    make.thread(by=bob, forum=forum)
    Member.objects.filter(pk=bob.pk).update(last_seen_at=timezone.now(), **choice)

    assert [words in client_of(one).get("/u/bob/").content.decode() for one in (alice, bob, admin)] == seen
    if "shows_activity" in choice:
        allowed = [200 if shown else 403 for shown in seen]
        assert statuses(client_of, (alice, bob, admin), "/u/bob/threads/") == allowed


def test_the_choices_are_made_on_one_page(bob, client_of, client):
    browser = client_of(bob)
    assert client.get(PRIVACY).status_code == 302
    assert browser.post(PRIVACY, {"profile_audience": "aliens"}).status_code == 422

    answer = browser.post(PRIVACY, {"profile_audience": "everyone", "shows_presence": "on"}, follow=True)

    assert "Your choices are saved." in answer.content.decode()
    bob.refresh_from_db()
    assert (bob.profile_audience, bob.shows_presence, bob.shows_activity, bob.is_listed) == ("everyone", True, False, False)
    assert client.get("/u/bob/").status_code == 200


def test_a_new_member_is_welcomed_in_the_words_of_the_site(client_of, db):
    sly = make.member("sly", display_name="*[x](https://evil.example)* <b>", trust=0)
    page = client_of(sly).get("/welcome/").content.decode()
    assert "Welcome to Folkmoot" in page
    SiteSettings(welcome="# Hello {name}\n\nGlad you are **here**.", welcome_thread="/t/12/hello/").save()

    page = client_of(sly).get("/welcome/").content.decode()

    assert "<strong>here</strong>" in page and 'href="/t/12/hello/"' in page
    assert "evil.example</a>" not in page and "<b>" not in page
    assert "evil.example" in text_for(sly)


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_welcome_leads_nowhere_else(db, address):
    SiteSettings(welcome_thread=address).save()

    assert thread_address() == ""
