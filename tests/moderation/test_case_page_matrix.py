"""Who may press what at which kind of case in which state: the buttons on the page are the acts that are accepted, no more and
no less, and where there is none, a sentence says why."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.groups import MODERATORS
from community.core.decisions import Refused
from forums.attachments.models import Attachment
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.appeals import actions as appealing
from moderation.cases import actions as work
from moderation.cases import opening
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions import actions as decisions
from moderation.legal_notices.models import LegalNotice, NoticeItem
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.sanctions.plan import Plan
from moderation.web import deciders
from moderation.web.given import LADDER, Given
from tests import make

BUTTON = re.compile(r'<button class="btn[^"]*" name="outcome" value="([a-z]+(?:\+ladder)?)"([^>]*)>')
WHY_NOT = re.compile(r'id="why-not">([^<]+)<')
KINDS_AND_STATES = [
    *(("report", state) for state in ("published", "held", "hidden", "removed", "deleted", "gone")),
    *(("held", state) for state in ("held", "published", "deleted")),
    *(("spot", state) for state in ("published", "hidden")),
    *(("notice", state) for state in ("published", "removed", "hidden")),
    *(("changed", state) for state in ("hidden", "published", "removed", "deleted")),
]


@pytest.fixture
def reporter(db):
    return make.member("rita", trust=4, groups=[MODERATORS])


@pytest.fixture
def people(case, mona, max, kim, reporter, bob):
    """Who looks, by the part they play. Charlie reported as a member, Rita is a moderator who reported too."""
    for everywhere in (mona, max, reporter):
        everywhere.groups.add(make.group("gardeners"))
    return {"nobody": mona, "other": max, "elsewhere": kim, "reporter": reporter, "member": bob}


def shown(client, case):
    """(the buttons, why there is none, the status) of the page as this person sees it."""
    answer = client.get(case.get_absolute_url())
    if answer.status_code != 200:
        return set(), "", answer.status_code
    page = answer.content.decode()
    why = WHY_NOT.search(page)
    return {name for name, rest in BUTTON.findall(page) if "hidden" not in rest}, why.group(1) if why else "", 200


def accepted(by, case, rule):
    """Every outcome there is, tried and taken back; with the sentences of those that were refused."""
    taken, sentences = set(), set()
    for name in [*OUTCOMES, "remove+ladder", "reject+ladder", "remind+ladder"]:
        outcome, _plus, sanction = name.partition("+")
        given = Given(
            outcome=outcome, sanction=sanction and LADDER, version=case.version, ground=f"rule:{rule.pk}", rule=rule,
            message="Because of the rules.",
        )  # fmt: skip
        try:
            with transaction.atomic():
                deciders.decide(by=by, case=Case.objects.get(pk=case.pk), given=given, usual=set)
                transaction.set_rollback(True)
            taken.add(name)
        except Refused as refused:
            sentences.add(str(refused))
        except ValidationError as error:
            assert error.message_dict, error
            sentences |= {fault for faults in error.message_dict.values() for fault in faults}
    return taken, sentences


def strongest_only(names):
    """The page offers the ladder's step with the strongest outcome only; with the others it would be accepted, too."""
    plain = {name for name in names if "+" not in name}
    with_step = [name for name in ("remove+ladder", "reject+ladder", "remind+ladder") if name in names]
    return plain | set(with_step[:1])


def assert_buttons_are_acts(viewer, case, client_of, rule, *, name=""):
    case = Case.objects.get(pk=case.pk)
    buttons, why, status = shown(client_of(viewer), case)
    acts, sentences = accepted(viewer, case, rule)
    assert buttons == strongest_only(acts), name
    assert bool(buttons) != bool(why) or status != 200, (name, buttons, why)
    assert all(sentences), name
    if why:
        # The page says why in the words of the refusal.
        assert unescape(why) in sentences, (name, why, sentences)
    return buttons


@pytest.mark.parametrize(("kind", "state"), KINDS_AND_STATES)
def test_about_a_post(kind, state, case, reported, people, client_of, spam, charlie):
    Case.objects.filter(pk=case.pk).update(kind=kind, reason=spam)
    if state == "gone":
        Case.objects.filter(pk=case.pk).update(target_id=999_999)
    else:
        Post.objects.filter(pk=reported.pk).update(state=state)
    if kind == "notice":
        notice = LegalNotice.objects.create(
            member=people["reporter"], explanation="x", category="x", good_faith=True, made_at=timezone.now()
        )
        NoticeItem.objects.create(notice=notice, case=case, url="/")
    elif state == "published":
        reporting.report(by=people["reporter"], target_type="post", thing=reported, reason=spam)

    # Everybody looks at what is published; the rest differs by the state, not by the person.
    looking = people if state == "published" and kind != "held" else {name: people[name] for name in ("nobody", "reporter")}
    found = {name: assert_buttons_are_acts(who, case, client_of, spam.rule, name=name) for name, who in looking.items()}

    assert found["nobody"]
    assert found.get("other", found["nobody"]) == found["nobody"]
    assert found.get("elsewhere", set()) == found.get("member", set()) == set()
    if kind == "notice" or state == "published":
        assert found["reporter"] == set()


@pytest.mark.parametrize("state", ["published", "held", "hidden", "removed"])
def test_about_a_thread(state, thread, people, client_of, spam, charlie):
    case = reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam).case
    Thread.objects.filter(pk=thread.pk).update(state=state)

    buttons = assert_buttons_are_acts(people["nobody"], case, client_of, spam.rule)

    assert ("lock" in buttons) == (state == "published")
    assert not assert_buttons_are_acts(people["elsewhere"], case, client_of, spam.rule)


@pytest.mark.parametrize("state", ["published", "removed"])
def test_about_an_image(state, thread, bob, people, client_of, spam):
    post = thread.posts.get(number=2)
    image = Attachment.objects.create(
        uploader=bob, post=post, path="a/00/" + "0" * 32 + ".webp", name="bench", size=10, width=10, height=10, state=state
    )
    with transaction.atomic():
        case, _new = opening.open_or_join(target_type="attachment", thing=image, kind="spot", headline="Spam", severity=2)

    assert assert_buttons_are_acts(people["nobody"], case, client_of, spam.rule)


def test_about_a_member(charlie, alice, people, client_of, spam):
    case = reporting.report(by=alice, target_type="member", thing=charlie, reason=spam).case

    assert assert_buttons_are_acts(people["nobody"], case, client_of, spam.rule) == {"keep", "remind", "remind+ladder"}
    assert not assert_buttons_are_acts(people["elsewhere"], case, client_of, spam.rule)


def test_in_ones_own_matter(forum, people, client_of, spam, charlie, max):
    post = make.opening(make.thread(by=max, forum=forum))
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case

    assert not assert_buttons_are_acts(max, case, client_of, spam.rule)
    # A colleague is judged like anybody else, but sanctioned by nobody here.
    assert assert_buttons_are_acts(people["nobody"], case, client_of, spam.rule) == {"keep", "remind", "revise", "hide", "remove"}


def test_while_somebody_else_is_on_it(case, people, client_of, spam, mona, max):
    work.claim(by=mona, case=case)

    assert assert_buttons_are_acts(mona, case, client_of, spam.rule)
    assert not assert_buttons_are_acts(max, case, client_of, spam.rule)
    assert "Take over" in client_of(max).get(case.get_absolute_url()).content.decode()


def test_whoever_moderates_one_forum_is_offered_what_they_may_impose(case, client_of, spam, bob, reporter):
    from forums.models import Forum

    gardener = make.member("gus", trust=3, groups=["workshop"])
    make.forum("Garden", moderated_by="gardeners")
    make.access(Forum.objects.get(slug="workshop"), "workshop", 31)

    buttons = assert_buttons_are_acts(gardener, case, client_of, spam.rule)

    assert "remove+ladder" in buttons


def test_without_points_there_is_no_strike(case, client_of, spam, mona):
    spam.rule.points = 0
    spam.rule.save()

    assert assert_buttons_are_acts(mona, case, client_of, spam.rule) == {"keep", "remind", "revise", "hide", "remove"}


@pytest.mark.parametrize("state", ["second", "answering", "over", "run out", "decided"])
def test_about_a_proposal(state, case, people, client_of, spam, mona, max):
    """Mona proposes; Max is the second person."""
    kind = {"second": "ban"}.get(state, "suspend")
    plan = Plan(
        kind=kind, hours=None if kind == "ban" else 168, off_ladder="It happened before.", hearing="spam" if kind == "ban" else ""
    )
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, message="It sells.", version=1, sanction=plan)
    now = timezone.now()
    times = {
        "over": {"hearing_until": now - timedelta(hours=1)},
        "run out": {"hearing_until": now - timedelta(days=9), "expires_at": now - timedelta(days=1)},
        "decided": {"state": "declined"},
    }
    Proposal.objects.update(**times.get(state, {"kind": "sanction"}))
    proposed = Proposal.objects.get().case

    found = {name: assert_buttons_are_acts(who, proposed, client_of, spam.rule, name=name) for name, who in people.items()}

    open_now = state in ("second", "over")
    assert found["other"] == ({"impose", "drop"} if open_now else set())
    assert found["nobody"] == ({"impose", "drop"} if state == "over" else set())
    assert found["elsewhere"] == found["member"] == set()


@pytest.mark.parametrize("role", ["affected", "notifier"])
def test_about_an_objection(role, case, people, client_of, spam, mona, bob, charlie, reporter, reported):
    """Mona decided first, so Mona cannot answer; nor can Rita, who reported it."""
    reporting.report(by=reporter, target_type="post", thing=reported, reason=spam)
    case.refresh_from_db()
    outcome = "hide" if role == "affected" else "keep"
    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, message="It sells.", version=case.version)
    way = decision.redresses.get(role=role, member=bob if role == "affected" else charlie)
    appealing.appeal(way=way, text="It does not.")
    objection = Case.objects.get(kind="appeal")

    found = {name: assert_buttons_are_acts(who, objection, client_of, spam.rule, name=name) for name, who in people.items()}

    assert found["other"] == {"affirm", "reverse"}
    assert found["nobody"] == found["reporter"] == found["elsewhere"] == found["member"] == set()


def test_an_objection_that_cannot_be_reversed_now_can_be_affirmed(
    case, people, client_of, spam, mona, max, charlie, alice, reported
):
    decision = decisions.decide(by=mona, case=case, outcome="keep", version=case.version)
    appealing.appeal(way=decision.redresses.get(member=charlie), text="It does not.")
    Post.objects.filter(pk=reported.pk).update(version=2)
    reported.refresh_from_db()
    reporting.report(by=alice, target_type="post", thing=reported, reason=spam)

    assert assert_buttons_are_acts(max, Case.objects.get(kind="appeal"), client_of, spam.rule) == {"affirm"}


@pytest.mark.parametrize("who", ["nobody", "other", "reporter", "subject"])
def test_undo_is_offered_where_it_is_possible(who, forum, people, client_of, spam, mona, charlie):
    author = make.member("maya", trust=4, groups=[MODERATORS])
    post = make.opening(make.thread(by=author, forum=forum))
    case = reporting.report(by=charlie, target_type="post", thing=post, reason=spam).case
    decision = decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    viewer = author if who == "subject" else people[who]

    page = client_of(viewer).get(case.get_absolute_url()).content.decode()

    allowed = decisions.can_undo(viewer, decision)
    assert ("Undo the decision" in page) == bool(allowed)
    assert allowed or str(allowed.reason) in page
    assert reverse("desk:decide", args=[case.pk]) not in page
