"""Who may do what, over every page and act: guest to administrator, in an open, a locked, a members' and a closed forum."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from accounts.groups import MEMBERS, MODERATORS
from forums.models import Forum
from forums.personal.models import Bookmark, Subscription
from forums.posts import levers as post_levers
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads import levers
from tests import make

# guest, reader (a member), newcomer, author (of the thread and its first post), moderator here, moderator elsewhere, admin
PEOPLE = ["guest", "reader", "newcomer", "author", "here", "elsewhere", "admin"]
ALL = set(PEOPLE)
SIGNED_IN = ALL - {"guest"}
STAFF = {"here", "admin"}


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    settings.POST_SCREENERS = []


@pytest.fixture
def scene(db) -> dict[str, Any]:
    """A place with a thread of two posts, and everybody who might come by."""
    forum = make.forum("Place", moderated_by="place-team")
    make.forum("Other place", moderated_by="other-team")
    people = {
        "reader": make.member("reader"),
        "newcomer": make.member("newcomer", trust=0),
        "author": make.member("author"),
        "here": make.member("here", groups=["place-team"]),
        "elsewhere": make.member("elsewhere", groups=["other-team"]),
        "admin": make.member("admin", is_staff=True, is_superuser=True),
    }
    from django.contrib.auth.models import AnonymousUser

    answerer = make.member("answerer")
    thread = make.thread(by=people["author"], forum=forum, kind="question", posts=2, repliers=[answerer])
    return {"forum": forum, "thread": thread, "people": people | {"guest": AnonymousUser()}, "answerer": answerer}


def close(forum: Forum) -> None:
    """Only its own team sees it now."""
    forum.access.all().delete()
    make.access(forum, "place-team", 16)


def members_only(forum: Forum) -> None:
    forum.access.all().delete()
    make.access(forum, MEMBERS, 15)
    make.access(forum, "place-team", 16)


SETTINGS: dict[str, Any] = {
    "open": lambda forum, thread: None,
    "locked forum": lambda forum, thread: Forum.objects.filter(pk=forum.pk).update(is_locked=True),
    "members' forum": lambda forum, thread: members_only(forum),
    "closed forum": lambda forum, thread: close(forum),
    "locked thread": lambda forum, thread: levers.lock(thread),
    "held thread": lambda forum, thread: levers.hold(thread),
    "hidden thread": lambda forum, thread: levers.hide(thread),
    "removed thread": lambda forum, thread: levers.remove(thread),
}

SEES = {
    "open": ALL,
    "locked forum": ALL,
    "members' forum": SIGNED_IN,
    "closed forum": STAFF,
    "locked thread": ALL,
    "held thread": STAFF | {"author"},
    "hidden thread": STAFF | {"author"},
    "removed thread": STAFF,
}
REPLIES = {
    "open": SIGNED_IN,
    "locked forum": STAFF,
    "members' forum": SIGNED_IN,
    "closed forum": STAFF,
    "locked thread": STAFF,
    "held thread": STAFF,
    "hidden thread": STAFF,
    "removed thread": STAFF,
}
STARTS = {
    "open": SIGNED_IN,
    "locked forum": STAFF,
    "members' forum": SIGNED_IN,
    "closed forum": STAFF,
}
# Staff change what others wrote at the desk, not here.
EDITS_FIRST = {name: {"author"} & SEES[name] for name in SEES} | {"locked thread": set()}
# In a thread that waits or is hidden, its author sees their own post only.
ALONE = {"held thread", "hidden thread"}
ACCEPTS = {name: STAFF | ({"author"} & SEES[name] if name not in ALONE else set()) for name in SEES} | {"locked thread": STAFF}


# A title that is open already would be mentioned first.
_COUNT = itertools.count()


def tell(client: Any, act: str, scene: dict[str, Any]) -> int:
    """Do it, and answer the status."""
    thread, forum = scene["thread"], scene["forum"]
    first, second = Post.objects.filter(thread=thread).order_by("number")[:2]
    if act == "see":
        return client.get(thread.get_absolute_url()).status_code
    if act == "reply":
        return client.post(f"/t/{thread.pk}/reply/", {"body": "My reply."}).status_code
    if act == "start":
        return client.post(f"/f/{forum.slug}/new/", {"title": f"My thread {next(_COUNT)}", "body": "My text."}).status_code
    if act == "edit":
        form = {"title": thread.title, "body": "My edit.", "version": first.version}
        return client.post(f"/p/{first.pk}/edit/", form).status_code
    if act == "accept":
        return client.post(f"/p/{second.pk}/accept/").status_code
    raise AssertionError(act)


MATRIX = [
    *((name, "see", SEES[name]) for name in SEES),
    *((name, "reply", REPLIES[name]) for name in REPLIES),
    *((name, "start", STARTS[name]) for name in STARTS),
    *((name, "edit", EDITS_FIRST[name]) for name in EDITS_FIRST),
    *((name, "accept", ACCEPTS[name]) for name in ACCEPTS),
]


@pytest.mark.parametrize(("name", "act", "allowed"), MATRIX, ids=[f"{act} in {name}" for name, act, _allowed in MATRIX])
def test_exactly_these_people_may(name, act, allowed, scene, client_of):
    SETTINGS[name](scene["forum"], scene["thread"])
    before = _written()
    done, refused = set(), {}

    for person, member in scene["people"].items():
        status = tell(client_of(member), act, scene)
        if status in (200, 302) and not (person == "guest" and act != "see"):
            done.add(person)
        else:
            refused[person] = status

    assert done == allowed
    for person, status in refused.items():
        if person == "guest" and act != "see":
            # Asked to log in, on a page that gives the text back where there was one.
            assert status in (302, 403)
        elif person not in SEES[name] or ((act, person) == ("accept", "author") and name in ALONE):
            # What one may not see does not exist; what one may not do is refused with a sentence.
            assert status == 404, person
        else:
            assert status == 403, person
    written = len(allowed) if act in ("reply", "start") else 0
    assert _written() == before + written


def _written() -> int:
    return Post.objects.count()


@pytest.mark.parametrize("act", ["react", "bookmark", "accept", "delete", "restore"])
def test_acts_on_a_post_one_cannot_see_are_not_found_and_do_nothing(act, client_of, bob, mona, staff_forum):
    closed = make.thread(by=mona, forum=staff_forum, kind="question", posts=2, repliers=[mona])
    post = closed.posts.get(number=2)

    answer = client_of(bob).post(f"/p/{post.pk}/{act}/", {"kind": "like"})

    assert answer.status_code == 404
    assert not Reaction.objects.exists()
    assert not Bookmark.objects.exists()
    post.refresh_from_db()
    assert post.state == "published"


@pytest.mark.parametrize("path", ["/t/{thread}/follow/", "/f/{forum}/follow/"])
def test_what_one_cannot_see_is_not_followed(path, client_of, bob, mona, staff_forum):
    closed = make.thread(by=mona, forum=staff_forum)

    assert client_of(bob).post(path.format(thread=closed.pk, forum="back-room"), {"level": "2"}).status_code == 404
    assert not Subscription.objects.filter(member=bob).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/t/{thread}/reply/", "/t/{thread}/follow/", "/p/{post}/react/", "/p/{post}/bookmark/", "/p/{post}/accept/",
        "/p/{post}/delete/", "/p/{post}/restore/", "/p/{post}/edit/", "/f/workshop/new/", "/f/workshop/follow/",
        "/mark-read/", "/preview/", "/upload/", "/drafts/save/",
    ],
)  # fmt: skip
def test_a_guest_is_asked_to_log_in_and_changes_nothing(path, client_of, guest, thread):
    post = make.opening(thread)

    answer = client_of(guest).post(path.format(thread=thread.pk, post=post.pk), {"kind": "like", "level": "2"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/")
    assert Post.objects.count() == 2


def test_a_guest_pressing_a_button_by_script_is_led_to_the_log_in(client_of, guest, thread):
    headers = {"HX-Request": "true", "Referer": f"http://testserver{thread.get_absolute_url()}"}

    answer = client_of(guest).post(f"/p/{make.opening(thread).pk}/react/", {"kind": "like"}, headers=headers)

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/accounts/login/?next={thread.get_absolute_url()}"


@pytest.mark.parametrize(
    "path",
    [
        "/p/{post}/react/",
        "/p/{post}/bookmark/",
        "/p/{post}/accept/",
        "/p/{post}/restore/",
        "/t/{thread}/follow/",
        "/mark-read/",
        "/preview/",
        "/upload/",
        "/drafts/save/",
    ],
)
def test_an_act_is_never_done_by_opening_its_address(path, client_of, bob, thread):
    assert client_of(bob).get(path.format(thread=thread.pk, post=make.opening(thread).pk)).status_code == 405


# --- acts on one post -------------------------------------------------------------------------------------------------


def test_a_reaction_is_given_and_taken_back(client_of, bob, thread):
    first, client = make.opening(thread), client_of(bob)

    answer = client.post(f"/p/{first.pk}/react/", {"kind": "thanks"})
    first.refresh_from_db()
    assert answer["Location"] == f"{thread.get_absolute_url()}#post-1"
    assert first.reactions == {"thanks": 1}

    fragment = client.post(f"/p/{first.pk}/react/", {"kind": "thanks"}, headers={"HX-Request": "true"})
    first.refresh_from_db()
    assert fragment.status_code == 200
    assert b"<html" not in fragment.content
    assert b'aria-pressed="true"' not in fragment.content
    assert first.reactions == {}


def test_nobody_reacts_to_their_own_post_or_in_an_unknown_way(client_of, alice, bob, thread):
    first = make.opening(thread)

    assert client_of(alice).post(f"/p/{first.pk}/react/", {"kind": "like"}).status_code == 403
    assert client_of(bob).post(f"/p/{first.pk}/react/", {"kind": "nonsense"}).status_code == 400
    assert not Reaction.objects.exists()


def test_a_bookmark_is_kept_listed_and_dropped(client_of, bob, charlie, thread):
    first, client = make.opening(thread), client_of(bob)
    client.post(f"/p/{first.pk}/bookmark/")
    assert thread.title in client.get("/bookmarks/").content.decode()
    assert thread.title not in client_of(charlie).get("/bookmarks/").content.decode()

    answer = client.post(f"/p/{first.pk}/bookmark/", {"next": "/bookmarks/"})

    assert answer["Location"] == "/bookmarks/"
    assert not Bookmark.objects.exists()


def test_a_bookmarked_post_that_was_hidden_is_not_listed(client_of, charlie, thread):
    second = thread.posts.get(number=2)
    client_of(charlie).post(f"/p/{second.pk}/bookmark/")

    post_levers.hide(second)

    assert thread.title not in client_of(charlie).get("/bookmarks/").content.decode()


@pytest.mark.parametrize(("level", "stored"), [("2", 2), ("1", 1), ("-1", -1), ("0", 0)])
def test_a_thread_is_followed_at_a_level(level, stored, client_of, charlie, thread):
    client_of(charlie).post(f"/t/{thread.pk}/follow/", {"level": level})

    assert Subscription.objects.get(member=charlie, thread=thread).level == stored


@pytest.mark.parametrize("level", ["", "3", "x", "99", "-7"])
def test_an_unknown_level_is_refused(level, client_of, charlie, thread):
    assert client_of(charlie).post(f"/t/{thread.pk}/follow/", {"level": level}).status_code == 400
    assert not Subscription.objects.filter(member=charlie).exists()


def test_an_author_takes_a_reply_back_and_brings_it_back(client_of, bob, charlie, thread):
    second, client = thread.posts.get(number=2), client_of(bob)
    assert client.get(f"/p/{second.pk}/delete/").status_code == 200

    answer = client.post(f"/p/{second.pk}/delete/", follow=True)

    assert "Bring it back" in answer.content.decode()
    assert second.html in answer.content.decode()
    assert client_of(charlie).get(f"/p/{second.pk}/").status_code == 404
    assert client_of(charlie).get(f"/p/{second.pk}/delete/").status_code == 404
    client.post(f"/p/{second.pk}/restore/")
    assert client_of(charlie).get(f"/p/{second.pk}/").status_code == 302


@pytest.mark.parametrize("number", [1, 2])
def test_nobody_else_takes_a_post_back(number, client_of, charlie, mona, thread):
    post = thread.posts.get(number=number)

    for person in (charlie, mona):
        assert client_of(person).get(f"/p/{post.pk}/delete/").status_code == 403
        assert client_of(person).post(f"/p/{post.pk}/delete/").status_code == 403
    post.refresh_from_db()
    assert post.state == "published"


def test_a_removed_post_is_not_brought_back_by_its_author(client_of, bob, thread):
    second = thread.posts.get(number=2)
    post_levers.remove(second)

    assert client_of(bob).post(f"/p/{second.pk}/restore/").status_code == 403
    second.refresh_from_db()
    assert second.state == "removed"


def test_a_taken_back_thread_can_be_brought_back(client_of, alice, bob, forum):
    made = make.thread(by=alice, forum=forum, title="Too early")
    client = client_of(alice)

    page = client.post(f"/p/{make.opening(made).pk}/delete/", follow=True).content.decode()

    assert forum.get_absolute_url() in page
    assert client_of(bob).get(made.get_absolute_url()).status_code == 404
    answer = client.post(f"/p/{make.opening(made).pk}/restore/")
    assert answer["Location"].startswith(made.get_absolute_url())
    assert client_of(bob).get(made.get_absolute_url()).status_code == 200


def test_leaving_a_group_closes_its_forum_at_the_next_click(client_of, mona, staff_forum):
    client = client_of(mona)
    assert client.get("/f/back-room/").status_code == 200

    mona.groups.remove(make.group(MODERATORS))

    assert client.get("/f/back-room/").status_code == 404
