"""Who people are to each other: the directory, what they did, the posts held up, and who should be greeted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.groups import MODERATORS
from accounts.models import Member
from accounts.policies import FOREVER
from community.core.models import SiteSettings
from forums.composing.answering import accept_answer
from forums.people import actions, counting, cues, directory, featuring
from forums.people.models import FeaturedPost, Figures
from forums.posts import levers
from forums.posts.models import Post
from forums.reactions.actions import toggle
from moderation.audit.models import AuditEntry
from tests import make

PEOPLE = reverse("forums:people")
SECRET = "The combination of the safe"


def names(page: str) -> list[str]:
    return [name for name in ("alice", "bob", "charlie", "nina", "mona") if f'href="/u/{name}/"' in page.split("<main")[1]]


def figures_of(member):
    counting.count([member.pk])
    return Figures.objects.get(pk=member.pk)


def test_figures_are_made_of_what_every_member_may_read(alice, bob, mona, thread, staff_forum):
    question = make.thread(by=alice, forum=thread.forum, kind="question", posts=2, repliers=[bob])
    closed = make.thread(by=mona, forum=staff_forum, kind="question", posts=2, repliers=[bob])
    for asked in (question, closed):
        asked.accepted_number = 2
        asked.save()
        toggle_all(asked, mona)
    assert (figures_of(bob).answers, figures_of(bob).thanks_received) == (1, 1)
    assert figures_of(mona).thanks_given == 1

    levers.hide(question.posts.get(number=2))

    assert (figures_of(bob).answers, figures_of(bob).thanks_received) == (0, 0)


def toggle_all(thread, by):
    for post in thread.posts.exclude(author=by):
        if post.number == 2:
            toggle(by=by, post=post, kind="thanks")


def test_an_act_brings_the_figures_up_to_date(alice, bob, forum, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        question = make.thread(by=alice, forum=forum, kind="question", posts=2, repliers=[bob])
        accept_answer(by=alice, thread=question, number=2)
        toggle(by=alice, post=question.posts.get(number=2), kind="thanks")

    assert Figures.objects.filter(pk=bob.pk).values_list("answers", "thanks_received").get() == (1, 1)
    assert Figures.objects.get(pk=alice.pk).thanks_given == 1


def test_who_is_in_the_directory_and_who_sees_it(db, client_of, guest, alice, bob, charlie, nina, mona):
    Member.objects.filter(pk=bob.pk).update(is_listed=False)
    Member.objects.filter(pk=charlie.pk).update(suspended_until=FOREVER)
    Member.objects.filter(pk__in=[alice.pk, nina.pk]).update(profile_audience="everyone")

    assert names(client_of(mona).get(f"{PEOPLE}?sort=new").content.decode()) == ["alice", "nina", "mona"]
    assert client_of(guest).get(PEOPLE).status_code == 302
    SiteSettings(directory_open=True).save()
    # A guest finds only whom everybody may look up, and nobody who is new.
    page = client_of(guest).get(f"{PEOPLE}?sort=new").content.decode()
    assert names(page) == ["alice"]
    assert 'content="noindex,nofollow"' in page
    assert names(client_of(guest).get(f"{PEOPLE}?q=ni").content.decode()) == []


def test_each_sort_goes_on_from_page_to_page_and_leaves_nobody_out(db, alice, guest, client_of):
    many = [make.member(f"person{n:02}") for n in range(directory.PAGE + 5)]
    now = timezone.now()
    Figures.objects.bulk_create(
        Figures(member=m, answers=n % 3 + 1, thanks_received=n % 4 + 1, last_wrote_at=now - timedelta(hours=n % 5))
        for n, m in enumerate(many)
    )
    for sort in directory.SORTS:
        first = directory.page(alice, sort, "")
        second = directory.page(alice, sort, first.next)
        found = [member.pk for member, _figures in [*first.rows, *second.rows] if member.pk != alice.pk]

        assert len(first.rows) == directory.PAGE and second.next == "", sort
        assert sorted(found) == sorted(m.pk for m in many), sort
    browser = client_of(alice)
    browser.get(PEOPLE)
    with CaptureQueriesContext(connection) as asked:
        browser.get(PEOPLE)
    assert len(asked) <= 8
    assert browser.get(f"{PEOPLE}?sort=posts").status_code == 404
    assert browser.get(f"{PEOPLE}?after=x").status_code == 404


FOUND_BY = [
    ("bob", ["bobby", "bobina"]),
    ("BOB", ["bobby", "bobina"]),
    ("@bobb", ["bobby"]),
    ("obby", ["bobby"]),  # a letter too few
    ("bbo", ["bobby", "bobina"]),  # two swapped
    ("bobbt", ["bobby"]),  # the wrong key
    ("jörg", ["jörg"]),
    ("Meister", ["carla"]),  # the display name
    ("zz", []),
    ("%", []),
    ("\x00", []),
    ("x" * 3000, []),
]


def test_a_person_is_found_by_how_the_name_begins_mistyped_or_not(db, guest):
    for name in ("bobby", "bobina", "jörg", "dora"):
        make.member(name, email=f"{len(name)}{name[0]}@example.org")
    reader = make.member("carla", display_name="Meisterin Carla")

    for typed, found in FOUND_BY:
        assert [member.username for member, _figures in directory.search(reader, typed).rows] == found, typed[:20]


@pytest.mark.parametrize(("kind", "shown_to_bob"), [("posts", True), ("threads", True), ("answers", True), ("reactions", False)])
def test_what_a_member_did_is_shown_without_what_the_viewer_may_not_read(
    kind, shown_to_bob, alice, bob, mona, forum, staff_forum, client_of
):
    Member.objects.filter(pk=alice.pk).update(trust=1)
    alice.groups.add(make.group(MODERATORS))
    for place, title in ((forum, "Which glue for oak?"), (staff_forum, SECRET)):
        make.thread(by=alice, forum=place, title=title)
        answered = make.thread(by=mona, forum=place, title=title, kind="question", posts=2, repliers=[alice])
        answered.accepted_number = 2
        answered.save()
        toggle(by=alice, post=make.opening(answered), kind="thanks")
    path = reverse("forums:member_did", args=["alice", kind])

    own, others = client_of(alice).get(path), client_of(bob).get(path)

    assert SECRET in own.content.decode()
    assert others.status_code == (200 if shown_to_bob else 404)
    assert SECRET not in others.content.decode()
    if shown_to_bob:
        assert "Which glue for oak?" in others.content.decode()


def test_activity_is_paged_and_costs_the_same_for_many(alice, bob, forum, client_of):
    make.thread(by=alice, forum=forum, posts=50)
    browser = client_of(bob)
    path = reverse("forums:member_did", args=["alice", "posts"])
    browser.get(path)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(path)

    assert page.content.decode().count('<li><div><a class="title"') == 20
    assert len(asked) <= 9
    assert browser.get(f"{path}?after={page.context['page'].next}").status_code == 200
    assert browser.get(f"{path}?after=zzz").status_code == 404


def test_the_thread_one_shows_is_ones_own_and_readable(alice, bob, mona, thread, staff_forum, client_of):
    secret = make.thread(by=mona, forum=staff_forum, title=SECRET)
    assert client_of(alice).post(reverse("forums:show_thread", args=[thread.pk])).status_code == 302
    assert client_of(bob).post(reverse("forums:show_thread", args=[thread.pk])).status_code == 403
    assert client_of(mona).post(reverse("forums:show_thread", args=[secret.pk])).status_code == 302

    assert "wants to show" in client_of(bob).get("/u/alice/").content.decode()
    assert SECRET not in client_of(bob).get("/u/mona/").content.decode()
    client_of(alice).post(reverse("forums:show_thread", args=[thread.pk]), {"remove": "1"})
    assert "wants to show" not in client_of(bob).get("/u/alice/").content.decode()


def test_moderators_feature_posts_of_others_once_and_on_record(alice, mona, bob, thread, client_of):
    answer = thread.posts.get(number=2)
    path = reverse("forums:feature", args=[answer.pk])
    assert client_of(bob).get(path).status_code == 403
    own = make.post(thread, by=mona)
    held = make.post(thread, by=alice, state="held")
    for post in (own, held):
        with pytest.raises(PermissionDenied):
            actions.feature(by=mona, post=post)

    for _n in range(2):
        assert client_of(mona).post(path, {"reason": "  Every step\nwith its why. "}).status_code == 302

    assert FeaturedPost.objects.get().reason == "Every step with its why."
    assert AuditEntry.objects.filter(verb="post.featured").count() == 1
    assert "Every step with its why." in client_of(bob).get(reverse("forums:featured")).content.decode()
    client_of(mona).post(path, {"remove": "1"})
    assert not FeaturedPost.objects.exists()
    assert AuditEntry.objects.filter(verb="post.unfeatured").count() == 1


def test_what_is_featured_is_shown_to_those_who_may_read_it_only(guest, alice, bob, mona, thread, staff_forum, client, client_of):
    secret = make.thread(by=alice, forum=staff_forum, title=SECRET)
    actions.feature(by=mona, post=make.opening(secret))
    assert featuring.newest_for(guest) is None and featuring.newest_for(mona) is not None
    for page in ("/", "/featured/"):
        assert SECRET not in client.get(page).content.decode()
    actions.feature(by=mona, post=thread.posts.get(number=2))
    assert featuring.newest_for(bob).post.number == 2
    assert "Featured" in client.get("/").content.decode()

    browser = client_of(bob)
    browser.get("/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/")
    assert len(asked) <= 10, "the budget of a list (tests/test_query_budgets.py)"

    levers.hide(Post.objects.get(thread=thread, number=2))

    assert featuring.newest_for(bob) is None
    assert not featuring.page_for(guest, "").rows


def test_others_are_asked_to_greet_a_first_post_and_who_comes_back(alice, bob, nina, forum, client_of, guest):
    hello = make.thread(by=nina, forum=forum, title="Hello, I am new")
    first = Post.objects.select_related("author").get(thread=hello)
    assert [cues.cue_for(first, viewer) for viewer in (alice, nina, guest)] == ["first", "", ""]
    assert "First post" in client_of(alice).get(hello.get_absolute_url()).content.decode()
    assert "First post" not in client_of(nina).get(hello.get_absolute_url()).content.decode()
    Post.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(days=15))
    first.refresh_from_db()
    assert cues.cue_for(first, alice) == ""

    make.thread(by=bob, forum=forum, at=timezone.now() - timedelta(days=121))
    back = make.post(hello, by=bob)
    assert cues.look_for_return(back.pk)
    assert not cues.look_for_return(make.post(hello, by=bob).pk)
    back = Post.objects.select_related("author").get(pk=back.pk)
    assert [cues.cue_for(back, viewer) for viewer in (alice, bob)] == ["back", ""]
    assert "Back after a long time" in client_of(alice).get(hello.get_absolute_url()).content.decode()
