"""Who is told of a post, and with which word: every level of a thread, its tags and its forum, by every reason, in one table."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import ValidationError

from accounts.ignoring.actions import ignore
from accounts.models import Member
from accounts.notifications.models import Notification
from forums.composing.announcing import announce_post
from forums.composing.audience import audience_of
from forums.personal import actions, levels
from forums.personal.marks import mark_read
from forums.personal.models import Subscription
from forums.reactions.actions import toggle
from forums.threads.models import Thread
from tests import make

pytestmark = pytest.mark.django_db
Level = Subscription.Level
MUTE, NORMAL, TRACK, WATCH, FIRST = -1, 0, 1, 2, 3


def expected_level(own, tags, forum):
    """The rule in other words than the code's, for the whole matrix."""
    if own in (MUTE, NORMAL, WATCH):
        return own
    if MUTE in tags:
        around = MUTE
    else:
        said = set(tags) | ({forum} - {None} if forum != MUTE else set())
        around = WATCH if WATCH in said else TRACK if TRACK in said else NORMAL if said or forum != MUTE else MUTE
    if own == TRACK:
        return WATCH if around == WATCH else TRACK
    return around


@pytest.fixture
def tagged(alice, forum):
    return make.thread(by=alice, forum=forum, tags=["oak", "glue"])


def test_every_level_of_thread_tags_and_forum(tagged):
    """5 x 9 x 5 combinations: what the pure rule says, what the page shows, whom a reply tells, what counts as muted."""
    oak, glue = tagged.tags.order_by("slug")
    tag_pairs = [(), (MUTE,), (TRACK,), (WATCH,), (FIRST,), (MUTE, WATCH), (MUTE, FIRST), (TRACK, WATCH), (TRACK, FIRST)]
    cases = list(product((None, MUTE, NORMAL, TRACK, WATCH), tag_pairs, (None, MUTE, TRACK, WATCH, FIRST)))
    names = [f"m{number}" for number in range(len(cases))]
    people = Member.objects.bulk_create(Member(username=name, username_folded=name) for name in names)
    rows = []
    for member, (own, tags, forum) in zip(people, cases, strict=True):
        said = [(own, {"thread": tagged}), (forum, {"forum": tagged.forum})]
        said += [(level, {"tag": tag}) for level, tag in zip(tags, (oak, glue), strict=False)]
        rows += [Subscription(member=member, level=level, **about) for level, about in said if level is not None]
    Subscription.objects.bulk_create(rows)
    replies, muted = set(levels.watchers_of(tagged)), set(levels.muters_of(tagged))
    beginnings = set(levels.watchers_of(tagged, begins=True))
    wrong = []
    for member, (own, tags, forum) in zip(people, cases, strict=True):
        level = expected_level(own, tags, forum)
        kept_out = own in (MUTE, NORMAL) or MUTE in tags
        begins = own == WATCH or (not kept_out and bool({WATCH, FIRST} & {*tags, forum}))
        want = (level, level, level == WATCH, level == MUTE, begins, level >= TRACK, level == MUTE)
        here = levels.with_levels(Thread.objects.filter(pk=tagged.pk), member)
        row = here.annotate(followed=levels.followed_filter(member), muted=levels.muted_filter(member)).get()
        counts = (member.pk in replies, member.pk in muted, member.pk in beginnings)
        found = (levels.effective(own, tags, forum), levels.level_from(row), *counts, row.followed, row.muted)
        if found != want:
            wrong.append((own, tags, forum, found, want))

    assert wrong == []


# level of the thread, how the post speaks to Charlie -> the word Charlie is told with; None: not at all
WORDS = [
    (None, "says nothing", None),
    (WATCH, "says nothing", "reply"),
    (TRACK, "says nothing", None),
    (None, "answers", "answer"),
    (WATCH, "answers", "answer"),
    (None, "quotes", "quote"),
    (WATCH, "answers and quotes", "quote"),
    (None, "mentions", "mention"),
    (WATCH, "answers and mentions", "mention"),
    (MUTE, "says nothing", None),
    (MUTE, "answers", None),
    (MUTE, "quotes", None),
    (MUTE, "mentions", "mention"),
]


def speaking(thread, bob, how, own):
    body = {"mentions": "@charlie look", "quotes": f"> [@charlie](/p/{own.pk}/)\n> words"}
    words = [body[word] for word in body if word in how]
    return make.post(thread, by=bob, body="\n\n".join([*words, "Well."]), reply_to=own.number if "answers" in how else None)


def test_the_strongest_reason_gives_the_word_and_ignoring_silences_all(bob, charlie, thread, monkeypatch):
    own = make.post(thread, by=charlie, body="words")
    # Which quote is whose is the business of forums.posts.quoted and tested there.
    monkeypatch.setattr(
        "forums.composing.audience.authors_of_quoted", lambda post: [charlie.pk] if "[@charlie]" in post.source else []
    )
    told, ignored = [], []
    for level, how, _word in WORDS:
        Subscription.objects.filter(member=charlie).delete()
        if level is not None:
            actions.follow(by=charlie, thread=thread, level=level)
        post = speaking(thread, bob, how, own)
        told.append(audience_of(post).get(charlie))
    ignore(by=charlie, member=bob)
    for level, how, _word in WORDS:
        if level is not None:
            actions.follow(by=charlie, thread=thread, level=level)
        ignored.append(audience_of(speaking(thread, bob, how, own)).get(charlie))

    assert told == [word for *_given, word in WORDS]
    assert set(ignored) == {None}


def test_a_new_thread_is_told_to_those_who_watch_its_tag_or_want_new_threads(alice, bob, charlie, nina, mona, forum, staff_forum):
    oak = make.thread(by=alice, forum=forum, tags=["oak"]).tags.get()
    for member, about in (
        (bob, {"tag": oak, "level": WATCH}),
        (charlie, {"forum": forum, "level": FIRST}),
        (nina, {"tag": oak, "level": TRACK}),
    ):
        actions.follow(by=member, **about)
    started = make.thread(by=alice, forum=forum, tags=["oak"])
    reply = make.post(started, by=mona)
    secret = make.thread(by=mona, forum=staff_forum, tags=["oak"])

    assert audience_of(make.opening(started)) == {bob: "thread", charlie: "thread"}
    assert audience_of(reply) == {alice: "reply", bob: "reply"}
    assert audience_of(make.opening(secret)) == {}


def test_whoever_had_the_page_open_needs_no_bell(alice, bob, thread):
    post = make.post(thread, by=bob)
    mark_read(member=alice, thread=thread, number=post.number)

    announce_post(post.pk)

    assert Notification.objects.get(member=alice, event=f"post:{post.pk}").read_at is not None


def test_reading_a_thread_reads_what_was_told_of_it_up_to_there(alice, bob, thread):
    first, second = make.post(thread, by=bob), make.post(thread, by=bob)
    for post in (first, second):
        announce_post(post.pk)

    mark_read(member=alice, thread=thread, number=first.number)

    unread = Notification.objects.filter(member=alice, read_at=None)
    assert [row.event for row in unread] == [f"post:{second.pk}"]
    assert Notification.objects.get(member=alice, event=f"post:{first.pk}").mail_due_at is None


def test_a_reaction_tells_the_author_once_and_taking_it_back_untells(alice, bob, charlie, thread):
    post = make.opening(thread)
    told = Notification.objects.filter(member=alice)

    for kind in ("like", "thanks", "thanks", "thanks"):
        toggle(by=bob, post=post, kind=kind)
    toggle(by=charlie, post=post, kind="thanks")
    toggle(by=alice, post=make.post(thread, by=bob), kind="like")

    assert {(row.verb, row.actor.username) for row in told} == {("forums.reaction", "bob"), ("forums.thanks", "charlie")}
    toggle(by=charlie, post=post, kind="thanks")
    assert told.all().count() == 1
    ignore(by=alice, member=charlie)
    toggle(by=charlie, post=post, kind="like")
    assert told.all().count() == 1


def test_new_threads_only_is_no_level_of_a_thread(charlie, thread):
    with pytest.raises(ValidationError):
        actions.follow(by=charlie, thread=thread, level=FIRST)
    with pytest.raises(ValidationError):
        actions.follow(by=charlie, thread=thread, forum=thread.forum, level=WATCH)
