"""The page of a case: what it shows, what pressing does, what is kept when something goes wrong, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from forums.posts.models import Post
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, LegalGround
from moderation.replies.models import SavedReply
from moderation.reports.models import ReportAddition
from moderation.sanctions.models import Sanction
from moderation.statements.models import Statement
from tests import make


@pytest.fixture
def mona(mona, forum):
    """Moderates every forum there is."""
    return mona


def press(client, case, outcome, *, act="decide", follow=False, **form):
    case = Case.objects.get(pk=case.pk)
    field = "preview" if act == "preview" else "outcome"
    return client.post(reverse(f"desk:{act}", args=[case.pk]), {field: outcome, "version": case.version} | form, follow=follow)


def text(answer):
    return unescape(answer.content.decode())


def ground(spam):
    return f"rule:{spam.rule_id}"


def test_the_usual_ground_and_its_words_are_chosen_already(case, client_of, mona, spam):
    page = text(client_of(mona).get(case.get_absolute_url()))

    assert re.search(rf'<option value="rule:{spam.rule_id}"[^>]* selected', page)
    assert f">{spam.rule.message}</textarea>" in page
    assert '<optgroup label="House rules">' in page
    assert '<optgroup label="Laws">' in page
    assert "The ladder proposes: warning." in page


def test_a_law_can_be_the_ground(case, client_of, mona):
    law = LegalGround.objects.filter(is_active=True).first()

    press(client_of(mona), case, "remove", ground=f"law:{law.pk}", message="It is against the law.", manifest="1")

    decision = Decision.objects.get()
    assert (decision.ground, decision.law, decision.is_manifest) == ("law", law, True)


def test_a_thread_can_be_locked_for_its_own_good(thread, charlie, client_of, mona, spam):
    from moderation.reports import actions as reporting

    case = reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam).case

    press(client_of(mona), case, "lock", ground="care", message="It has run its course.")

    assert Decision.objects.get().ground == "care"


def test_s_takes_it_down_and_follows_the_ladder(case, client_of, mona, spam, bob):
    press(client_of(mona), case, "remove+ladder", ground=ground(spam))

    assert Post.objects.get(pk=case.target_id).state == "removed"
    sanction = Sanction.objects.get(member=bob)
    assert (sanction.kind, sanction.points, sanction.off_ladder) == ("warning", 2, "")


def test_b_leaves_the_ladder_with_a_reason(case, client_of, mona, spam, bob):
    client = client_of(mona)
    wish = {"ground": ground(spam), "kind": "hold", "length": "days", "days": "3", "scope": "site", "message": "Mine."}

    refused = press(client, case, "hide+choice", **wish)
    press(client, case, "hide+choice", **wish, why="The third time this week.")

    assert refused.status_code == 422
    page = text(refused)
    assert "Please say why you choose something else" in page
    for kept in (
        'value="hold" selected',
        'value="3"',
        ">Mine.</textarea>",
        '<details class="sanction-panel" id="sanction-panel" open',
    ):
        assert kept in page
    sanction = Sanction.objects.get(member=bob)
    assert (sanction.kind, sanction.off_ladder) == ("hold", "The third time this week.")
    assert sanction.ends_at - sanction.starts_at == timedelta(days=3)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "nonsense"}, "choose a sanction from the list"),
        ({"kind": "read_only", "length": "days", "days": "x"}, "between one hour and one year"),
        ({"kind": "suspend", "length": "days", "days": "999999"}, "between one hour and one year"),
        ({"kind": "suspend", "length": ""}, "Without one it is a ban"),
    ],
)
def test_a_sanction_that_makes_no_sense_comes_back(form, sentence, case, client_of, mona, spam):
    answer = press(client_of(mona), case, "hide+choice", ground=ground(spam), why="Because.", **form)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Case.objects.get().is_open


def test_the_author_gets_the_time_that_was_chosen(case, client_of, mona, spam):
    press(client_of(mona), case, "revise", ground=ground(spam), revise="7")

    assert abs(Decision.objects.get().revise_until - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "form",
    [
        {"version": "x"},
        {"ground": "rule:99999999999999999"},
        {"ground": "law:"},
        {"reply": "²"},
        {"revise": "-1"},
    ],
)
def test_nonsense_in_the_form_is_no_error(form, case, client_of, mona, spam):
    answer = press(client_of(mona), case, "hide", **({"ground": ground(spam)} | form))

    assert answer.status_code in (302, 409, 422), answer.content


def test_a_reply_is_taken_without_a_script_and_counted(case, client_of, mona, spam, bob):
    reply = SavedReply.objects.create(title="Adverts", text_en="{member}, see {rule}. {appeal}")

    press(client_of(mona), case, "hide", ground=ground(spam), message="", reply=reply.pk)

    message = Decision.objects.get().message
    assert message.startswith(f"{bob.name}, see house rule 4 (No advertising). You can object")
    reply.refresh_from_db()
    assert reply.uses == 1


def test_a_blank_that_nothing_fills_blocks_the_sending_and_keeps_the_words(case, client_of, mona, spam):
    answer = press(client_of(mona), case, "remind", ground=ground(spam), message="Until {deadline}, {name}.")

    page = text(answer)
    assert answer.status_code == 422
    assert "nothing to put in for {deadline}" in page
    assert "Nothing can stand for {name}" in page
    assert ">Until {deadline}, {name}.</textarea>" in page
    assert 'aria-describedby="message-error"' in page
    assert Case.objects.get().is_open


@pytest.mark.parametrize("outcome", ["remind", "revise", "hide", "remove+ladder", "keep"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_preview_is_what_is_sent(outcome, language, case, client_of, mona, spam, bob):
    type(bob).objects.filter(pk=bob.pk).update(language=language)
    client = client_of(mona)
    form = {"ground": ground(spam), "message": "Dear {member}, no adverts.", "revise": "3"}
    before = (Notification.objects.count(), AuditEntry.objects.count(), Decision.objects.count())

    answer = client.post(
        reverse("desk:preview", args=[case.pk]),
        {"preview": outcome, "version": case.version} | form,
        headers={"X-Part": "letters"},
    )

    assert (Notification.objects.count(), AuditEntry.objects.count(), Decision.objects.count()) == before
    assert Case.objects.get().is_open
    shown = squeezed(re.sub(r"<[^>]+>", " ", text(answer)))
    press(client, case, outcome, **form)
    sent = Notification.objects.filter(pk__gt=0, verb__startswith="moderation.").exclude(verb="moderation.report_received")
    assert sent.count() == (1 if outcome == "keep" else 2)
    for notification in sent:
        assert squeezed(hidden(notification.data.get("text", ""))) in shown
    for statement in Statement.objects.all():
        assert squeezed(hidden(statement.body)) in shown


def hidden(words):
    """Without what is made anew each time: the secret link, and the minute."""
    return re.sub(r"/appeal/\w+", "/appeal/…", words or "")


def squeezed(words):
    return " ".join(re.sub(r"\d\d:\d\d", "", words).split())


def test_the_preview_without_a_script_is_the_page_with_the_words_kept(case, client_of, mona, spam):
    answer = press(client_of(mona), case, "hide", act="preview", ground=ground(spam), message="No adverts, please.")

    page = text(answer)
    assert answer.status_code == 200
    assert "What will be sent" in page
    assert ">No adverts, please.</textarea>" in page
    assert "/appeal/…" in page
    refused = press(client_of(mona), case, "hide", act="preview", ground="", message="No adverts.")
    assert refused.status_code == 422
    assert ">No adverts.</textarea>" in text(refused)


def test_a_slip_is_taken_back_before_anybody_hears_of_it(case, client_of, mona, spam, bob, settings):
    settings.TAKE_BACK_SECONDS = 12
    client = client_of(mona)

    page = text(press(client, case, "remove", ground=ground(spam), follow=True))
    undone = client.post(reverse("desk:undo", args=[case.pk]), {"decision": Decision.objects.get().pk}, follow=True)

    assert "Nobody is told for 12 s." in page
    assert "before anybody was told" in text(undone)
    assert Post.objects.get(pk=case.target_id).state == "published"
    assert not Notification.objects.filter(member=bob, verb__startswith="moderation.").exists()


def test_undo_never_takes_back_what_the_page_did_not_show(case, client_of, mona, max, spam):
    first = decisions.decide(by=mona, case=case, outcome="keep", version=1)
    decisions.undo(by=mona, decision=first)
    case.refresh_from_db()
    decisions.decide(by=max, case=case, outcome="hide", rule=spam.rule, version=case.version)

    answer = client_of(mona).post(reverse("desk:undo", args=[case.pk]), {"decision": first.pk})

    assert answer.status_code == 409
    assert Decision.objects.get(outcome="hide").undone_at is None


def test_a_conflict_shows_both_sides_and_the_ways_on(case, many_cases, client_of, mona, max, spam):
    many_cases(1)
    client = client_of(mona)
    client.post(reverse("desk:claim", args=[case.pk]), {"take_over": "1"})
    Case.objects.update(claimed_by=None, claimed_at=None)
    form = {"version": case.version, "outcome": "remove+ladder", "ground": ground(spam), "message": "My words."}
    decisions.decide(
        by=max, case=Case.objects.get(pk=case.pk), outcome="hide", rule=spam.rule, message="His.", version=case.version
    )

    answer = client.post(reverse("desk:decide", args=[case.pk]), form)

    page = text(answer)
    assert answer.status_code == 409
    for part in ("max decided", "Hidden", "No advertising", "His.", "My words.", "You had chosen: Remove",
                 "the ladder proposes", "To the next case", "Take their decision back"):  # fmt: skip
        assert part in page


def test_claiming_too_late_says_who_is_on_it(case, client_of, mona, max):
    client_of(max).post(reverse("desk:claim", args=[case.pk]))

    answer = client_of(mona).post(reverse("desk:claim", args=[case.pk]))

    assert answer.status_code == 409
    assert "max was faster" in text(answer)
    assert "Take the case over" in text(answer)


def test_the_timeline_tells_everything_in_order(case, reported, client_of, mona, max, spam, charlie):
    from forums.composing import editing

    ReportAddition.objects.create(report=case.reports.get(), body="It was posted twice.")
    Post.objects.filter(pk=reported.pk).update(
        published_at=timezone.now() - timedelta(hours=1), created_at=timezone.now() - timedelta(hours=1)
    )
    reported.refresh_from_db()
    editing.edit(by=reported.author, post=reported, body="Other words entirely, please look.", version=reported.version)
    case.refresh_from_db()
    decisions.decide(by=max, case=case, outcome="remove", rule=spam.rule, message="It sells.", version=case.version)

    page = text(client_of(mona).get(case.get_absolute_url()))

    for part in ("reported: Spam", "It was posted twice.", "edited version 1", "decided: Removed, ground: 4. No advertising"):
        assert part in page


def test_the_author_who_moderates_does_not_learn_who_reported(forum, charlie, client_of, spam, mona):
    from moderation.reports import actions as reporting

    case = reporting.report(
        by=charlie, target_type="post", thing=make.opening(make.thread(by=mona, forum=forum)), reason=spam, note="Secret words."
    ).case

    page = text(client_of(mona).get(case.get_absolute_url()))

    assert "charlie" not in page
    assert "Secret words." not in page


def test_the_page_costs_at_most_24_queries(case, client_of, mona, max, spam, django_assert_max_num_queries):
    decision = decisions.decide(by=max, case=case, outcome="hide", rule=spam.rule, version=1)
    client = client_of(mona)
    client.get(case.get_absolute_url())
    with django_assert_max_num_queries(24):
        client.get(case.get_absolute_url())
    decisions.undo(by=max, decision=decision)
    with django_assert_max_num_queries(24):
        client.get(case.get_absolute_url())
