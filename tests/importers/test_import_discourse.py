"""A Discourse archive becomes threads, posts and people here, once, however often and however badly it is started."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from community.importers import report
from community.importers.base import Import
from community.importers.discourse import DiscourseArchive
from community.importers.models import IdMap
from community.importers.records import ArchivedThread
from forums.composing.recount import recount
from forums.models import Forum
from forums.posts.models import Post, Revision
from forums.reactions.actions import toggle
from forums.reactions.models import shown
from forums.search.engine import search
from forums.threads.models import Thread

from .archive import pack, pack_lines, post, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics() -> list[dict[str, Any]]:
    glue = [
        post(1, "ann", "Which **glue**?", id=501),
        post(
            2,
            "bob",
            '[quote="ann, post:1, topic:5"]\nglue\n[/quote]\nHide glue, @ann.',
            cooked="<p>Hide glue, @ann.</p>",
            version=3,
        ),
        post(4, "cat", "Buy my pills", hidden=True, reply_to_post_number=2),
        post(6, "ann", "Thanks!", actions_summary=[{"id": 2, "count": 3}], accepted_answer=True),
        post(7, "bob", "", post_type=3, action_code="closed.enabled", cooked=" "),
    ]
    oil = [
        post(
            1,
            "bob",
            '[quote="cat, post:4, topic:5"]pills[/quote] and [quote="ann, post:9, topic:88"]x[/quote] Oil?',
            cooked="<p>cat: pills</p><p>and</p><p>ann: x</p><p>Oil?</p>",
        ),
    ]
    return [
        topic(3, "Oil first, then <wax>?", oil, category_id=7, pinned_globally=True, pinned=True, tags=["oil", {"name": "wax"}]),
        topic(5, "Glue", glue, closed=True, views=77),
    ]


@pytest.fixture
def archive(tmp_path: Path, topics: list[dict[str, Any]]) -> DiscourseArchive:
    return DiscourseArchive(pack(tmp_path / "old", topics))


def bring_in(archive: DiscourseArchive, **options: Any) -> Import:
    made = Import(archive, stream=io.StringIO(), **options)
    made.run()
    return made


def everything() -> list[Any]:
    """All rows an import makes, as values."""
    return [
        list(model.objects.order_by("pk").values(*(f.attname for f in model._meta.concrete_fields)))
        for model in (Member, Forum, Thread, Post, Revision, IdMap)
    ]


def test_counts_authors_and_moments_are_those_of_the_archive(archive: DiscourseArchive) -> None:
    bring_in(archive)

    assert report.counts(archive.source) == {
        "threads": 2,
        "posts": 6,
        "authors": 3,
        "first": "2015-03-01T10:00:00.001Z",
        "last": "2015-03-07T10:00:00.007Z",
    }


def test_thread_keeps_numbers_state_and_answer(archive: DiscourseArchive) -> None:
    bring_in(archive)

    glue = Thread.objects.get(title="Glue")
    assert (glue.kind, glue.is_locked, glue.view_count, glue.accepted_number, glue.last_number) == ("question", True, 77, 6, 7)
    assert list(glue.posts.order_by("number").values_list("number", "state", "reply_to")) == [
        (1, "published", None),
        (2, "published", None),
        (4, "hidden", 2),
        (6, "published", None),
        (7, "published", None),
    ]
    assert glue.posts.get(number=7).source == "*closed this thread*"
    edited = glue.posts.get(number=2)
    assert (edited.version, edited.edited_at) == (3, datetime(2017, 1, 2, 0, 0, 0, 500_000, tzinfo=UTC))


def test_pinned_thread_tags_and_forum_are_kept(archive: DiscourseArchive) -> None:
    bring_in(archive, forum_prefix="Old: ")

    oil = Thread.objects.select_related("forum").get(title__startswith="Oil")
    assert oil.title == "Oil first, then <wax>?"
    assert oil.pinned_everywhere
    assert oil.pinned_until is not None
    assert oil.pinned_until.year == 9999
    assert set(oil.tags.values_list("name", "thread_count")) == {("oil", 1), ("wax", 1)}
    assert oil.forum.name == "Old: Category 7"


def test_forums_get_the_names_somebody_knows(tmp_path: Path, topics: list[dict[str, Any]]) -> None:
    bring_in(DiscourseArchive(pack(tmp_path / "old", topics), names={"10": "Support"}))

    assert set(Forum.objects.values_list("name", flat=True)) == {"Support", "Category 7"}


def test_quotes_point_to_our_posts_also_in_threads_that_come_later(archive: DiscourseArchive) -> None:
    bring_in(archive)

    quoting = Post.objects.get(thread__title="Glue", number=2)
    first = Post.objects.get(thread__title="Glue", number=1)
    hidden = Post.objects.get(thread__title="Glue", number=4)
    other = Post.objects.get(thread__title__startswith="Oil")
    assert quoting.source.startswith(f"> [ann](/p/{first.pk}/):")
    assert f'href="/p/{first.pk}/"' in quoting.html
    assert f"[cat](/p/{hidden.pk}/)" in other.source
    assert "> ann:" in other.source


def test_mention_leads_to_the_imported_member_whatever_they_are_called_here(archive: DiscourseArchive) -> None:
    Member.objects.create_user("Ann", email="other@example.org")

    bring_in(archive)

    renamed = Member.objects.get(username="ann-2")
    assert renamed.is_imported
    assert 'href="/u/ann-2/">@ann</a>' in Post.objects.get(thread__title="Glue", number=2).html
    assert Post.objects.filter(author__username="Ann").count() == 0


def test_imported_people_cannot_log_in_and_get_no_mail(archive: DiscourseArchive) -> None:
    bring_in(archive)

    bob = Member.objects.get(username="bob")
    assert (bob.email, bob.has_usable_password(), bob.is_imported, bob.trust, bob.is_staff) == ("", False, True, 1, False)
    assert bob.date_joined == datetime(2015, 3, 1, 10, 0, 0, 1000, tzinfo=UTC)


def test_every_counter_is_right_at_once(archive: DiscourseArchive) -> None:
    bring_in(archive)

    assert list(recount(repair=False)) == []


def test_imported_posts_are_found_by_search(archive: DiscourseArchive, alice: Member) -> None:
    bring_in(archive)

    assert [hit.post.thread.title for hit in search(alice, "hide glue").hits] == ["Glue"]


def test_likes_of_long_ago_stay_beside_those_given_here(archive: DiscourseArchive, alice: Member) -> None:
    bring_in(archive)
    Thread.objects.update(is_locked=False)
    liked = Post.objects.get(thread__title="Glue", number=6)

    toggle(by=alice, post=liked, kind="like")

    liked.refresh_from_db()
    assert shown(liked, "like") == 4
    assert list(recount(repair=False)) == []


def test_second_run_changes_nothing(archive: DiscourseArchive) -> None:
    bring_in(archive)
    before = everything()

    again = bring_in(archive)

    assert not again.outcome.changed
    assert everything() == before


@pytest.mark.parametrize("survived", [0, 1])
def test_run_that_was_killed_is_finished_by_the_next(
    archive: DiscourseArchive, survived: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.importers.base.POSTS_A_BATCH", 1)
    whole = archive.threads

    class Killed(BaseException):
        pass

    def dies() -> Iterator[ArchivedThread]:
        threads = whole()
        for _ in range(survived):
            yield next(threads)
        raise Killed

    monkeypatch.setattr(archive, "threads", dies)
    with pytest.raises(Killed):
        bring_in(archive)
    assert Thread.objects.count() == survived
    monkeypatch.setattr(archive, "threads", whole)

    bring_in(archive)

    assert report.counts(archive.source)["posts"] == 6
    assert "/p/9" not in "".join(Post.objects.filter(thread__title__startswith="Oil").values_list("source", flat=True))
    assert list(recount(repair=False)) == []


def test_run_that_was_killed_before_its_end_is_tidied_by_the_next(
    archive: DiscourseArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Import, "_finish", lambda self: None)
        bring_in(archive)
    assert list(recount(repair=False)) != []

    bring_in(archive)

    assert list(recount(repair=False)) == []
    hidden = Post.objects.get(thread__title="Glue", number=4)
    assert f"/p/{hidden.pk}/" in Post.objects.get(thread__title__startswith="Oil").source


def test_archive_that_grew_brings_what_is_new(tmp_path: Path, topics: list[dict[str, Any]]) -> None:
    bring_in(DiscourseArchive(pack(tmp_path / "old", topics)))
    topics[0]["post_stream"]["posts"].append(post(2, "dan", "Wax.", id=302))
    topics.append(topic(9, "New", [post(1, "eve", "Hello")]))

    grown = bring_in(DiscourseArchive(pack(tmp_path / "old", topics)))

    assert (grown.outcome.threads, grown.outcome.posts, grown.outcome.members) == (1, 2, 2)
    oil = Thread.objects.get(title__startswith="Oil")
    assert (oil.reply_count, oil.participant_count, oil.last_number) == (1, 2, 2)
    assert list(recount(repair=False)) == []


def test_text_is_taken_from_the_shown_page_where_no_raw_text_is(tmp_path: Path) -> None:
    made = [topic(1, "A thread", [post(1, "ann", "", cooked="<p>1 * 2 <strong>bold</strong> &lt;i&gt;</p>")])]

    bring_in(DiscourseArchive(pack(tmp_path / "old", made, raw=False)))

    assert Post.objects.get().source == r"1 \* 2 **bold** \<i\>"


def test_raw_text_that_would_show_signs_the_page_did_not_show_is_not_taken(tmp_path: Path) -> None:
    made = [topic(1, "A thread", [post(1, "ann", "so <attribute name='x'> so", cooked="<p>so  so</p>")])]

    done = bring_in(DiscourseArchive(pack(tmp_path / "old", made)))

    assert Post.objects.get().text == "so so"
    assert done.outcome.leaks == []


def test_copies_of_one_post_are_one_post_with_a_history(tmp_path: Path) -> None:
    facts = {"topic_id": 4, "topic_title": "A thread", "category_id": 2}
    old = post(1, "ann", "Before", id=9) | facts | {"raw": "Before", "updated_at": "2015-03-01T11:00:00.000Z"}
    new = post(1, "ann", "After", id=9) | facts | {"raw": "After", "updated_at": "2015-03-01T12:00:00.000Z", "version": 2}
    gone = post(3, "bob", "(post deleted by author)", id=10) | facts | {"raw": "(post deleted by author)", "user_deleted": True}

    archive = DiscourseArchive(pack_lines(tmp_path / "lines", [old, new, new, gone]))
    bring_in(archive)

    counted = report.counts(archive.source)
    assert (counted["posts"], report.copies(archive.source)) == (4, 2)
    assert list(Post.objects.order_by("number").values_list("number", "state", "source", "version")) == [
        (1, "published", "After", 2),
        (3, "deleted", "(post deleted by author)", 1),
    ]
    assert list(Revision.objects.values_list("number", "source")) == [(1, "Before")]


def test_folder_and_file_are_both_a_path(
    tmp_path: Path, topics: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = pack(tmp_path / "old", topics)

    call_command("import_community", "discourse", folder / "topics-json.tar.xz", "--json")
    by_file = json.loads(capsys.readouterr().out)
    call_command("import_community", "discourse", folder, "--json")
    by_folder = capsys.readouterr()

    assert by_file == json.loads(by_folder.out)
    assert by_file["posts"] == 6
    assert "nothing was changed" in by_folder.err


def test_place_without_an_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"neither posts as \.jsonl nor topics"):
        call_command("import_community", "discourse", tmp_path)
    with pytest.raises(CommandError, match="There is no archive at"):
        call_command("import_community", "discourse", tmp_path / "nowhere")


def test_reader_opens_an_imported_thread(archive: DiscourseArchive, alice: Member, client_of: Callable[[Any], Any]) -> None:
    bring_in(archive)

    page = client_of(alice).get(Thread.objects.get(title="Glue").get_absolute_url())

    assert page.status_code == 200
    assert "Hide glue" in page.text
    assert "Buy my pills" not in page.text
