"""A successful objection never leaves a post waiting for nobody."""

from __future__ import annotations

import pytest

from accounts.models import Member
from community.core.models import OutboxMail
from forums.composing import actions as composing
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.cleanup import actions as cleanup
from moderation.decisions import actions as decisions
from moderation.reports.models import Report

from .objections import answer, object_to, told


@pytest.fixture
def held(nina, thread):
    """Nina's first post waits for a moderator."""
    composing.reply(by=nina, thread=thread, body="Hello, I build chairs.")
    return Case.objects.get(kind="held")


@pytest.mark.parametrize("outcome", ["reject", "revise"])
def test_a_post_that_waited_waits_again_for_whoever_read_it(outcome, held, nina, mona, max, spam):
    decision = decisions.decide(by=mona, case=held, outcome=outcome, rule=spam.rule, version=held.version)

    answer(object_to(decision), max, "reverse", "Chairs are welcome.")

    held.refresh_from_db()
    assert (held.state, held.assigned_to) == ("open", max)
    assert Post.objects.get(pk=held.target_id).state == "held"
    mail = OutboxMail.objects.filter(to=nina.email).latest("pk").text
    assert "the decision is taken back" in mail
    assert "you will be told what comes of it" in mail
    assert told(nina)[-1] == "moderation.appeal_reversed"
    decisions.decide(by=max, case=held, outcome="release", version=held.version)
    assert Post.objects.get(pk=held.target_id).state == "published"


def test_after_a_cleaned_up_account_was_right_nothing_waits_for_nobody(held, nina, mona, max, spam, charlie, thread):
    from moderation.reports import actions as reporting
    from tests import make

    post = make.post(thread, by=nina, body="Look at my chairs")
    reporting.report(by=charlie, target_type="post", thing=post, reason=spam)
    decision = cleanup.clean(by=mona, member=Member.objects.get(pk=nina.pk), rule=spam.rule)

    answer(object_to(decision), max, "reverse", "This is no spam account.")

    nina.refresh_from_db()
    held.refresh_from_db()
    assert not nina.is_suspended
    assert Post.objects.get(pk=post.pk).state == "published"
    assert Report.objects.get().state == "declined"
    assert (held.state, Post.objects.get(pk=held.target_id).state) == ("open", "held")
    assert list(Case.objects.open()) == [held]
    assert told(charlie)[-1] == "moderation.report_overturned"
