"""Making a forum in the back office."""

from __future__ import annotations

import pytest

from accounts.groups import built_in_ids
from forums.access import rights_of
from forums.models import Access, Forum, Right
from tests import make

ADD = "/admin/forums/forum/add/"


@pytest.fixture
def owner(db, client_of, admin):
    return client_of(admin)


def filled_in(page) -> dict[str, object]:
    """What a browser would send of the form that was opened, with nothing changed."""
    sent: dict[str, object] = {}
    sets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    forms = [form for rows in sets for form in (rows.management_form, *rows)]
    for form in (page.context["adminform"].form, *forms):
        for field in form:
            value = field.value()
            if value not in (None, "") and value is not False:
                sent[field.html_name] = value
    return sent


def test_a_forum_that_was_only_named_is_open_to_all(owner, guest, alice):
    form = filled_in(owner.get(ADD))

    owner.post(ADD, form | {"name": "Stones", "slug": "stones"})

    forum = Forum.objects.get()
    assert rights_of(guest).forums(Right.READ) == [forum.pk]
    assert rights_of(alice).forums(Right.START) == [forum.pk]
    assert not rights_of(alice).can(Right.MODERATE, forum.pk)


def test_a_forum_inside_another_is_as_open_as_that_one(owner, guest):
    closed = make.forum("Team room", open_to="moderators")
    form = filled_in(owner.get(ADD))

    owner.post(ADD, form | {"name": "Minutes", "slug": "minutes", "parent": closed.pk})

    minutes = Forum.objects.get(slug="minutes")
    assert not Access.objects.filter(forum=minutes).exists()
    assert not rights_of(guest).can(Right.SEE, minutes.pk)


def test_a_proposed_row_can_be_changed_before_it_is_saved(owner, guest, alice):
    form = filled_in(owner.get(ADD))
    everyone = next(name for name, value in form.items() if name.endswith("-group") and value == built_in_ids()["everyone"])
    del form[everyone], form[everyone.replace("-group", "-rights")]

    owner.post(ADD, form | {"name": "Lodge", "slug": "lodge"})

    forum = Forum.objects.get()
    assert not rights_of(guest).can(Right.SEE, forum.pk)
    assert rights_of(alice).can(Right.READ, forum.pk)


def test_an_empty_house_shows_its_owner_where_to_begin(owner, client_of, alice):
    for address in ("/forums/", "/new/"):
        assert ADD in owner.get(address).content.decode()
        assert ADD not in client_of(alice).get(address).content.decode()
