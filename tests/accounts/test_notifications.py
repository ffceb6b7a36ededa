"""Telling members: once, in their language, by mail as they wish, and only what they may see."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notifications import actions, queries, registry
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb
from community.core.models import OutboxMail


@pytest.fixture(autouse=True)
def verbs(monkeypatch):
    """Verbs of this test alone."""
    monkeypatch.setattr(registry, "_verbs", dict(registry._verbs))

    def sentence(notification):
        return f"{_('Today')}: {notification.data.get('title', '')}"

    for name, mail in (("t.answered", "direct"), ("t.posted", "all"), ("t.decided", "needed"), ("t.quiet", "never")):
        registry.register(Verb(name, sentence=sentence, url=lambda n: f"/t/{n.data.get('thread', 1)}/", mail=mail))
    registry.register(
        Verb(
            "t.secret",
            sentence=sentence,
            url=lambda n: "/",
            mail="needed",
            still_visible=lambda member, rows: {row.pk for row in rows if row.data.get("open")},
        )
    )


def tell(member, verb="t.answered", event="post:1", **kwargs):
    return actions.notify(member=member, verb=verb, event=event, **kwargs)


def test_the_same_event_tells_a_member_once(bob, alice):
    first = tell(bob, actor=alice)
    again = tell(bob, actor=alice)

    assert first is not None and again is None
    assert Notification.objects.filter(member=bob).count() == 1


def test_nobody_is_told_what_they_did_themselves(bob):
    assert tell(bob, actor=bob) is None
    assert not Notification.objects.exists()


def test_an_unknown_verb_is_a_mistake_in_the_code(bob):
    with pytest.raises(LookupError):
        tell(bob, verb="t.nonsense")


def test_two_verbs_of_one_name_are_a_mistake_in_the_code():
    with pytest.raises(ValueError, match=r"t\.quiet"):
        registry.register(Verb("t.quiet", sentence=str, url=str))


def test_the_mail_speaks_the_members_language_and_links_to_the_configured_site(bob, settings):
    settings.SITE_URL = "https://forum.example.org"
    bob.language = "de"

    tell(bob, verb="t.decided", data={"title": "Holz <b>", "thread": 7})

    mail = OutboxMail.objects.get()
    assert mail.subject == "Heute: Holz <b>"
    assert "https://forum.example.org/t/7/" in mail.text
    assert "Holz <b>" in mail.text
    assert b"text/html" in bytes(mail.message)
    assert b"Holz <b>" not in bytes(mail.message).split(b"text/html")[1]


def test_a_title_with_line_breaks_cannot_write_headers(bob):
    tell(bob, verb="t.decided", data={"title": "Hi\r\nBcc: eve@example.org"})

    assert "\n" not in OutboxMail.objects.get().subject
    assert OutboxMail.objects.count() == 1


def test_an_act_that_is_undone_tells_nobody(bob):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(bob)
        raise RuntimeError

    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_imported_and_inactive_members_are_not_told(alice, bob):
    alice.is_imported, bob.is_active = True, False

    assert tell(alice) is None
    assert tell(bob) is None


def test_what_a_member_may_not_see_they_are_not_told(bob):
    assert tell(bob, verb="t.secret", event="a", data={"open": False}) is None
    assert tell(bob, verb="t.secret", event="b", data={"open": True}) is not None
    assert OutboxMail.objects.count() == 1


def test_what_became_invisible_since_is_not_shown(bob):
    told = tell(bob, verb="t.secret", event="a", data={"open": True, "title": "gone"})
    Notification.objects.filter(pk=told.pk).update(data={"open": False, "title": "gone"})

    assert queries.page_for(bob).rows == []
    assert queries.one_of(bob, told.pk) is None


def test_a_verb_whose_package_is_gone_is_not_shown(bob):
    Notification.objects.create(member=bob, verb="t.forgotten", event="x")

    assert queries.page_for(bob).rows == []


def test_the_list_costs_the_same_however_long(bob, alice, django_assert_num_queries):
    for number in range(40):
        tell(bob, verb="t.quiet", event=str(number), actor=alice)

    with django_assert_num_queries(1):
        first = queries.page_for(bob)
        assert {row.actor.name for row in first.rows} == {"alice"}

    rest = queries.page_for(bob, cursor=first.next)
    assert (len(first.rows), len(rest.rows), rest.next) == (30, 10, "")
    assert {row.pk for row in first.rows}.isdisjoint(row.pk for row in rest.rows)


def test_the_count_stops_at_a_hundred(bob):
    Notification.objects.bulk_create(Notification(member=bob, verb="t.quiet", event=str(n)) for n in range(120))

    assert queries.unread_count(bob) == 100


def test_reading_all_leaves_what_arrived_since(bob):
    tell(bob, event="1")
    seen = tell(bob, event="2")
    late = tell(bob, event="3")

    assert actions.read_all(by=bob, up_to=seen.pk) == 2

    assert Notification.objects.get(read_at=None) == late


def test_nobody_reads_somebody_elses(alice, bob):
    told = tell(bob)

    assert not actions.read(by=alice, notification=told)
    assert queries.one_of(alice, told.pk) is None
    assert queries.unread_count(bob) == 1


def test_seeing_the_thread_answers_its_bell(bob):
    tell(bob, event="1", data={"thread": 4})
    tell(bob, event="2", data={"thread": 5})

    assert actions.read_about(by=bob, thread=4) == 1
    assert queries.unread_count(bob) == 1
