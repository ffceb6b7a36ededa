"""Doors are tested, not trusted: every address of the site is tried by everybody. A new page is found and tried by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.unsubscribing import token
from forums.events.making import new_event
from forums.events.queries import feed_token
from forums.personal.models import Draft
from forums.polls.making import new_poll
from forums.posts.models import Post
from forums.rearranging.models import Transfer
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.reports.models import Reason, Report
from tests import make, walk
from tests.moderation.strikes import reported_post, strike

SECRET = "The combination of the safe"
DOORS = walk.doors()

# What a guest may open. A new page is closed to guests until its name stands here.
OPEN_TO_GUESTS = {
    "forums:latest", "forums:top", "forums:unanswered", "forums:index", "forums:forum", "forums:tag", "forums:thread_short",
    "forums:who_writes", "forums:emoji",
    "forums:thread", "forums:post", "forums:search", "forums:history",
    "forums:events", "forums:event_file", "forums:event_feed",
    "forums:trust", "forums:badges", "forums:badge", "forums:featured", "forums:member_did",
    "members:unsubscribe", "members:push_worker",
    "members:profile", "desk:rules", "desk:notice", "desk:notice_status", "desk:appeal",
    "healthz", "readyz", "robots", "security_txt", "legal",
    "account_login", "account_signup", "account_logout", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive", "account_request_login_code",
    "account_confirm_login_code", "account_signup_by_passkey", "mfa_authenticate", "mfa_login_webauthn",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
}  # fmt: skip
# Where something happens, and nothing without the key of a form.
POST_ONLY = {
    "forums:react", "forums:bookmark", "forums:accept", "forums:restore", "forums:follow", "forums:follow_forum",
    "forums:poll_vote", "forums:poll_close", "forums:event_answer", "forums:rearrange_undo",
    "forums:mute_conversation", "forums:mark_read", "forums:preview",
    "forums:upload", "forums:save_draft", "forums:discard_draft",
    "forums:show_thread", "members:notifications_read", "set_language",
    "forums:follow_tag", "members:notification_act", "members:mails_again", "members:bounces",
    "forums:mail_in", "forums:mail_keys_void",
    "members:add_device", "members:device",
    "desk:view", "desk:batch_undo",
    "desk:claim", "desk:unclaim", "desk:undo", "desk:note", "desk:snooze", "desk:withdraw", "desk:add_to_report",
    "desk:acknowledge",
}  # fmt: skip


# No form of ours stands before these: the address is signed, or the letter is.
WITH_A_KEY_OF_THEIR_OWN = {"members:unsubscribe", "members:bounces", "forums:mail_in"}


@pytest.fixture
def world(forum, staff_forum, alice, bob, nina, mona):
    """Something behind every door; the hidden things are in `hidden`."""
    thread = make.thread(by=alice, forum=forum, posts=3, repliers=[bob], tags=["glue"])
    secret = make.thread(by=mona, forum=staff_forum, title=SECRET, body=SECRET, posts=2)
    reason = Reason.objects.first() or Reason.objects.create(slug="spam", label="Spam")
    case = Case.objects.create(
        kind=Case.Kind.REPORT,
        target_type="post",
        target_id=make.opening(thread).pk,
        forum=forum,
        subject=alice,
        snapshot={"title": "x", "source": "x", "html": "<p>x</p>", "url": "/", "version": 1, "number": 1, "author": "alice"},
        headline="Spam",
        excerpt="x",
        opened_at=thread.created_at,
        due_at=thread.created_at,
    )
    report = Report.objects.create(case=case, reporter=bob, reason=reason)
    sanction = strike(mona, reported_post(nina, thread, alice), "hold", hours=24)
    draft = Draft.objects.create(member=bob, place=f"thread:{thread.pk}", body="half", updated_at=thread.created_at)
    notice = Notification.objects.create(member=bob, verb="nothing-we-know", event="x")
    soon = datetime.now() + timedelta(days=3)
    for of in (thread, secret):
        new_event(title="Meeting", starts=soon, time_zone="UTC").attach(make.opening(of))
        new_poll(question="Which?", options=["a", "b"], is_public=True).attach(make.opening(of))
    moved, moved_in_secret = (
        Transfer.objects.create(
            kind="move", source=of, target=of, by=mona, at=of.created_at, items=[], first_number=1, last_number=1
        ).pk
        for of in (thread, secret)
    )
    asked, asked_in_secret = (make.opening(of).poll.pk for of in (thread, secret))
    posts = {f"forums:{name}.pk": make.opening(thread).pk for name in POST_ADDRESSES}
    values = {
        "forums:member_did.kind": "posts", "pk": thread.pk, "slug": thread.slug, "username": "bob", "kind": "post",
        "act": "lock", "page": "imprint",
        "forums:forum.slug": forum.slug, "forums:start.slug": forum.slug, "forums:follow_forum.slug": forum.slug,
        "forums:tag.slug": "glue", "forums:discard_draft.pk": draft.pk, "members:notification.pk": notice.pk,
        "desk:withdraw.pk": report.pk, "desk:lift.pk": sanction.pk, "desk:acknowledge.pk": sanction.pk,
        "desk:own_report.pk": report.pk, "desk:add_to_report.pk": report.pk, "desk:edit_post.pk": make.opening(thread).pk,
        "desk:report.pk": make.opening(thread).pk, "desk:intervene_post.act": "hide", **posts,
    }  # fmt: skip
    values |= {f"forums:poll_{name}.pk": asked for name in ("vote", "close", "voters", "export")}
    values |= {f"forums:event_{name}.pk": make.opening(thread).event.pk for name in ("answer", "file")}
    values["forums:rearrange_undo.pk"] = moved
    values["forums:event_feed.token"] = feed_token(bob)
    talk = make.conversation(by=alice, to=[bob, mona])
    private = make.conversation(by=nina, to=[mona], title=SECRET, said=[(nina, SECRET)])
    values |= {f"forums:{name}.pk": talk.pk for name in TALK_ADDRESSES}
    values |= {f"forums:{name}.pk": make.message(talk).pk for name in MESSAGE_ADDRESSES}
    values["members:unsubscribe.word"] = token(bob, "direct")
    values["members:notification_act.pk"] = notice.pk
    values["forums:follow_tag.slug"] = "glue"
    values["desk:appeal.token"] = sanction.decision.redresses.get(role="affected").token
    on_cases = ("case", "claim", "unclaim", "decide", "preview", "undo", "note", "snooze", "pass_on")
    values |= {f"desk:{name}.pk": case.pk for name in on_cases}
    secret_post = make.opening(secret).pk
    hidden = {"pk": secret.pk, "slug": secret.slug, "kind": "post", "desk:report.pk": secret_post}
    hidden |= {f"forums:{name}.slug": staff_forum.slug for name in ("forum", "start", "follow_forum")}
    hidden |= {f"forums:{name}.pk": secret_post for name in POST_ADDRESSES}
    hidden["forums:rearrange_undo.pk"] = moved_in_secret
    hidden |= {f"forums:event_{name}.pk": make.opening(secret).event.pk for name in ("answer", "file")}
    hidden |= {f"forums:poll_{name}.pk": asked_in_secret for name in ("vote", "close", "voters", "export")}
    hidden |= {f"forums:{name}.pk": private.pk for name in TALK_ADDRESSES}
    hidden |= {f"forums:{name}.pk": make.message(private).pk for name in MESSAGE_ADDRESSES}
    return {"values": values, "hidden": hidden, "thread": thread, "case": case}


POST_ADDRESSES = ("post", "feature", "edit", "history", "quote", "react", "bookmark", "accept", "delete", "restore")
POST_ADDRESSES += ("bookmark_edit", "poll_edit", "event_edit", "wiki")
TALK_ADDRESSES = ("conversation", "conversation_people", "conversation_names", "leave_conversation", "mute_conversation")
MESSAGE_ADDRESSES = ("message", "edit_message", "delete_message", "quote_message")
VIEWERS = ("guest", "charlie", "bob", "mona", "admin")


def viewer(request, name):
    return request.getfixturevalue(name)


def doors_with_names(names):
    return [door for door in DOORS if door.name in names]


def test_the_lists_above_name_real_doors():
    known = {door.name for door in DOORS}

    assert {name for name in OPEN_TO_GUESTS | POST_ONLY if name.split(":")[0] in {"forums", "members", "desk"}} <= known
    assert len(DOORS) > 80


@pytest.mark.parametrize("who", VIEWERS)
def test_no_address_crashes_whatever_is_asked(who, world, request, client_of):
    person = viewer(request, who)
    client = client_of(person, raise_request_exception=False)
    crashed = []
    for door in DOORS:
        if (person.is_authenticated and "sessionid" not in client.cookies) or "logout" in door.name:
            client = client_of(person, raise_request_exception=False)
        real = door.path(world["values"])
        odd = door.path({name: walk.HUGE if kind == "int" else walk.ODD for name, kind in door.converters.items()})
        attempts = [
            ("GET", real, lambda: client.get(real)),
            ("GET", odd, lambda: client.get(odd)),
            ("GET ?", real, lambda: client.get(f"{real}?{walk.HOSTILE_QUERY}")),
            ("POST", real, lambda: client.post(real, walk.HOSTILE_FORM)),
            ("POST hx", real, lambda: client.post(real, walk.HOSTILE_FORM, headers={"HX-Request": "true"})),
            ("POST json", real, lambda: client.post(real, b'{"a": [\xff', content_type="application/json")),
        ]
        for method, path, ask in attempts:
            answer = ask()
            if answer.status_code >= 500:
                cause = answer.exc_info[1] if answer.exc_info else answer.status_code
                crashed.append(f"{method} {door.name} {path}: {cause!r}"[:300])

    assert crashed == []


@pytest.mark.parametrize("path", ["/%00", "/f/%00/", "/search/?q=a%00b", "/u/%00/", "/t/1/%00/", "/?cursor=%00", "/tag/%00/"])
def test_a_nul_character_is_a_bad_request(client, db, path):
    assert client.get(path).status_code == 400


def test_a_nul_character_in_a_form_is_a_bad_request_that_keeps_the_text(client_of, bob, thread):
    answer = client_of(bob).post(reverse("forums:reply", args=[thread.pk]), {"body": "two hours\0of work"})

    assert answer.status_code == 400
    assert "of work" in answer.content.decode()
    assert thread.posts.count() == 2


def test_a_page_is_closed_to_guests_unless_it_is_listed(world, client):
    opened = [
        door.name
        for door in DOORS
        if door.name not in OPEN_TO_GUESTS and client.get(door.path(world["values"])).status_code in {200, 201}
    ]

    assert opened == []


def test_guests_are_asked_to_log_in_and_brought_back(client, world):
    for name in ("forums:new", "forums:start", "forums:reply", "forums:drafts", "forums:bookmarks", "members:settings"):
        (door,) = doors_with_names({name})
        path = door.path(world["values"])

        answer = client.get(path)

        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("account_login")), name
        assert f"next={path}" in answer.headers["Location"], name


@pytest.mark.parametrize("who", ["bob", "mona"])
def test_where_something_happens_looking_is_refused(who, world, request, client_of):
    client = client_of(viewer(request, who))

    answers = {door.name: client.get(door.path(world["values"])).status_code for door in doors_with_names(POST_ONLY)}

    assert {name: status for name, status in answers.items() if status not in {403, 404, 405}} == {}
    if who == "mona":
        assert {name: status for name, status in answers.items() if status != 405} == {}


def test_looking_changes_nothing(world, client_of, mona):
    def state():
        tables = (Thread, Post, Case, Report, Draft, Member.groups.through)
        counts = {model.__name__: model.objects.count() for model in tables}
        rows = list(Post.objects.values_list("pk", "state", "version").order_by("pk"))
        flags = list(Thread.objects.values_list("pk", "state", "is_locked", "accepted_number").order_by("pk"))
        return counts, rows, flags, list(Case.objects.values_list("pk", "state", "version", "claimed_by"))

    before = state()
    client = client_of(mona)

    for door in DOORS:
        if not door.name.startswith(("account_", "mfa_", "usersessions_")):
            client.get(door.path(world["values"]))

    assert state() == before


def test_nothing_is_accepted_without_the_key_of_a_form(world, client_of, mona):
    client = client_of(mona, enforce_csrf_checks=True)

    through = [
        f"{door.name}: {answer.status_code}"
        for door in DOORS
        if door.name not in WITH_A_KEY_OF_THEIR_OWN
        and (answer := client.post(door.path(world["values"]), {"body": "x"})).status_code not in {403, 405}
    ]

    assert through == []


def test_every_desk_view_is_guarded():
    assert [door.name for door in DOORS if door.route.startswith("desk/") and not getattr(door.callback, "is_desk", False)] == []


@pytest.mark.parametrize("who", ["guest", "charlie"])
def test_the_desk_is_shut_to_everybody_else(who, world, request, client_of):
    client = client_of(viewer(request, who))
    statuses = {}
    for door in DOORS:
        if door.route.startswith("desk/"):
            path = door.path(world["values"])
            statuses[door.name] = {client.get(path).status_code, client.post(path, {"outcome": "remove"}).status_code}

    assert len(statuses) > 8
    allowed = {302, 405} if who == "guest" else {403, 404, 405}
    assert {name: found for name, found in statuses.items() if not found <= allowed} == {}


def test_the_desk_is_open_to_those_who_moderate(world, client_of, mona):
    client = client_of(mona)

    for name in ("desk:queue", "desk:case", "desk:audit", "desk:members", "desk:member"):
        (door,) = doors_with_names({name})
        assert client.get(door.path(world["values"])).status_code == 200, name


@pytest.mark.parametrize("who", ["guest", "charlie"])
def test_what_one_may_not_see_does_not_exist(who, world, request, client_of):
    client = client_of(viewer(request, who))
    wrong = []
    for door in DOORS:
        hidden = {name for name in world["hidden"] if name.startswith(f"{door.name}.")} or {"pk", "slug"} & set(door.converters)
        elsewhere = door.name in {"forums:tag", "forums:discard_draft"}
        if not door.name.startswith(("forums:", "desk:report")) or not hidden or elsewhere:
            continue
        path = door.path(world["hidden"])
        form = {"kind": "like", "body": "x", "title": "y", "level": "2", "number": "1"}
        for answer in (client.get(path), client.post(path, form)):
            asked_to_log_in = who == "guest" and (
                (answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"])
                # Somebody whose session ended gets the typed text back with the same question.
                or (answer.status_code == 403 and answer.request["REQUEST_METHOD"] == "POST")
            )
            if not (answer.status_code in {404, 405} or asked_to_log_in) or SECRET in answer.content.decode():
                wrong.append(f"{door.name} {path}: {answer.status_code}")

    assert wrong == []


@pytest.mark.parametrize("who", ["guest", "charlie"])
def test_no_list_mentions_what_one_may_not_see(who, world, request, client_of):
    client = client_of(viewer(request, who))
    pages = {
        door.name: client.get(f"{door.path(world['values'])}?q=combination").content.decode()
        for door in DOORS
        if not door.name.startswith(("account_", "mfa_"))
    }

    assert [name for name, page in pages.items() if SECRET in page or "Back room" in page] == []
