"""Every page of the desk and the back office, every button on it pressed: whoever has less afterwards has a statement of reasons.

Nothing is listed here. The pages are found by walking the addresses and the links, the buttons by reading the forms; each is
pressed in a transaction that is taken back. A new page, button, action or admin that restricts anybody is walked by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin as back_office
from django.core.cache import cache
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from accounts.policies import FOREVER
from forums.attachments.models import Attachment
from forums.conversations.models import Message
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from moderation.statements.models import Statement
from tests import make, walk
from tests.moderation import forms_of

# How much others read of it: less is a restriction. What its author took back nobody else took from them.
READABLE = {"published": 3, "deleted": 3, "held": 2, "hidden": 1, "removed": 0}
MOST_PAGES = 90

Standing = dict[tuple[str, int], tuple[Any, int]]  # (what, id) -> (how much is left, whose it is)


def standing() -> Standing:
    """What everybody has at this moment: the more, the higher; words of one's own count by who wrote them last."""
    found: Standing = {}
    for pk, state, author, by, version in Post.objects.values_list("pk", "state", "author", "edited_by", "version"):
        found["post", pk] = READABLE[state], author
        found["words", pk] = 0 if by not in (None, author) and version > 1 else 1, author
    for pk, state, locked, author in Thread.objects.values_list("pk", "state", "is_locked", "author"):
        found["thread", pk] = READABLE[state], author
        found["open thread", pk] = int(not locked), author
    for pk, state, owner in Attachment.objects.values_list("pk", "state", "uploader"):
        found["image", pk] = READABLE[state], owner
    for pk, state, author in Message.objects.values_list("pk", "state", "author"):
        found["message", pk] = READABLE[state], author
    rows = Member.objects.values_list("pk", "suspended_until", "silenced_until", "is_limited", "is_active")
    for pk, suspended, silenced, limited, active in rows:
        for name, until in (("access", suspended), ("voice", silenced)):
            found[name, pk] = -(until or timezone.now()).timestamp() if until else -0.0, pk
        found["liberty", pk] = int(not limited), pk
        found["account", pk] = int(active), pk
    return found


def less(before: Standing, after: Standing) -> list[tuple[str, int, int]]:
    """(what, id, whose) of all that somebody has less of, or that is gone altogether."""
    found = []
    for (what, pk), (had, whose) in before.items():
        has = after[what, pk][0] if (what, pk) in after else None
        if has is None or has < had:
            found.append((what, pk, whose))
    return found


def unexplained(taken: list[tuple[str, int, int]], by: Member, last_statement: int, hearings: set[int]) -> list[str]:
    """Those who got no statement for it. What one does to oneself needs none, nor does being heard before a suspension."""
    told = set(Statement.objects.filter(pk__gt=last_statement, decision__undone_at=None).values_list("member", flat=True))
    return [
        f"{what} {pk} of member {whose}"
        for what, pk, whose in taken
        if whose != by.pk and whose not in told and not (what == "liberty" and whose in hearings)
    ]


@pytest.fixture
def world(forum, alice, bob, charlie, nina, mona, max):
    """One of everything somebody could press a button about."""
    from tests.moderation.test_undo_exact import _wait

    make.forum("Lounge")
    spam = Reason.objects.get(slug="spam")
    thread = make.thread(by=alice, forum=forum, posts=3, repliers=[bob], tags=["glue"])
    image = Attachment.objects.create(
        uploader=bob, post=thread.posts.get(number=2), path="2026/x.png", name="x.png", size=1, width=1, height=1
    )
    talk = make.conversation(by=bob, to=[charlie])
    for kind, thing in (
        ("post", thread.posts.get(number=2)), ("thread", thread), ("member", bob), ("attachment", image),
        ("message", make.message(talk)),
    ):  # fmt: skip
        reporting.report(by=charlie, target_type=kind, thing=thing, reason=spam)
    _wait(make.post(thread, by=nina, body="My first post.", state="held"))
    own = make.thread(by=mona, forum=forum, title="Of a moderator")
    return {"thread": thread, "image": image, "own": own}


def pages(client, world) -> Iterator[tuple[str, str]]:
    """Every page of the desk, the members' pages about moderation, and those of the forum on which staff acts."""
    values = {"pk": world["thread"].pk, "slug": world["thread"].slug, "username": "bob", "kind": "post"}
    waiting = [world["thread"].get_absolute_url(), world["own"].get_absolute_url(), reverse("members:profile", args=["bob"])]
    waiting += [door.path(values) for door in walk.doors() if door.name.startswith("desk:")]
    waiting += [case.get_absolute_url() for case in Case.objects.all()]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        yield address, page
        _forms, links = forms_of.read(page, address)
        waiting += [link for link in links if link.startswith(("/desk/", "/p/")) and "?" not in link and link not in seen]


def press(
    client, by: Member, form: forms_of.Form, data: dict[str, Any], before: Standing, last: int, depth: int = 0
) -> tuple[list, list[str]]:
    """What was taken by sending the form and, where the answer is a page that asks again, by saying yes to that.

    `before` and `last` (statement) are of the world nothing was pressed in: every press is taken back.
    """
    answer = client.post(form.action, data)
    assert answer.status_code < 500, f"{form.action} {data}"
    taken = less(before, standing())
    silent: list[str] = []
    if taken:
        hearings = set(Proposal.objects.filter(state="open").values_list("member", flat=True))
        silent = unexplained(taken, by, last, hearings)
    if not taken and depth < 2 and answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
        forms, _links = forms_of.read(answer.content.decode(), form.action)
        for further in forms:
            if further.method == "post" and further.action.startswith("/desk/"):
                for filling in list(further.fillings())[:2]:
                    with transaction.atomic():
                        more, unsaid = press(client, by, further, filling, before, last, depth + 1)
                        transaction.set_rollback(True)
                    taken, silent = taken + more, silent + unsaid
    return taken, silent


def test_whoever_has_less_afterwards_was_told_why(world, client_of, admin):
    by = admin  # every door is open to them
    client = client_of(by, raise_request_exception=False)
    pressed: Counter[str] = Counter()
    took: dict[str, set[str]] = {}
    silent: list[str] = []
    sent: set[str] = set()
    before, last = standing(), Statement.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    for address, page in pages(client, world):
        for form in forms_of.read(page, address)[0]:
            if form.method != "post" or "logout" in form.action or "language" in form.action:
                continue
            for data in form.fillings():
                key = f"{form.action} {sorted((k, str(v)) for k, v in data.items() if 'csrf' not in k and 'token' not in k)}"
                if key in sent:
                    continue
                sent.add(key)
                with transaction.atomic():
                    taken, unsaid = press(client, by, form, data, before, last)
                    transaction.set_rollback(True)
                cache.clear()
                pressed[form.action] += 1
                silent += [f"{form.action} {data}: {what}" for what in unsaid]
                for what, _pk, _whose in taken:
                    took.setdefault(what, set()).add(form.action)

    assert not silent, "\n".join(silent[:20])
    # The walk went where it should: each kind of restriction was met.
    assert {"post", "thread", "open thread", "image", "message"} <= set(took), took
    assert sum(map(len, took.values())) >= 8, took


def test_the_actions_of_the_back_office_take_nothing_from_anybody(world, admin, client_of):
    client = client_of(admin, raise_request_exception=False)
    request = RequestFactory().get("/admin/")
    request.user = admin
    walked = 0
    for model, desk in back_office.site._registry.items():
        rows = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:50]]
        where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in desk.get_actions(request):
            before, last = standing(), Statement.objects.count()
            with transaction.atomic():
                client.post(where, {"action": action, "_selected_action": rows, "post": "yes"})
                taken = less(before, standing())
                transaction.set_rollback(True)
            cache.clear()
            walked += 1
            assert not taken or model is Forum, f"{model.__name__}: {action} took {taken}"
            assert Statement.objects.count() == last
    assert walked > 3


def test_the_walk_would_notice(world, bob, mona):
    """A lever pulled without a decision is what the walk looks for."""
    from accounts import levers
    from forums.posts import levers as post_levers
    from forums.threads import levers as thread_levers

    post = world["thread"].posts.get(number=2)
    for pull in (
        lambda: post_levers.hide(post),
        lambda: thread_levers.lock(world["thread"]),
        lambda: levers.suspend(bob, FOREVER),
        lambda: levers.limit(bob, True),
        lambda: Attachment.objects.update(state="removed"),
        lambda: Post.objects.filter(pk=post.pk).update(source="x", edited_by=mona, version=2),
        lambda: Member.objects.filter(pk=bob.pk).update(is_active=False),
    ):
        before = standing()
        with transaction.atomic():
            pull()
            assert unexplained(less(before, standing()), mona, 0, set())
            transaction.set_rollback(True)
    assert not Decision.objects.exists()
