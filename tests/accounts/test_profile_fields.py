"""What a community asks its members beside the usual: defined in the back office, checked by kind, shown as it was said."""

from __future__ import annotations

import pytest

from accounts.fields import key_of
from accounts.models import Member, ProfileAnswer, ProfileField
from tests.accounts.walking import code_sent_to, sign_up

PROFILE = {"display_name": "", "bio": "", "location": "", "website": ""}


def field(name="Trade", **more):
    return ProfileField.objects.create(name=name, **more)


# field, what is typed, answered with, kept
ANSWERS = [
    ({"kind": "text"}, "Joiner", 302, ["Joiner"]),
    ({"kind": "text"}, "", 302, []),
    ({"kind": "text"}, "x" * 201, 422, []),
    ({"kind": "text"}, "a\u202eb", 422, []),
    ({"kind": "text", "is_required": True}, "", 422, []),
    ({"kind": "url"}, "https://oak.example/a", 302, ["https://oak.example/a"]),
    ({"kind": "url"}, "javascript:alert(1)", 422, []),
    ({"kind": "url"}, "ftp://oak.example", 422, []),
    ({"kind": "choice", "choices": "Oak\nAsh\n\nOak"}, "Ash", 302, ["Ash"]),
    ({"kind": "choice", "choices": "Oak\nAsh"}, "Plastic", 422, []),
]


def test_answers_are_checked_by_the_kind_of_the_field(bob, client_of):
    browser = client_of(bob)
    for facts, typed, status, kept in ANSWERS:
        ProfileField.objects.all().delete()
        asked = field(**facts)

        answer = browser.post("/settings/", PROFILE | {key_of(asked): typed})

        found = (answer.status_code, list(ProfileAnswer.objects.values_list("value", flat=True)))
        assert found == (status, kept), (facts, typed)


def test_an_answer_is_shown_changed_and_taken_back(bob, alice, admin, client_of):
    shown, hidden = field("Trade", kind="url"), field("Shirt size", is_shown=False)
    mine = client_of(bob)
    mine.post("/settings/", PROFILE | {key_of(shown): "https://oak.example/<b>", key_of(hidden): "XL"})

    page = client_of(alice).get("/u/bob/").content.decode()
    assert 'rel="nofollow ugc noopener"' in page and "Shirt size" not in page and "<b>" not in page
    assert "Shirt size" in client_of(admin).get("/u/bob/").content.decode()
    assert 'value="XL"' in mine.get("/settings/").content.decode()
    Member.objects.filter(pk=bob.pk).update(trust=0)
    assert 'href="https://oak.example' not in client_of(alice).get("/u/bob/").content.decode()
    mine.post("/settings/", PROFILE | {key_of(shown): "", key_of(hidden): "L"})
    assert list(ProfileAnswer.objects.values_list("value", flat=True)) == ["L"]


@pytest.mark.django_db
def test_what_is_asked_at_sign_up_is_kept_and_what_must_be_said_is_asked_for(client):
    asked = field("Trade", at_sign_up=True, is_required=True)
    later = field("Shirt size")
    page = client.get("/accounts/signup/").content.decode()
    assert "Trade" in page and "Shirt size" not in page

    assert sign_up(client).status_code != 302
    assert not Member.objects.filter(username="dora").exists()
    response = sign_up(client, **{key_of(asked): "Joiner", key_of(later): "XL"})
    client.post(response["Location"], {"code": code_sent_to("dora@example.org")})

    assert list(ProfileAnswer.objects.values_list("member__username", "value")) == [("dora", "Joiner")]
