"""Saved replies: blanks are filled or block the sending, the reader's voice is chosen, and each keeps to their own."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.core.decisions import Refused
from moderation.audit.models import AuditEntry
from moderation.replies import actions, queries
from moderation.replies.models import SavedReply
from moderation.replies.rendering import VARIABLES, fill, fill_known, unknown
from moderation.replies.values import sample, values_for, words_for

pytestmark = pytest.mark.usefixtures("forum")


@pytest.fixture
def reply(db):
    return SavedReply.objects.create(
        title="Adverts",
        text_en="Hello {member}, “{title}” breaks {rule}.",
        text_de_formal="Guten Tag {member}, bitte lesen Sie {rule}.",
        text_de_informal="Hallo {member}, bitte lies {rule}.",
    )


def test_every_blank_is_filled():
    text = " ".join(f"{{{name}}}" for name in VARIABLES)

    assert fill(text, dict.fromkeys(VARIABLES, "x")) == " ".join("x" for _name in VARIABLES)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear {nobody}", "Nothing can stand for {nobody}"),
        ("Until {deadline}", "nothing to put in for {deadline}"),
        ("{Member}", "Nothing can stand for {Member}"),
    ],
)
def test_what_cannot_be_filled_is_not_sent(text, sentence):
    with pytest.raises(ValidationError) as refused:
        fill(text, {"member": "Bob", "deadline": ""})

    assert sentence in refused.value.message_dict["message"][0]


def test_a_brace_written_twice_is_a_brace_and_values_are_not_read_again():
    assert fill("{{member}} is {member}", {"member": "{title}"}) == "{member} is {title}"
    assert fill_known("{member}, {rule}, {{x}}", {"member": "Bob", "rule": ""}) == "Bob, {rule}, {{x}}"


@given(st.text(alphabet="{}ab_member ", max_size=60))
def test_no_blank_is_left_over(text):
    values = {"member": "Bob"}
    try:
        sent = fill(text, values)
    except ValidationError:
        assert unknown(text) or "member" not in text
    else:
        assert fill_known(text, values).replace("{{", "{").replace("}}", "}") == sent


@pytest.mark.parametrize(
    ("language", "address", "begins"),
    [("en", "formal", "Hello"), ("de", "formal", "Guten Tag"), ("de", "informal", "Hallo")],
)
def test_the_reader_is_addressed_as_they_wish(language, address, begins, reply, bob):
    from moderation.replies.values import voice_of

    bob.language, bob.address = language, address

    assert words_for(reply, voice_of(bob)).startswith(begins)


def test_a_voice_nobody_wrote_falls_back(reply):
    reply.text_de_formal = ""
    assert words_for(reply, "formal").startswith("Hallo")
    reply.text_de_informal = ""
    assert words_for(reply, "formal").startswith("Hello")


def test_values_are_those_of_the_case(case, bob, spam):
    values = values_for(case, basis=spam.rule, deadline=timezone.now(), may_object=True)

    assert values["member"] == bob.name
    assert values["title"] == case.snapshot["title"]
    assert values["rule"] == "house rule 4 (No advertising)"
    assert values["link"].startswith("http")
    assert all(values.values())
    assert set(values) == set(VARIABLES) == set(sample())


def test_a_law_is_cited(case):
    from moderation.decisions.models import LegalGround

    law = LegalGround(reference="§ 185 StGB", title="Insult", text="Insults.")

    assert values_for(case, basis=law)["rule"] == "§ 185 StGB (Insult)"


@pytest.mark.parametrize(
    ("who", "team", "may"),
    [("mona", True, True), ("mona", False, True), ("kim", True, False), ("kim", False, True), ("bob", False, False)],
)
def test_who_may_keep_replies(who, team, may, request):
    by = request.getfixturevalue(who)

    def keep():
        return actions.keep(by=by, title="Thanks", text_en="Thank you.", for_team=team)

    if may:
        assert keep().owner == (None if team else by)
        assert AuditEntry.objects.filter(verb="reply.made").exists() == team
    else:
        with pytest.raises(Refused):
            keep()


def test_a_reply_with_a_blank_nobody_knows_is_not_kept(mona):
    with pytest.raises(ValidationError, match=r"\{nobody\}"):
        actions.keep(by=mona, title="Thanks", text_en="Thank {nobody}.")
    assert not SavedReply.objects.exists()


def test_ones_own_replies_are_nobody_elses(mona, max, reply):
    mine = actions.keep(by=mona, title="Mine", text_en="Mine.")

    assert queries.offered(mona) == [reply, mine] or queries.offered(mona) == [mine, reply]
    assert queries.offered(max) == [reply]
    with pytest.raises(Refused):
        actions.keep(by=max, reply=mine, title="Yours", text_en="Yours.")


def test_retired_replies_are_not_offered_and_uses_are_counted(mona, max, reply):
    mine = actions.keep(by=max, title="Mine", text_en="Mine.", is_active=False)

    assert actions.used(reply_id=reply.pk, by=mona)
    assert not actions.used(reply_id=mine.pk, by=mona)
    reply.refresh_from_db()
    assert reply.uses == 1
    assert queries.offered(max) == [reply]


def test_writing_a_reply_on_its_page(client_of, mona, db):
    client = client_of(mona)
    text = {"title": "Hi", "text_en": "Hello {member}!", "is_active": "on"}

    shown = client.post(reverse("desk:reply_new"), text | {"preview": "1"}).content.decode()
    wrong = client.post(reverse("desk:reply_new"), text | {"text_en": "Hello {nobody}!"})
    client.post(reverse("desk:reply_new"), text | {"for_team": "on"})

    assert "Hello Robin!" in shown
    assert "Hello {member}!" in shown
    assert wrong.status_code == 422
    assert "Hello {nobody}!" in wrong.content.decode()
    kept = SavedReply.objects.get()
    assert kept.owner is None
    client.post(reverse("desk:reply", args=[kept.pk]), text | {"title": "Hello"})
    kept.refresh_from_db()
    assert kept.title == "Hello"
    assert "Hello" in client.get(reverse("desk:replies")).content.decode()


def test_who_reaches_the_pages_of_replies(client_of, kim, bob, reply):
    assert client_of(bob).get(reverse("desk:replies")).status_code == 403
    assert client_of(kim).get(reverse("desk:replies")).status_code == 200
    assert client_of(kim).get(reverse("desk:reply", args=[reply.pk])).status_code == 403


def test_the_list_of_replies_costs_the_same_for_3_and_30(client_of, mona, django_assert_max_num_queries):
    for number in range(30):
        SavedReply.objects.create(title=f"Reply {number}", text_en="Hello.")
    client = client_of(mona)
    client.get(reverse("desk:replies"))

    with django_assert_max_num_queries(10):
        client.get(reverse("desk:replies"))
