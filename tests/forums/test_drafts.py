"""Drafts keep the whole form, on every device, also for conversations; an edit's draft knows on which words it was begun."""

from __future__ import annotations

import re

import pytest

from forums.personal.models import Draft
from forums.posts.models import Post
from tests import make
from tests.forums.page_text import text_in


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    settings.POST_SCREENERS = []


def test_a_draft_of_a_thread_keeps_forum_title_kind_and_tags(client_of, bob, forum):
    kept = {"place": f"forum:{forum.pk}", "title": "Which glue?", "body": "For oak", "kind": "question", "tags": "oak, glue"}
    client_of(bob).post("/drafts/save/", kept | {"nonsense": "x", "form_token": "secret"})

    page = client_of(bob).get(f"/f/{forum.slug}/new/").content.decode()

    assert 'value="Which glue?"' in page
    assert 'value="oak, glue"' in page
    assert re.search(r'name="kind" value="question" checked', page)
    assert Draft.objects.get().fields == {"kind": "question", "tags": "oak, glue"}
    listed = client_of(bob).get("/drafts/").content.decode()
    assert f"/f/{forum.slug}/new/" in listed
    assert f"New thread in {forum.name}" in listed


def test_a_draft_of_a_conversation_leads_back_there(client_of, bob):
    client = client_of(bob)

    for place, status in {"talk:new": 200, "talk:7": 200, "talk:": 422, "talk:0": 422, "talk:x": 422, "mail:1": 422}.items():
        assert client.post("/drafts/save/", {"place": place, "body": "Hello", "to": "alice"}).status_code == status, place

    page = client.get("/drafts/").content.decode()
    assert 'href="/messages/new/"' in page
    assert 'href="/messages/7/"' in page
    assert Draft.objects.get(place="talk:new").fields == {"to": "alice"}


def test_a_draft_of_a_reply_keeps_whom_it_answers_and_hears_of_new_posts(client_of, alice, bob, thread):
    client = client_of(bob)

    answer = client.post("/drafts/save/", {"place": f"thread:{thread.pk}", "body": "Hm", "reply_to": "1"})

    assert answer.json()["newest"] == 2
    assert re.search(r'name="reply_to" value="1"', client.get(f"/t/{thread.pk}/reply/").content.decode())
    make.post(thread, by=alice, body="Meanwhile, hide glue.")
    assert client.post("/drafts/save/", {"place": f"thread:{thread.pk}", "body": "Hmm"}).json()["newest"] == 3
    news = client.get(f"/compose/{thread.pk}/meanwhile/?after=2").content.decode()
    assert "1 new reply" in news
    assert "Meanwhile, hide glue." in news
    assert client.get(f"/compose/{thread.pk}/meanwhile/?after=3").content.decode().strip() == ""


def test_others_learn_nothing_by_asking_beside_a_thread(client_of, bob, mona, staff_forum):
    secret = make.thread(by=mona, forum=staff_forum, posts=3)
    client = client_of(bob)

    assert client.get(f"/compose/{secret.pk}/meanwhile/?after=0").status_code == 404
    assert client.get(f"/compose/{secret.pk}/hints/").status_code == 404
    assert client.post(f"/compose/{secret.pk}/hints/", {"kind": "old"}).status_code == 404
    assert client.post("/drafts/save/", {"place": f"thread:{secret.pk}", "body": "x"}).json()["newest"] is None
    assert client.get(f"/suggest/people/?q=mo&thread={secret.pk}").json() == [{"username": "mona", "name": "mona"}]


def test_a_draft_begun_on_an_earlier_version_shows_both_and_can_be_put_together(client_of, alice, mona, thread):
    first = make.opening(thread)
    client = client_of(alice)
    mine = f"{first.source} I use a clamp."
    client.post("/drafts/save/", {"place": f"post:{first.pk}", "title": thread.title, "body": mine, "version": "1"})
    make.rewritten(first, by=mona, body=first.source.replace("summer", "winter"))

    page = client.get(f"/p/{first.pk}/edit/")
    assert text_in(page) == mine
    assert "<del>winter</del>" in page.content.decode()
    assert 'name="based_on" value="1"' in page.content.decode()

    sent = {"title": thread.title, "body": mine, "version": "2", "based_on": "1", "merge": "1"}
    together = client.post(f"/p/{first.pk}/edit/", sent)

    assert text_in(together) == "The joint opens in winter. What do you use? I use a clamp."
    assert "nothing stood against each other" in together.content.decode()
    saved = client.post(f"/p/{first.pk}/edit/", {"title": thread.title, "body": text_in(together), "version": "2"})
    assert saved.status_code == 302
    assert Post.objects.get(pk=first.pk).source.startswith("The joint opens in winter.")


def test_the_script_is_told_where_its_post_stands_and_stays_until_then(client_of, bob, thread):
    client, script = client_of(bob), {"X-Requested-With": "composer"}

    answer = client.post(f"/t/{thread.pk}/reply/", {"body": "Hide glue."}, headers=script)

    assert answer.status_code == 201
    assert answer.json() == {"url": f"{thread.get_absolute_url()}#post-3"}
    assert client.post(f"/t/{thread.pk}/reply/", {"body": ""}, headers=script).status_code == 422


def test_several_posts_are_quoted_at_once_in_their_order(client_of, bob, thread):
    first, second = thread.posts.order_by("number")

    text = text_in(client_of(bob).get(f"/t/{thread.pk}/reply/?quote={second.pk}&quote={first.pk}&quote={second.pk}"))

    assert text.count("> [") == 2
    assert text.index("> [bob]") < text.index("> [alice]")


def test_changes_stand_in_one_text_or_side_by_side(client_of, alice, mona, thread):
    first = make.opening(thread)
    make.rewritten(first, by=mona, body=first.source.replace("summer", "winter"))
    client = client_of(alice)

    inline = client.get(f"/p/{first.pk}/history/").content.decode()
    beside = client.get(f"/p/{first.pk}/history/?view=beside").content.decode()

    assert "<del>summer</del><ins>winter</ins>" in inline
    assert re.search(r"<td>The joint opens in <del>summer</del>.*</td><td>The joint opens in <ins>winter</ins>", beside)
