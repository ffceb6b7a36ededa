"""Polls: who asks, who votes, what is shown to whom, and many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.composing import attaching
from forums.composing.wikis import open_to_all
from forums.polls import actions, policies, queries
from forums.polls.making import NewPoll, new_poll
from forums.polls.models import Ballot, Poll
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.cases import opening
from moderation.cases.models import Case
from tests import make
from tests.forums.parallel import in_parallel

GLUES = ("Hide glue", "Bone glue", "Epoxy")


def asked(post: Post, **how) -> Poll:
    """A poll under this post."""
    new: NewPoll = new_poll(**{"question": "Which glue?", "options": GLUES} | how)
    new.attach(post)
    return Poll.objects.get(post=post)


@pytest.fixture
def poll(thread: Thread) -> Poll:
    return asked(make.opening(thread))


def shown(viewer, poll: Poll) -> queries.Shown:
    post = Post.objects.select_related("thread__forum", "author").get(pk=poll.post_id)
    return queries.of_posts(viewer, [post])[post.pk]


def test_a_poll_is_cleaned_and_its_faults_stand_at_their_fields(db):
    faults = {
        "poll_question": {"question": "  "},
        "poll_options": {"options": ["one"]},
        "poll_kind": {"kind": "lottery"},
        "poll_results": {"results": "never"},
        "poll_least": {"kind": "several", "least": 3, "most": 2},
        "poll_closes": {"closes_at": timezone.now() - timedelta(hours=1)},
    }
    for field, how in faults.items():
        with pytest.raises(ValidationError) as error:
            new_poll(**{"question": "Which?", "options": GLUES} | how)
        assert list(error.value.message_dict) == [field]
    for options in (["a"] * 2, ["a", "A "], [str(n) for n in range(21)], ["x" * 121, "y"]):
        with pytest.raises(ValidationError) as error:
            new_poll(question="Which?", options=options)
        assert list(error.value.message_dict) == ["poll_options"]

    clean = new_poll(question=" Which \u202e glue? ", options=["a ", "", " b"], kind="ranked")

    assert (clean.question, clean.options, clean.least, clean.most) == ("Which glue?", ("a", "b"), 1, 2)


def test_who_may_reply_may_vote_and_nobody_else(request, thread, poll, guest, client_of):
    """who × state of poll, post and thread × vote."""
    post = Post.objects.select_related("thread__forum").get(pk=poll.post_id)
    may = {who: bool(policies.can_vote(request.getfixturevalue(who), poll, post)) for who in ("alice", "bob", "nina", "guest")}
    assert may == {"alice": True, "bob": True, "nina": True, "guest": False}
    bob, mona = request.getfixturevalue("bob"), request.getfixturevalue("mona")

    thread_levers.lock(post.thread)
    assert not policies.can_vote(bob, poll, post)
    assert policies.can_vote(mona, poll, post)
    thread_levers.unlock(post.thread)
    poll.closes_at = timezone.now() - timedelta(seconds=1)
    assert not policies.can_vote(bob, poll, post)
    poll.closes_at = None
    levers.hide(post)
    assert not policies.can_vote(bob, poll, post)
    assert client_of(bob).post(reverse("forums:poll_vote", args=[poll.pk]), {"option": "0"}).status_code == 404


def test_a_vote_counts_once_can_be_changed_and_taken_back(poll, bob, charlie):
    actions.vote(by=bob, poll=poll, choices=[0])
    actions.vote(by=charlie, poll=poll, choices=[0])
    actions.vote(by=bob, poll=poll, choices=[2])

    seen = shown(bob, poll)

    assert [line.votes for line in seen.lines] == [1, 0, 1]
    assert [line.is_mine for line in seen.lines] == [False, False, True]
    assert actions.take_back(by=bob, poll=poll)
    assert not actions.take_back(by=bob, poll=poll)
    assert shown(bob, poll).voters == 1


def test_a_ballot_that_the_poll_does_not_count_is_refused(thread, bob):
    one, two = thread.posts.order_by("number")
    single, several = asked(one), asked(two, kind="several", least=2, most=2)
    for which, choices in ((single, []), (single, [0, 1]), (single, [3]), (single, [-1]), (several, [0]), (several, [1, 1])):
        with pytest.raises(ValidationError):
            actions.vote(by=bob, poll=which, choices=choices)

    assert actions.vote(by=bob, poll=several, choices=[2, 0]).choices == "0,2"
    assert Ballot.objects.count() == 1


def test_results_are_shown_when_the_poll_says_so(thread, bob, alice, charlie):
    """results × has voted × closed: who sees numbers."""
    seen: dict[tuple[str, str], bool] = {}
    for post, results in zip([*thread.posts.order_by("number"), make.post(thread, by=alice)], Poll.Results, strict=True):
        poll = asked(post, results=results)
        actions.vote(by=bob, poll=poll, choices=[1])
        for who, member in (("voter", bob), ("author", alice), ("other", charlie)):
            found = shown(member, poll)
            seen[results, who] = bool(found.may_see)
            assert (sum(line.votes for line in found.lines) == 1) is bool(found.may_see)
        Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
        assert shown(charlie, poll).may_see

    assert {key for key, value in seen.items() if value} == {
        ("always", "voter"), ("always", "author"), ("always", "other"), ("voted", "voter"),
    }  # fmt: skip


def test_a_poll_is_changed_by_its_author_for_five_minutes_and_before_the_first_vote(poll, alice, bob, mona):
    post = Post.objects.select_related("thread__forum", "author").get(pk=poll.post_id)
    other = new_poll(question="Which one?", options=["This", "That"])

    actions.change(by=alice, poll=poll, new=other)

    poll.refresh_from_db()
    assert poll.options == ["This", "That"]
    for who in (bob, mona):
        with pytest.raises(Refused):
            actions.change(by=who, poll=poll, new=other)
    actions.vote(by=bob, poll=poll, choices=[0])
    with pytest.raises(Refused, match="Somebody has voted"):
        actions.change(by=alice, poll=poll, new=other)
    actions.take_back(by=bob, poll=poll)
    Poll.objects.filter(pk=poll.pk).update(created_at=timezone.now() - timedelta(minutes=6), version=0)
    with pytest.raises(Refused, match="five minutes"):
        actions.remove(by=alice, post=post)
    with pytest.raises(Refused):
        actions.close(by=bob, poll=poll)
    assert actions.close(by=alice, poll=poll)
    with pytest.raises(Refused, match="closed"):
        actions.vote(by=bob, poll=poll, choices=[0])


def test_a_poll_comes_with_its_thread_and_is_screened_with_it(alice, forum, settings):
    settings.POST_SCREENERS = []
    new = new_poll(question="Buy pills?", options=GLUES)
    post = composing.start_thread(by=alice, forum=forum, title="Which glue?", body="Say.", extras=[new])
    assert post.thread.has(Thread.Extra.POLL)
    assert Poll.objects.get().post == post

    settings.POST_SCREENERS = ["tests.forums.test_polls.no_pills"]
    settings.PAUSE_BETWEEN_POSTS = dict.fromkeys(settings.PAUSE_BETWEEN_POSTS, 0)
    held = composing.start_thread(by=alice, forum=forum, title="Another", body="Say.", extras=[new])
    assert held.state == Post.State.HELD
    reply = make.post(post.thread, by=alice)
    attaching.add(by=alice, post=reply, extra=new)
    assert Post.objects.get(pk=reply.pk).state == Post.State.HELD
    with pytest.raises(ValidationError, match="already"):
        attaching.add(by=alice, post=reply, extra=new)


def test_whoever_judges_the_post_reads_its_poll_and_whose_hand_was_last(poll, mona, bob, alice, client_of):
    post = Post.objects.select_related("thread__forum", "author").get(pk=poll.post_id)
    open_to_all(by=alice, post=post, is_wiki=True)
    Post.objects.filter(pk=post.pk).update(edited_by=bob)
    case, _new = opening.open_or_join(
        target_type="post", thing=Post.objects.get(pk=post.pk), kind=Case.Kind.SPOT, headline="Spam", severity=1
    )

    page = client_of(mona).get(case.get_absolute_url()).content.decode()

    assert "Bone glue" in page and "saved last by bob" in page


def no_pills(submission):
    from forums.composing.submission import Outcome, Verdict

    return Verdict(Outcome.HOLD if "pills" in submission.text else Outcome.PASS, "Pills")


def test_names_and_the_table_belong_to_public_polls_and_the_table_to_who_asked(thread, alice, bob, mona, client_of):
    anonymous, public = (asked(post, is_public=n == 1) for n, post in enumerate(thread.posts.order_by("number")))
    # A reply of Bob's: he asks there.
    for poll in (anonymous, public):
        actions.vote(by=alice, poll=poll, choices=[2])
    pages = ("poll_voters", "poll_export")

    status = {
        (who.username, page): [
            client_of(who).get(reverse(f"forums:{page}", args=[poll.pk])).status_code for poll in (anonymous, public)
        ]
        for who in (alice, bob, mona)
        for page in pages
    }

    assert status == {
        ("alice", "poll_voters"): [404, 200], ("alice", "poll_export"): [404, 403],
        ("bob", "poll_voters"): [404, 200], ("bob", "poll_export"): [404, 200],
        ("mona", "poll_voters"): [404, 200], ("mona", "poll_export"): [404, 403],
    }  # fmt: skip
    Poll.objects.filter(pk=public.pk).update(options=["=1+1", "b", "c"])
    table = client_of(bob).get(reverse("forums:poll_export", args=[public.pk])).content.decode()
    assert table.splitlines()[0] == "member,cast_at,'=1+1,b,c"
    assert table.splitlines()[1].startswith("alice,") and table.splitlines()[1].endswith(",,,1")


def test_it_is_asked_answered_and_nothing_typed_is_lost_without_a_script(alice, bob, forum, client_of, settings):
    settings.POST_SCREENERS = []
    typed = {
        "title": "Which glue?",
        "body": "Say.",
        "poll_question": "Which?",
        "poll_options": "Hide glue",
        "poll_kind": "ranked",
    }
    start = reverse("forums:start", args=[forum.slug])

    refused = client_of(alice).post(start, typed)
    assert refused.status_code == 422
    assert "one a line" in refused.content.decode() and 'value="Which?"' in refused.content.decode()
    client_of(alice).post(start, typed | {"poll_options": "Hide glue\nEpoxy\nBone"})
    poll = Poll.objects.get()
    vote = reverse("forums:poll_vote", args=[poll.pk])
    doubled = client_of(bob).post(vote, {"place-0": "1", "place-1": "1"})
    assert doubled.status_code == 422
    assert "each place to one option" in doubled.content.decode()
    answer = client_of(bob).post(vote, {"place-0": "3", "place-2": "1"}, follow=True).content.decode()

    assert Ballot.objects.get().choices == "2,0"
    assert "How it was counted" in answer and "your place 1" in answer


def test_polls_cost_a_page_two_queries_and_a_plain_thread_none(thread, poll, bob, alice, forum, client_of):
    plain = make.thread(by=alice, forum=forum, posts=2, repliers=[bob])
    client = client_of(bob)

    def cost(which: Thread) -> int:
        client.get(which.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(which.get_absolute_url())
        return len(captured)

    one = cost(thread)
    asked(thread.posts.get(number=2))
    assert one == cost(plain) + 2
    assert cost(thread) == one


@pytest.mark.django_db(transaction=True)
def test_votes_at_once_are_one_a_member_and_all_are_counted(thread, poll, bob):
    voters = [make.member(f"voter{n}") for n in range(5)]

    in_parallel(5, lambda: actions.vote(by=bob, poll=poll, choices=[1]))
    assert Ballot.objects.count() == 1
    crowd = iter(voters)
    in_parallel(5, lambda: actions.vote(by=next(crowd), poll=poll, choices=[0]))

    seen = shown(bob, Poll.objects.get(pk=poll.pk))
    assert [line.votes for line in seen.lines] == [5, 1, 0]
    assert Poll.objects.get(pk=poll.pk).version == 10
