"""Your standing, the banner that leads there, and the page that lifts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from forums.composing import actions as composing
from moderation.appeals.models import Redress
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.proposals.models import Proposal
from moderation.sanctions import actions, queries
from moderation.sanctions.models import Sanction
from tests import make

from .strikes import decide, fresh, later, read, reported_post, strike

OWN = "/standing/"


def page_of(client, **more) -> str:
    answer = client.get(OWN, more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_is_asked_to_log_in(client, db):
    assert client.get(OWN).status_code == 302


@pytest.mark.parametrize("who", ["charlie", "nina", "mona", "admin"])
def test_where_nothing_stands_it_says_so_kindly(who, request, client_of, forum):
    page = page_of(client_of(request.getfixturevalue(who)))

    assert "Nothing stands against you." in page
    assert "What points lead to" in page
    assert "suspension for 7 days" in page


def test_a_strike_says_what_for_until_when_and_how_to_object(bob, thread, charlie, mona, spam, client_of):
    case = reported_post(bob, thread, charlie)
    decision = decide(mona, case, outcome="hide", kind="read_only", hours=24, scope="thread", off_ladder="It stays there.")

    page = page_of(client_of(bob))

    way = Redress.objects.get(decision=decision, role="affected")
    for part in (
        f"You can read the thread “{thread.title}”, but not write in it.",
        "in force",
        "2 points",
        "1. Be kind",
        decision.message,
        reverse("desk:statement", args=[decision.statement.pk]),
        way.get_absolute_url(),
        "I have read this",
        "Hidden",
    ):
        assert part in page, part
    assert "mona" not in page
    assert "charlie" not in page
    assert "It stays there." not in page


def test_once_read_it_moves_to_what_counts(bob, thread, charlie, mona, spam, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    actions.acknowledge(by=bob, sanction=made)

    page = page_of(client_of(bob))

    assert "I have read this" not in page
    assert "You have 2 points." in page
    assert "A moderator reads your posts before others can." in page
    later(hours=25)
    page = page_of(client_of(fresh(bob)))
    assert "run out" in page and "You have 2 points." in page
    later(days=95)
    assert "You have" not in page_of(client_of(fresh(bob)))


def test_a_lifted_sanction_says_so(bob, thread, charlie, mona, max, spam, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    actions.lift(by=max, sanction=made, reason="The ladder was too steep.")

    page = page_of(client_of(fresh(bob)))

    assert "lifted" in page and "The ladder was too steep." in page
    assert ">max<" not in page
    assert "in force" not in page


def test_an_undone_decision_is_not_there(bob, thread, charlie, mona, spam, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    decisions.undo(by=mona, decision=made.decision)

    assert "Nothing stands against you." in page_of(client_of(fresh(bob)))


def test_posts_that_wait_are_shown_with_the_reason_and_can_be_edited(nina, thread, client_of):
    post = composing.reply(by=nina, thread=thread, body="My very first words here.")

    page = page_of(client_of(nina))

    assert "My very first words here." in page
    assert "A moderator reads the first posts of new members" in page
    assert reverse("forums:edit", args=[post.pk]) in page
    assert "waiting" in page


def test_a_change_that_is_asked_for_leads_to_the_form(bob, thread, charlie, mona, spam, client_of):
    case = reported_post(bob, thread, charlie)
    decide(mona, case, outcome="revise")

    page = page_of(client_of(bob))

    assert "You can change it until" in page
    assert reverse("forums:edit", args=[case.target_id]) in page


def test_decisions_come_in_pages_and_the_next_one_is_found(bob, thread, charlie, mona, spam, client_of):
    for _ in range(queries.DECISIONS_A_PAGE + 1):
        decide(mona, reported_post(bob, thread, charlie))
        Case.objects.all()
    first = queries.own_standing(bob)
    second = queries.own_standing(bob, cursor=first.next)

    assert (len(first.decisions), len(second.decisions), second.next) == (queries.DECISIONS_A_PAGE, 1, "")
    page = page_of(client_of(bob), cursor=first.next)
    assert "Decisions of the last 90 days" in page
    assert client_of(bob).get(OWN, {"cursor": "nonsense"}).status_code == 404
    Decision.objects.update(made_at=timezone.now() - timedelta(days=91))
    assert queries.own_standing(bob).decisions == []


def test_the_number_of_queries_does_not_grow(bob, thread, charlie, mona, spam, client_of, forum):
    def grow():
        make.post(thread, by=bob, state="held")
        strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
        strike(mona, reported_post(bob, thread, charlie), "read_only", hours=24, scope="thread")
        strike(mona, reported_post(bob, thread, charlie), "warning")
        decide(mona, reported_post(bob, thread, charlie), outcome="remove")
        actions.acknowledge(by=fresh(bob), sanction=Sanction.objects.first())

    def cost() -> int:
        client = client_of(fresh(bob))
        client.get(OWN)
        with CaptureQueriesContext(connection) as found:
            page_of(client)
        return len(found)

    grow()
    little = cost()
    grow()
    grow()

    assert cost() == little
    assert little <= 20


def test_the_desks_view_of_a_member_is_two_queries(bob, thread, charlie, mona, spam, django_assert_num_queries):
    active = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    lifted = strike(mona, reported_post(bob, thread, charlie), "warning")
    waiting = strike(mona, reported_post(bob, thread, charlie), "warning")
    actions.acknowledge(by=bob, sanction=active)
    actions.lift(by=mona, sanction=lifted, reason="Mistaken.")

    with django_assert_num_queries(2):
        found = queries.standing_of(bob)

    assert (found.points, found.active, found.waiting, found.over) == (4, [active], [waiting], [lifted])
    assert found.standing == [waiting, active]


def test_the_banner_costs_nobody_else_a_query(bob, alice, thread, charlie, mona, spam, client_of):
    def cost(member) -> int:
        client = client_of(fresh(member))
        client.get(reverse("forums:latest"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("forums:latest"))
        return len(found)

    others = cost(alice)
    strike(mona, reported_post(bob, thread, charlie), "warning")
    own = cost(bob)
    Member.objects.filter(pk=bob.pk).update(is_limited=False)

    assert cost(alice) == others
    assert own == cost(bob) + 2


def test_the_menu_the_settings_and_ones_own_profile_lead_there(bob, alice, client_of, forum):
    client = client_of(bob)

    for path in (reverse("forums:latest"), reverse("members:settings"), bob.get_absolute_url()):
        assert f'href="{OWN}"' in client.get(path).content.decode(), path
    assert client.get(alice.get_absolute_url()).content.decode().count(f'href="{OWN}"') == 1


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_confirming_leads_nowhere_else(next_page, bob, thread, charlie, mona, spam, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "warning")

    answer = client_of(bob).post(reverse("desk:acknowledge", args=[made.pk]), {"next": next_page})

    assert answer.url == OWN


def test_who_has_two_to_read_is_kept_on_the_page(bob, thread, charlie, mona, spam, client_of):
    made = [strike(mona, reported_post(bob, thread, charlie), "warning") for _ in range(2)]
    client = client_of(bob)

    first = client.post(reverse("desk:acknowledge", args=[made[0].pk]), {"next": "/drafts/"})
    second = client.post(reverse("desk:acknowledge", args=[made[1].pk]), {"next": "/drafts/"})

    assert (first.url, second.url) == (OWN, "/drafts/")


def test_lifting_on_the_page(bob, thread, charlie, mona, max, spam, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    client, address = client_of(max), reverse("desk:lift", args=[made.pk])

    shown = client.get(address)
    without = client.post(address, {"reason": " "})
    done = client.post(address, {"reason": "Too much."})
    again = client.post(address, {"reason": "Too much."})

    assert shown.status_code == 200 and "posts held for approval" in shown.content.decode()
    assert without.status_code == 422 and "Please say why" in without.content.decode()
    assert (done.status_code, done.url) == (302, reverse("desk:member", args=["bob"]))
    assert again.status_code == 302
    assert Sanction.objects.get().lift_reason == "Too much."
    closed = client.get(address)
    assert closed.status_code == 403 and "lifted already" in closed.content.decode()


def test_lifting_is_refused_with_a_sentence_or_not_found(bob, thread, charlie, mona, kim, spam, client_of, forum):
    made = strike(mona_of_all(mona), reported_post(bob, thread, charlie), "hold", hours=24)
    address = reverse("desk:lift", args=[made.pk])

    assert client_of(kim).get(address).status_code == 404
    make.access(forum, "gardeners", 16)
    refused = client_of(kim).post(address, {"reason": "Because."})
    assert refused.status_code == 403
    assert "every forum" in refused.content.decode()
    assert client_of(charlie).get(address).status_code == 403
    assert Sanction.objects.get().lifted_at is None


def mona_of_all(mona):
    from forums.models import Forum

    make.access(Forum.objects.get(slug="garden"), "moderators", 16)
    make.forum("Shed", moderated_by="moderators")
    return fresh(mona)


def test_the_ledger_of_sanctions_is_looked_at_only(bob, thread, charlie, mona, spam, admin, client_of):
    made = strike(mona, reported_post(bob, thread, charlie), "hold", hours=24)
    client = client_of(admin)

    assert client.get(reverse("admin:moderation_sanction_changelist")).status_code == 200
    assert client.get(reverse("admin:moderation_sanction_change", args=[made.pk])).status_code == 200
    assert client.post(reverse("admin:moderation_sanction_change", args=[made.pk]), {}).status_code == 403
    assert client.get(reverse("admin:moderation_ladderstep_changelist")).status_code == 200


def test_a_hearing_is_shown_on_every_page(bob, thread, charlie, mona, spam, client_of):
    decide(mona, reported_post(bob, thread, charlie), kind="suspend", hours=24, off_ladder="Again and again.")
    client = client_of(fresh(bob))

    assert "ask for your view first" in client.get(reverse("forums:latest")).content.decode()
    assert "Your view is asked for" in page_of(client)
    assert composing.reply(by=read(bob), thread=thread, body="I still write.").is_published


def test_a_hearing_is_not_shown_before_it_was_told_and_stays_until_it_is_decided(
    bob, thread, charlie, mona, spam, client_of, settings
):
    settings.TAKE_BACK_SECONDS = 12
    decision = decide(mona, reported_post(bob, thread, charlie), kind="suspend", hours=24, off_ladder="Again and again.")
    client = client_of(fresh(bob))
    assert "ask for your view" not in client.get(reverse("forums:latest")).content.decode()
    assert "ask for your view" not in page_of(client)

    Decision.objects.filter(pk=decision.pk).update(tell_at=timezone.now())
    assert "You can answer until" in page_of(client)
    Proposal.objects.update(heard_at=timezone.now())
    assert "It is not decided yet." in page_of(client)
    assert "ask for your view" not in client.get(reverse("forums:latest")).content.decode()
    Proposal.objects.update(heard_at=None, hearing_until=timezone.now())
    assert "The time to answer is over." in page_of(client)
    Proposal.objects.update(state="declined")
    assert "ask for your view" not in page_of(client)
