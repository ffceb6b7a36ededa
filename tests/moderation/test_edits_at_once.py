"""Authors, reporters and moderators at one post at the same moment: nobody waits in a circle and nothing is lost."""

from __future__ import annotations

from forums.composing import actions as composing
from forums.composing import editing
from forums.composing.recount import recount
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.models import Report
from tests import make
from tests.moderation.test_at_once import at_once, pytestmark, spam  # noqa: F401


def loaded(post: Post) -> Post:
    return Post.objects.select_related("thread__forum", "author").get(pk=post.pk)


def test_six_additions_at_once_are_five(spam, case, charlie):  # noqa: F811
    report = Report.objects.get()

    results = at_once(*(lambda n=n: reporting.add(by=charlie, report=report, body=f"And {n}") for n in range(6)))

    assert sorted(type(result).__name__ for result in results) == ["Refused", *["ReportAddition"] * 5]


def test_releasing_changing_and_taking_back_at_once(spam, thread, nina, mona):  # noqa: F811
    post = composing.reply(by=nina, thread=thread, body="Hello, I am new here.")
    case = Case.objects.get()
    copies = [loaded(post) for _n in range(2)]

    results = at_once(
        lambda: decisions.decide(by=mona, case=case, outcome="release", version=1),
        lambda: editing.edit(by=nina, post=copies[0], body="Hello, I am not so new.", version=1),
        lambda: composing.delete_own(by=nina, post=copies[1]),
    )

    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, StaleCase) or "state it is in" in str(error) or "down" in str(error) for error in errors), errors
    assert list(recount(repair=False)) == []
    post.refresh_from_db()
    # What was published is what had been read.
    assert post.state != Post.State.PUBLISHED or post.source.startswith("Hello")


def test_of_a_moderator_and_an_author_at_one_text_one_is_shown_the_other(spam, thread, bob, mona):  # noqa: F811
    post = thread.posts.get(number=2)
    copies = [loaded(post) for _n in range(2)]

    results = at_once(
        lambda: interventions.edit_post(by=mona, post=copies[0], body="Mona's.", version=1, rule=spam.rule),
        lambda: editing.edit(by=bob, post=copies[1], body="Bob's.", version=1),
    )

    stale = [result for result in results if isinstance(result, editing.StaleEdit)]
    assert len(stale) == 1, results
    post.refresh_from_db()
    assert Decision.objects.count() == (1 if post.source == "Mona's." else 0)


def test_locking_moving_and_hiding_at_once(spam, thread, charlie, mona, max, admin):  # noqa: F811
    case = reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam).case
    other = make.forum("Elsewhere")

    results = at_once(
        lambda: interventions.lock(by=max, thread=thread, rule=spam.rule),
        lambda: interventions.move(by=admin, thread=thread, forum=other),
        lambda: decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1),
    )

    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, StaleCase) or "state it is in" in str(error) for error in errors), errors
    assert list(recount(repair=False)) == []
    thread.refresh_from_db()
    assert thread.forum == other
    # Cases that wait have gone along; one that was decided before stays where it was decided.
    assert not Case.objects.open().exclude(forum=other).exists()
