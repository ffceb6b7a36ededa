"""Ways to read what is not meant for one, found by attacking the product. Each was possible once."""

from __future__ import annotations

import pytest

from accounts.groups import MODERATORS
from community.core.models import SiteSettings
from forums.access import rights_of
from forums.models import Access, Right
from forums.posts import levers as post_levers
from tests import make


def test_a_draft_does_not_name_a_forum_one_may_not_see(client_of, bob, staff_forum):
    client = client_of(bob)
    client.post("/drafts/save/", {"place": f"forum:{staff_forum.pk}", "body": "Which name has it?"})

    page = client.get("/drafts/").content.decode()

    assert "Which name has it?" in page
    assert staff_forum.name not in page
    assert staff_forum.slug not in page


@pytest.mark.parametrize("take_down", [post_levers.hide, post_levers.remove, post_levers.delete])
def test_the_report_page_of_a_thread_does_not_show_an_opening_post_that_was_taken_down(take_down, client_of, charlie, thread):
    opening = make.opening(thread)
    take_down(opening)

    answer = client_of(charlie).get(f"/report/thread/{thread.pk}/")

    assert answer.status_code == 200
    assert opening.source not in answer.content.decode()


def test_the_report_page_of_a_thread_shows_its_opening_post(client_of, charlie, thread):
    assert make.opening(thread).source in client_of(charlie).get(f"/report/thread/{thread.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_rights_that_were_taken_are_not_remembered_by_who_asked_meanwhile(bob):
    from django.db import transaction

    forum = make.forum("Back room", open_to="guild", moderated_by=MODERATORS)
    bob.groups.add(make.group("guild"))

    with transaction.atomic():
        make.access(forum, "guild", 0)
        # Another request, which does not see the change yet, fills the cache with what was.
        make_stale = Access.objects.get(forum=forum, group__name="guild")
        Access.objects.filter(pk=make_stale.pk).update(rights=Right.READ)
        assert rights_of(type(bob).objects.get(pk=bob.pk)).can(Right.READ, forum.pk)
        Access.objects.filter(pk=make_stale.pk).update(rights=0)

    assert not rights_of(type(bob).objects.get(pk=bob.pk)).can(Right.READ, forum.pk)


def test_a_setting_that_was_changed_is_not_remembered_by_who_asked_meanwhile(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings(registration_open=True).save()
        site = SiteSettings.current()
        site.registration_open = False
        site.save()
        # Another request, which does not see the change yet, fills the cache with what was.
        from django.core.cache import cache

        cache.set(SiteSettings.CACHE_KEY, SiteSettings(pk=1, registration_open=True), 60)

    assert SiteSettings.current().registration_open is False
