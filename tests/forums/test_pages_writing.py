"""Starting and replying: what goes wrong says so and loses no word."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts import levers as account_levers
from community.core.models import SiteSettings
from forums.personal.models import Draft
from forums.posts.models import Post
from forums.threads import levers
from forums.threads.models import Thread
from tests import make
from tests.forums.page_text import text_in, token_of


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    """Whether a newcomer's post waits is moderation's story."""
    settings.POST_SCREENERS = []


@pytest.fixture
def pauses(settings):
    settings.PAUSE_BETWEEN_POSTS = {"newcomer": 30, "member": 5, "thread": 15}


def start(client, forum, **data):
    return client.post(f"/f/{forum.slug}/new/", {"title": "Which glue?", "body": "For oak.", "kind": "discussion"} | data)


# --- the way it should go ----------------------------------------------------------------------------------------------


def test_a_thread_is_started_with_title_text_kind_and_tags(client_of, alice, forum):
    answer = start(client_of(alice), forum, kind="question", tags="Oak, glue ,oak,")

    made = Thread.objects.get()
    assert answer["Location"] == f"{made.get_absolute_url()}#post-1"
    assert (made.title, made.kind, made.posts.get().source) == ("Which glue?", "question", "For oak.")
    assert sorted(made.tags.values_list("name", flat=True)) == ["glue", "oak"]


def test_a_reply_lands_on_its_page(client_of, bob, thread):
    answer = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": "Hide glue.", "reply_to": "1"})

    post = Post.objects.latest("pk")
    assert answer["Location"] == f"{thread.get_absolute_url()}#post-3"
    assert (post.source, post.reply_to, post.author) == ("Hide glue.", 1, bob)


def test_a_sent_text_is_no_draft_any_more(client_of, bob, thread):
    client = client_of(bob)
    client.post("/drafts/save/", {"place": f"thread:{thread.pk}", "body": "Hide"})
    assert text_in(client.get(f"/t/{thread.pk}/reply/")) == "Hide"

    client.post(f"/t/{thread.pk}/reply/", {"body": "Hide glue."})

    assert not Draft.objects.exists()


def test_the_forum_gives_its_template_and_its_rules(client_of, alice, forum):
    forum.template, forum.rules, forum.questions_only = "What I tried:", "Be **kind**.", True
    forum.save()

    page = client_of(alice).get("/f/workshop/new/")

    assert text_in(page) == "What I tried:"
    assert b"<strong>kind</strong>" in page.content


def test_one_forum_needs_no_choice_and_several_are_offered(client_of, alice, forum, staff_forum):
    assert client_of(alice).get("/new/")["Location"] == "/f/workshop/new/"

    make.forum("Lounge")

    page = client_of(alice).get("/new/").content
    assert b"/f/lounge/new/" in page
    assert b"back-room" not in page


# --- R1: a double submit makes one post, R2: a deliberate repeat makes two ---------------------------------------------


def test_the_same_reply_form_sent_twice_makes_one_post_and_both_answers_lead_there(client_of, bob, thread):
    client = client_of(bob)
    page = client.get(f"/t/{thread.pk}/reply/")
    form = {"body": "Hide glue.", "form_token": token_of(page), "seen_number": "2"}

    first, second = client.post(f"/t/{thread.pk}/reply/", form), client.post(f"/t/{thread.pk}/reply/", form)

    assert first["Location"] == second["Location"]
    assert Post.objects.filter(source="Hide glue.").count() == 1


def test_the_same_thread_form_sent_three_times_makes_one_thread(client_of, alice, forum):
    client = client_of(alice)
    token = token_of(client.get("/f/workshop/new/"))

    answers = {start(client, forum, form_token=token)["Location"] for _click in range(3)}

    assert len(answers) == 1
    assert Thread.objects.count() == 1


def test_the_same_text_again_is_refused_with_the_way_to_the_first(client_of, bob, thread):
    client = client_of(bob)
    text = "Hide glue, warmed twice, is what I use."
    other = make.thread(by=bob, forum=thread.forum, title="Another", body="Something else.")
    assert client.post(f"/t/{thread.pk}/reply/", {"body": text}).status_code == 302
    first = Post.objects.get(source=text)

    for path in (f"/t/{thread.pk}/reply/", f"/t/{other.pk}/reply/"):
        page = client.post(path, {"body": text, "anyway": "1"})
        assert page.status_code == 409
        assert text_in(page) == text
        assert f"#post-{first.number}" in page.content.decode()
    # A short kindness may be said in two threads, not twice in one; and after five minutes anything again.
    for path, status in ((f"/t/{thread.pk}/reply/", 302), (f"/t/{other.pk}/reply/", 302), (f"/t/{other.pk}/reply/", 409)):
        assert client.post(path, {"body": "Thank you!", "anyway": "1"}).status_code == status
    Post.objects.filter(author=bob).update(created_at=timezone.now() - timedelta(minutes=6))
    assert client.post(f"/t/{thread.pk}/reply/", {"body": text, "anyway": "1"}).status_code == 302


# --- a refusal keeps the text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "status", "sentence"),
    [
        (lambda thread, bob: levers.lock(thread), 403, "This thread is locked."),
        (lambda thread, bob: levers.hide(thread), 404, ""),
        (lambda thread, bob: type(thread.forum).objects.update(is_locked=True), 403, "This forum is locked."),
        (lambda thread, bob: account_levers.silence(bob, timezone.now() + timedelta(days=1)), 403, "not write"),
        (lambda thread, bob: SiteSettings(post_max_length=200).save(), 422, "up to 200 are possible"),
    ],
    ids=["locked", "hidden", "forum locked", "read only", "too long"],
)
def test_a_refused_reply_says_why_and_stays_in_the_form(spoil, status, sentence, client_of, bob, thread):
    text = "My long and careful reply. & <b> ü " * 12
    spoil(thread, bob)

    page = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": text})

    assert page.status_code == status
    if status != 404:
        assert sentence in page.content.decode()
        assert text_in(page) == text
    assert Post.objects.filter(author=bob).count() == 1


def test_writing_too_fast_says_how_long_to_wait_and_keeps_the_text(pauses, client_of, bob, thread):
    client = client_of(bob)
    client.post(f"/t/{thread.pk}/reply/", {"body": "First."})

    page = client.post(f"/t/{thread.pk}/reply/", {"body": "Second."})

    assert page.status_code == 429
    assert "Please wait" in page.content.decode()
    assert text_in(page) == "Second."


@pytest.mark.parametrize("body", ["", "  \n \t ", "\r\n"])
def test_an_empty_reply_is_asked_for_words(body, client_of, bob, thread):
    page = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": body})

    assert page.status_code == 422
    assert "Please write something." in page.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": ""}, "Please write a title"),
        ({"title": "x" * 300}, "up to 200 characters"),
        ({"body": ""}, "Please write something."),
        ({"kind": "nonsense"}, "not one of the available choices"),
        ({"kind": "announcement"}, "Only moderators announce."),
        ({"tags": "a,b,c,d,e,f"}, "Up to 5 tags"),
    ],
)
def test_a_refused_thread_keeps_every_field(data, sentence, client_of, alice, forum):
    page = start(client_of(alice), forum, **{"tags": "oak"} | data)

    sent = {"title": "Which glue?", "body": "For oak.", "tags": "oak"} | data
    assert page.status_code == 422
    html = unescape(page.content.decode())
    assert sentence in html
    assert text_in(page) == sent["body"]
    assert f'value="{sent["title"]}"' in html or not sent["title"]
    assert f'value="{sent["tags"]}"' in html


def test_a_newcomer_uses_tags_that_exist(client_of, nina, forum):
    page = start(client_of(nina), forum, tags="brandnew")

    assert page.status_code == 422
    assert "brandnew" in page.content.decode()
    assert not Thread.objects.exists()


def test_fields_nobody_offered_change_nothing(client_of, alice, bob, forum, staff_forum):
    start(
        client_of(alice),
        forum,
        is_locked="on",
        pinned_until="9999-01-01",
        author=bob.pk,
        forum_id=staff_forum.pk,
        state="hidden",
        view_count=9,
    )

    made = Thread.objects.get()
    assert (made.author, made.forum, made.state, made.is_locked, made.pinned_until, made.view_count) == (
        alice,
        forum,
        "published",
        False,
        None,
        0,
    )


def test_preview_without_a_script_shows_the_result_and_publishes_nothing(client_of, bob, alice, thread):
    body = "**Bold** and @alice and https://example.org/"
    page = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": body, "preview": "1"})

    assert page.status_code == 200
    assert text_in(page) == body
    assert Post.objects.filter(thread=thread).count() == 2
    fragment = client_of(bob).post("/preview/", {"body": body}).content.decode()
    client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": body})
    published = Post.objects.latest("pk").html
    assert published in fragment
    assert published in page.content.decode()
    assert '<a class="mention" href="/u/alice/">@alice</a>' in published


def test_preview_refuses_what_publishing_would_refuse(client_of, bob, thread):
    answer = client_of(bob).post("/preview/", {"body": "x" * 20_001})

    assert answer.status_code == 422
    assert "20001" in answer.content.decode()


# --- others wrote meanwhile --------------------------------------------------------------------------------------------


def test_what_others_wrote_meanwhile_is_shown_before_the_reply_is_sent(client_of, alice, bob, thread):
    client = client_of(bob)
    page = client.get(f"/t/{thread.pk}/reply/")
    form = {"body": "Hide glue.", "form_token": token_of(page), "seen_number": "2"}
    make.post(thread, by=alice, body="I found it: bone glue.")

    warned = client.post(f"/t/{thread.pk}/reply/", form)

    assert warned.status_code == 409
    assert "I found it: bone glue." in warned.content.decode()
    assert text_in(warned) == "Hide glue."
    assert token_of(warned) == form["form_token"]
    assert not Post.objects.filter(source="Hide glue.").exists()

    assert client.post(f"/t/{thread.pk}/reply/", form | {"seen_number": "3"}).status_code == 302


def test_post_anyway_posts(client_of, alice, bob, thread):
    make.post(thread, by=alice, body="Meanwhile.")

    answer = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": "Hide glue.", "seen_number": "2", "anyway": "1"})

    assert answer.status_code == 302


def test_ones_own_second_window_and_hidden_posts_do_not_warn(client_of, alice, bob, thread):
    make.post(thread, by=bob, body="From my other window.")
    hidden = make.post(thread, by=alice, body="Secret words.")
    from forums.posts.levers import remove

    remove(hidden)

    answer = client_of(bob).post(f"/t/{thread.pk}/reply/", {"body": "Hide glue.", "seen_number": "2"})

    assert answer.status_code == 302


# --- R7: nothing is lost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/f/workshop/new/", "/t/{thread}/reply/", "/p/{post}/edit/"])
def test_a_session_that_ended_while_writing_gives_the_text_back(path, client_of, guest, thread):
    address = path.format(thread=thread.pk, post=make.opening(thread).pk)

    page = client_of(guest).post(address, {"title": "My title", "body": "My <long> text", "tags": "oak", "version": "1"})

    assert page.status_code == 403
    assert text_in(page) == "My <long> text"
    assert f'action="{address}"' in page.content.decode()
    assert "/accounts/login/" in page.content.decode()


@pytest.mark.parametrize("path", ["/f/workshop/new/", "/t/{thread}/reply/", "/p/{post}/edit/"])
def test_a_form_whose_key_expired_gives_the_text_back(path, client_of, alice, thread):
    address = path.format(thread=thread.pk, post=make.opening(thread).pk)

    page = client_of(alice, enforce_csrf_checks=True).post(address, {"title": "My title", "body": "My long text", "version": "1"})

    assert page.status_code == 403
    assert "My long text" in page.content.decode()
