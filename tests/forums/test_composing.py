"""Writing: what is stored, what is refused, what is announced."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import SiteSettings
from forums.composing import actions, answering, editing
from forums.composing.announcing import announce_post
from forums.composing.limits import TooFast
from forums.composing.recount import recount
from forums.composing.repeating import Repeated
from forums.models import Forum
from forums.personal.models import Subscription
from forums.posts.models import Post, Revision
from forums.threads import levers as thread_levers
from forums.threads import tags
from forums.threads.models import Tag, Thread
from tests import make

pytestmark = pytest.mark.django_db


def no_drift() -> bool:
    return list(recount(repair=False)) == []


def test_a_started_thread_has_its_opening_post_and_is_counted(alice, forum):
    post = actions.start_thread(
        by=alice, forum=forum, title="  Glue   for oak ", body="Which *one*?", tags=["Oak", "glue", "oak"]
    )

    forum.refresh_from_db()
    alice.refresh_from_db()
    assert (post.number, post.state, post.thread.title, post.thread.slug) == (1, "published", "Glue for oak", "glue-for-oak")
    assert "<em>one</em>" in post.html
    assert sorted(post.thread.tags.values_list("name", "thread_count")) == [("glue", 1), ("oak", 1)]
    assert (forum.thread_count, forum.post_count, alice.post_count) == (1, 1, 1)
    assert no_drift()


def test_a_reply_takes_the_next_number_and_moves_the_thread_up(alice, bob, thread):
    post = actions.reply(by=alice, thread=thread, body="Thanks!", reply_to=2)

    thread.refresh_from_db()
    assert (post.number, post.reply_to) == (3, 2)
    assert (thread.reply_count, thread.participant_count, thread.last_poster, thread.recent_posters) == (
        2,
        2,
        alice,
        [alice.pk, bob.pk],
    )
    assert no_drift()


def test_one_form_sent_twice_makes_one_post(bob, thread):
    first = actions.reply(by=bob, thread=thread, body="Once.", form_token="t1")
    second = actions.reply(by=bob, thread=thread, body="Once.", form_token="t1")

    assert first == second
    assert thread.posts.count() == 3


def test_the_same_words_from_two_forms_are_refused_with_the_first_post(bob, thread):
    first = actions.reply(by=bob, thread=thread, body="Again.", form_token="t1")

    with pytest.raises(Repeated) as refused:
        actions.reply(by=bob, thread=thread, body="Again.", form_token="t2")

    assert refused.value.post == first


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        ("", "text", "title"),
        ("abc", "text", "title"),
        ("x" * 201, "text", "title"),
        ("A title", "", "body"),
        ("A title", " \n\t ", "body"),
        ("A title", "x" * 20_001, "body"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(alice, forum, title, body, field):
    with pytest.raises(ValidationError) as refused:
        actions.start_thread(by=alice, forum=forum, title=title, body=body)

    assert list(refused.value.message_dict) == [field]
    assert not Thread.objects.exists()


def test_a_locked_thread_takes_replies_from_moderators_only(bob, mona, thread):
    thread_levers.lock(thread)

    with pytest.raises(Refused, match="locked"):
        actions.reply(by=bob, thread=thread, body="But…")
    assert actions.reply(by=mona, thread=thread, body="Closed, because solved.").number == 3


def test_a_thread_locked_while_the_text_was_rendered_refuses_it(bob, thread):
    stale = Thread.objects.select_related("forum").get(pk=thread.pk)
    thread_levers.lock(thread)

    with pytest.raises(Refused, match="locked"):
        actions.reply(by=bob, thread=stale, body="Just in time?")


def test_who_posts_too_fast_is_told_how_long_to_wait(bob, thread, settings):
    settings.PAUSE_BETWEEN_POSTS = {"newcomer": 30, "member": 5, "thread": 15}
    make.post(thread, by=bob, body="First.")

    with pytest.raises(TooFast, match="5 seconds") as refused:
        actions.reply(by=bob, thread=thread, body="Second.")
    assert refused.value.until > timezone.now()


def test_the_first_day_has_limits_and_the_second_has_not(nina, thread):
    SiteSettings(newcomer_posts_held=0).save()
    for n in range(10):
        make.post(thread, by=nina, body=f"Reply {n}")

    with pytest.raises(TooFast, match="up to 10 replies"):
        actions.reply(by=nina, thread=thread, body="Eleventh.")

    nina.date_joined -= timedelta(days=2)
    nina.save()
    with pytest.raises(Refused, match="the last 3 replies"):
        actions.reply(by=nina, thread=thread, body="Next day.")
    make.post(thread, by=thread.author, body="Somebody else.")
    assert actions.reply(by=nina, thread=thread, body="Next day.").pk


def test_a_newcomer_is_told_each_thing_that_is_too_much(nina, alice, bob, charlie, thread):
    body = "https://a.example https://b.example https://c.example @alice @bob @charlie"

    with pytest.raises(ValidationError) as refused:
        actions.reply(by=nina, thread=thread, body=body)

    assert [("links" in line, "people" in line) for line in refused.value.message_dict["body"]] == [(True, False), (False, True)]


def test_a_held_reply_has_no_number_and_is_seen_by_its_author_and_moderators(nina, bob, mona, thread):
    post = actions.reply(by=nina, thread=thread, body="Hello, I am new.")

    thread.refresh_from_db()
    assert (post.state, post.number) == ("held", None)
    assert post in Post.objects.visible_to(nina)
    assert post in Post.objects.visible_to(mona)
    assert post not in Post.objects.visible_to(bob)
    assert thread.reply_count == 1
    assert no_drift()


def test_a_held_thread_is_on_no_list_of_others(nina, bob, guest, forum):
    post = actions.start_thread(by=nina, forum=forum, title="My first bench", body="Look.")

    assert post.thread.state == "held"
    assert post.thread in Thread.objects.visible_to(nina)
    assert post.thread not in Thread.objects.visible_to(bob)
    assert post.thread not in Thread.objects.visible_to(guest)
    assert no_drift()


def test_newcomers_use_tags_that_exist(nina, forum):
    Tag.objects.create(name="oak", slug="oak")

    with pytest.raises(ValidationError, match="Unknown: elm"):
        actions.start_thread(by=nina, forum=forum, title="Trees", body="Which?", tags=["oak", "elm"])


def test_people_are_told_once_by_the_strongest_reason(alice, bob, charlie, thread):
    Subscription.objects.create(member=charlie, thread=thread, level=Subscription.Level.WATCH)

    post = actions.reply(by=bob, thread=thread, body="@alice look here", reply_to=1)
    announce_post(post.pk)
    announce_post(post.pk)

    told = Notification.objects.filter(event=f"post:{post.pk}").values_list("member__username", "verb")
    assert sorted(told) == [("alice", "forums.mention"), ("charlie", "forums.reply")]


def test_nobody_is_told_of_what_they_may_not_see(alice, mona, staff_forum):
    post = actions.start_thread(by=mona, forum=staff_forum, title="About alice", body="Hm, @alice.")
    announce_post(post.pk)

    assert not Notification.objects.filter(member=alice).exists()


def test_a_muted_thread_is_silent_but_for_mentions(alice, bob, thread):
    Subscription.objects.filter(member=alice, thread=thread).delete()
    Subscription.objects.create(member=alice, thread=thread, level=Subscription.Level.MUTE)

    announce_post(actions.reply(by=bob, thread=thread, body="one", reply_to=1).pk)
    announce_post(actions.reply(by=bob, thread=thread, body="two @alice").pk)

    assert list(Notification.objects.filter(member=alice).values_list("verb", flat=True)) == ["forums.mention"]


def test_an_edit_keeps_what_was_said_before(alice, thread):
    post = make.opening(thread)
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    post.refresh_from_db()
    before = post.source

    edited = editing.edit(by=alice, post=post, body="Better words.", version=1, title="Better title", reason="clearer")

    revision = Revision.objects.get()
    assert (edited.version, edited.thread.title, edited.edited_by) == (2, "Better title", alice)
    assert (revision.number, revision.source, revision.title, revision.reason) == (1, before, "Which glue for oak?", "clearer")


def test_an_edit_files_the_thread_anew_without_a_revision(alice, thread):
    tags.change(thread, ["oak", "glue"])
    post = make.opening(thread)

    editing.edit(by=alice, post=post, body=post.source, version=1, kind="question", tags=["glue", "winter"])

    thread.refresh_from_db()
    assert thread.kind == "question"
    assert dict(Tag.objects.values_list("name", "thread_count")) == {"oak": 0, "glue": 1, "winter": 1}
    assert sorted(thread.tags.values_list("name", flat=True)) == ["glue", "winter"]
    assert not Revision.objects.exists()


def test_an_edit_that_says_nothing_of_kind_and_tags_leaves_them(alice, thread):
    tags.change(thread, ["oak"])
    post = make.opening(thread)

    editing.edit(by=alice, post=post, body="Better words.", version=1)

    thread.refresh_from_db()
    assert (thread.kind, thread.tags.get().name) == ("discussion", "oak")


def test_a_question_that_becomes_a_discussion_has_no_accepted_answer(alice, bob, thread):
    post = make.opening(thread)
    editing.edit(by=alice, post=post, body=post.source, version=1, kind="question")
    thread.refresh_from_db()
    answering.accept_answer(by=alice, thread=thread, number=actions.reply(by=bob, thread=thread, body="Hide glue.").number)

    editing.edit(by=alice, post=make.opening(thread), body=post.source, version=1, kind="discussion")

    thread.refresh_from_db()
    assert (thread.kind, thread.accepted_number) == ("discussion", None)


def test_only_moderators_turn_a_thread_into_an_announcement_or_back(alice, mona, thread):
    post = make.opening(thread)

    with pytest.raises(ValidationError):
        editing.edit(by=alice, post=post, body=post.source, version=1, kind="announcement")
    make.rewritten(post, by=mona, body=post.source, kind="announcement")
    with pytest.raises(ValidationError):
        editing.edit(by=alice, post=make.opening(thread), body=post.source, version=1, kind="discussion")

    thread.refresh_from_db()
    assert thread.kind == "announcement"


def test_a_stale_edit_files_nothing(alice, mona, thread):
    post = make.opening(thread)
    make.rewritten(post, by=mona, body="Mona's words.")

    with pytest.raises(editing.StaleEdit):
        editing.edit(by=alice, post=post, body="Alice's words.", version=1, tags=["oak"])

    assert not thread.tags.exists()


def test_a_slip_mended_at_once_leaves_no_trace(bob, thread):
    post = actions.reply(by=bob, thread=thread, body="Hide gleu.")

    edited = editing.edit(by=bob, post=post, body="Hide glue.", version=1)

    assert (edited.version, edited.edited_at) == (2, None)
    assert not Revision.objects.exists()


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(alice, mona, thread):
    post = make.opening(thread)
    make.rewritten(post, by=mona, body="Mona's words.")

    with pytest.raises(editing.StaleEdit) as stale:
        editing.edit(by=alice, post=post, body="Alice's words.", version=1)

    assert stale.value.current.source == "Mona's words."
    post.refresh_from_db()
    assert post.source == "Mona's words."


def test_taking_a_post_back_and_bringing_it_again_leaves_the_counters_as_they_were(bob, thread):
    post = thread.posts.get(number=2)

    actions.delete_own(by=bob, post=post)
    thread.refresh_from_db()
    assert (post.state, thread.reply_count) == ("deleted", 0)
    assert no_drift()

    actions.restore_own(by=bob, post=post)
    thread.refresh_from_db()
    assert (post.state, post.number, thread.reply_count) == ("published", 2, 1)
    assert no_drift()


def test_a_question_is_solved_by_who_asked(alice, bob, charlie, forum):
    question = make.thread(by=alice, forum=forum, kind="question", posts=2, repliers=[bob])

    with pytest.raises(Refused, match="asked"):
        answering.accept_answer(by=charlie, thread=question, number=2)
    answering.accept_answer(by=alice, thread=question, number=2)

    question.refresh_from_db()
    assert question.accepted_number == 2


def test_announcements_are_for_moderators(alice, mona, forum):
    with pytest.raises(ValidationError, match="announce"):
        actions.start_thread(by=alice, forum=forum, title="News", body="!", kind="announcement")
    assert actions.start_thread(by=mona, forum=forum, title="News", body="!", kind="announcement").pk


def test_a_forum_of_questions_makes_questions(alice, forum):
    Forum.objects.filter(pk=forum.pk).update(questions_only=True)
    forum.refresh_from_db()

    assert actions.start_thread(by=alice, forum=forum, title="Help", body="How?").thread.is_question
