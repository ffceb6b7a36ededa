"""The pages below /messages/: who gets where, what is counted, and that nobody else reads a word."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from forums.attachments import actions as attachments
from forums.attachments import gate, sweep
from forums.attachments.models import Attachment
from forums.conversations import actions, levers
from forums.conversations.models import Conversation, Message, Participant, Wish
from forums.personal.models import Draft
from tests import make, walk

SECRET = "walnutwhisper"
PAGE, LIST = 14, 14


@pytest.fixture
def talk(alice, bob, nina, charlie, forum):
    """Alice wrote to Bob and Nina; Nina left after the first message."""
    talk = make.conversation(
        by=alice, to=[bob, nina], title=f"About {SECRET}", said=[(alice, f"One {SECRET}"), (bob, f"Two {SECRET}")]
    )
    Participant.objects.filter(member=nina).update(state="left", left_number=1, last_read=1, has_news=False)
    return talk


def token(n=1):
    return f"token-{n:08}"


ACTS = {
    # act: (method, address, form)
    "read": ("get", "conversation", "talk", {}),
    "people": ("get", "conversation_people", "talk", {}),
    "names": ("get", "conversation_names", "talk", {}),
    "first message": ("get", "message", "first", {}),
    "quote": ("get", "quote_message", "first", {}),
    "second message": ("get", "message", "second", {}),
    "send": ("post", "conversation", "talk", {"body": "Three"}),
    "add": ("post", "conversation_people", "talk", {"to": "charlie"}),
    "mute": ("post", "mute_conversation", "talk", {"muted": "1"}),
    "edit": ("post", "edit_message", "first", {"body": "Changed", "version": "1"}),
    "take back": ("post", "delete_message", "first", {}),
    "leave": ("post", "leave_conversation", "talk", {}),
}
# Everything for who is in it, reading for who left, and nothing for anybody else, whatever they are elsewhere.
MATRIX = {
    "alice": dict.fromkeys(ACTS, "yes"),
    "bob": dict.fromkeys(ACTS, "yes") | {"add": 403, "edit": 403, "take back": 403},
    "nina": dict.fromkeys(ACTS, "yes") | {"second message": 404, "send": 403, "add": 403, "edit": 403, "take back": 403},
    "charlie": dict.fromkeys(ACTS, 404),
    "mona": dict.fromkeys(ACTS, 404),
    "admin": dict.fromkeys(ACTS, 404),
    "guest": dict.fromkeys(ACTS, "log in"),
}


def test_who_may_do_what(talk, request, client_of):
    from django.db import transaction

    ids = {"talk": talk.pk, "first": make.message(talk, 1).pk, "second": make.message(talk, 2).pk}
    found, words = {}, {}
    for who in MATRIX:
        person = request.getfixturevalue(who)
        for act, (method, name, what, form) in ACTS.items():
            with transaction.atomic():
                client = client_of(person)
                answer = getattr(client, method)(reverse(f"forums:{name}", args=[ids[what]]), form)
                transaction.set_rollback(True)
            logs_in = (
                answer.status_code == 403 if "body" in form else answer.headers.get("Location", "").startswith("/accounts/login/")
            )
            status = "yes" if answer.status_code in (200, 302) else answer.status_code
            found.setdefault(who, {})[act] = "log in" if who == "guest" and logs_in else status
            words[who, act] = answer.content.decode()

    wrong = {(who, act): found[who][act] for who in MATRIX for act in ACTS if found[who][act] != MATRIX[who][act]}
    assert wrong == {}
    assert not [key for key, text in words.items() if SECRET in text and key[0] in ("charlie", "mona", "admin", "guest")]
    assert "Two" not in words["nina", "read"]


def test_no_other_page_shows_a_word_of_it(talk, client_of, charlie, mona, admin, guest, alice):
    """Search, feeds, profile, desk, back office, sitemap: every page that can be opened."""
    values = {"pk": talk.pk, "username": "alice", "slug": "x", "kind": "message", "page": "imprint", "act": "lock"}
    shown = []
    for person in (guest, charlie, mona, admin):
        client = client_of(person, raise_request_exception=False)
        for door in walk.doors(admin=person == admin):
            if "logout" in door.name or "delete" in door.name:
                continue
            answer = client.get(f"{door.path(values)}?q={SECRET}&words={SECRET}")
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
            # What was asked for stands in the search field; what was written, and the title, nowhere.
            if f"One {SECRET}" in text or f"About {SECRET}" in text:
                shown.append((str(person), door.name))

    assert shown == []


def test_the_back_office_knows_no_conversations(db):
    from django.contrib import admin as back_office

    assert not [model for model in back_office.site._registry if model._meta.app_label == "conversations"]


def test_somebody_is_written_to_and_answers(client_of, alice, bob, forum):
    form = {"to": "bob", "title": "Your plane", "body": "Is it still for sale?", "form_token": token()}
    Draft.objects.create(member=alice, place="talk:new", body="half", updated_at=alice.date_joined)

    answer = client_of(alice).post(reverse("forums:new_conversation"), form)

    talk = Conversation.objects.get()
    assert answer.headers["Location"] == f"/messages/{talk.pk}/?page=1#message-1"
    assert not Draft.objects.filter(member=alice).exists()
    listed = client_of(bob).get("/messages/").content.decode()
    assert "is-unread" in listed and "1 new" in listed and "Is it still for sale?" in listed
    client_of(bob).get(talk.get_absolute_url())
    assert "is-unread" not in client_of(bob).get("/messages/").content.decode()
    client_of(bob).post(talk.get_absolute_url(), {"body": "Yes.", "form_token": token(2)})
    assert Message.objects.count() == 2
    assert "1 new" in client_of(alice).get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "form", "status", "said"),
    [
        ("alice", {"to": "nobody", "title": "Plane"}, 422, "nobody called nobody"),
        ("alice", {"to": "bob", "title": "x"}, 422, "title of at least"),
        ("alice", {"to": "bob", "title": "Plane", "body": ""}, 422, "Please write something"),
        ("alice", {"to": "charlie", "title": "Plane"}, 403, "charlie cannot receive messages from you"),
        ("nina", {"to": "bob", "title": "Plane"}, 403, "not begin any yet"),
    ],
)
def test_what_was_typed_comes_back(who, form, status, said, request, client_of, bob, charlie, forum):
    Wish.objects.create(member=charlie, messages_from="staff")
    form = {"body": "two hours of work"} | form

    answer = client_of(request.getfixturevalue(who)).post(reverse("forums:new_conversation"), form)

    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert form["body"] in page and f'value="{form["to"]}"' in page
    assert not Conversation.objects.exists()


def test_a_refused_answer_comes_back_too(talk, client_of, nina):
    answer = client_of(nina).post(talk.get_absolute_url(), {"body": "two hours of work"})

    assert answer.status_code == 403
    assert "two hours of work" in answer.content.decode()
    assert "You have left this conversation." in answer.content.decode()


def test_two_windows_edit_one_message(talk, client_of, alice):
    message = make.message(talk, 1)
    address = reverse("forums:edit_message", args=[message.pk])
    client_of(alice).post(address, {"body": "From the first window", "version": "1"})

    late = client_of(alice).post(address, {"body": "From the second window", "version": "1"})

    page = late.content.decode()
    assert late.status_code == 409
    assert "From the second window" in page and "first" in page and 'value="2"' in page


def test_the_list_and_a_page_cost_the_same_however_much_there_is(client_of, alice, bob, charlie, mona, forum):
    def queries_of(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked.extend(query["sql"][:150] for query in captured.captured_queries)
        asked.append("----")
        return len(captured.captured_queries)

    asked = []
    client = client_of(bob)
    small = make.conversation(by=alice, to=[bob])
    few, short = queries_of("/messages/"), queries_of(small.get_absolute_url())
    large = make.conversation(by=alice, to=[bob, charlie, mona], said=[(alice, f"{n}") for n in range(45)])
    for _n in range(8):
        make.conversation(by=alice, to=[bob, charlie, mona])

    many, long = queries_of("/messages/"), queries_of(f"{large.get_absolute_url()}?page=2")

    assert many <= few + 1 and many <= LIST, "\n".join(asked)
    assert long <= short + 1 and long <= PAGE


def test_long_conversations_and_long_lists_have_pages(client_of, alice, bob, forum, monkeypatch):
    talk = make.conversation(by=alice, to=[bob], said=[(alice, f"Message {n}") for n in range(1, 46)])
    Participant.objects.filter(member=bob).update(last_read=30)

    opened = client_of(bob).get(talk.get_absolute_url()).content.decode()

    assert "Message 31" in opened and "Message 20" not in opened and "New from here" in opened
    assert "Page 2 of 3" in opened
    assert client_of(bob).get(f"{talk.get_absolute_url()}?page=4").status_code == 404
    assert Participant.objects.get(member=bob).has_news
    client_of(bob).get(talk.get_absolute_url())
    assert not Participant.objects.get(member=bob).has_news
    monkeypatch.setattr("forums.conversations.queries.PAGE", 2)
    for n in range(3):
        make.conversation(by=alice, to=[bob], title=f"Number {n}")
    first = client_of(bob).get("/messages/")
    second = client_of(bob).get("/messages/", {"after": first.context["next"]}).content.decode()
    assert "Number 2" in first.content.decode() and "Number 0" in second and "Number 2" not in second
    assert client_of(bob).get("/messages/?after=nonsense").status_code == 404
    assert "Your plane" not in client_of(bob).get("/messages/?unread").content.decode()


def test_what_was_taken_down_leaves_a_line(talk, client_of, alice, bob):
    message = make.message(talk, 2)
    for lever, for_bob in ((levers.hide, True), (levers.remove, False)):
        lever(message)
        seen = {who: client_of(who).get(talk.get_absolute_url()).content.decode() for who in (alice, bob)}
        assert "taken down by a moderator" in seen[alice]
        assert f"Two {SECRET}" not in seen[alice]
        assert (f"Two {SECRET}" in seen[bob]) is for_bob
    assert levers.remove(message) is False


def _image(by):
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 10)).save(out, "PNG")
    return attachments.upload(by=by, file=SimpleUploadedFile("bench.png", out.getvalue()))


def test_an_image_is_seen_by_who_reads_the_message(client_of, alice, bob, charlie, nina, mona, admin, guest, forum):
    image = _image(alice)
    message = actions.start(by=alice, people=[bob, nina], title="Bench", body=f"![bench](/media/{image.path})")
    everybody = (alice, bob, nina, charlie, mona, admin, guest)

    def seen():
        return [bool(gate.may_serve(image.path, who)) for who in everybody]

    assert seen() == [True, True, True, False, False, False, False]
    actions.leave(by=nina, conversation=message.conversation)
    levers.hide(message)
    assert seen() == [True, False, False, False, False, False, False]
    levers.restore(message)
    # Somebody else's image is not made public by who shows it elsewhere; nor is it swept away as an orphan.
    make.post(make.thread(by=bob, forum=forum), by=bob, body=f"![mine](/media/{image.path})")
    Attachment.objects.update(created_at=alice.date_joined - sweep.GRACE * 2)
    sweep.sweep()
    assert seen() == [True, True, True, False, False, False, False]
    assert "bench.png" not in client_of(admin).get(reverse("admin:attachments_attachment_changelist")).content.decode()


def test_names_behind_an_at_are_those_in_the_conversation(talk, client_of, alice, charlie):
    address = reverse("forums:conversation_names", args=[talk.pk])

    assert client_of(alice).get(address, {"q": "b"}).json() == [{"username": "bob", "name": "bob"}]
    assert client_of(alice).get(address, {"q": "char"}).json() == []


def test_the_choice_who_may_write_is_kept(client_of, bob):
    address = reverse("forums:message_wish")

    assert client_of(bob).post(address, {"messages_from": "staff"}).status_code == 302
    assert client_of(bob).post(address, {"messages_from": "enemies"}).status_code == 422
    assert Wish.objects.get(member=bob).messages_from == "staff"
    assert 'value="staff" id="from-staff" checked' in client_of(bob).get(address).content.decode()


def test_what_is_quoted_leads_to_the_message(talk, client_of, bob):
    message = make.message(talk, 1)

    text = client_of(bob).get(reverse("forums:quote_message", args=[message.pk])).content.decode()
    page = client_of(bob).get(f"{talk.get_absolute_url()}?quote={message.pk}").content.decode()

    assert text == f"> [alice](/messages/m/{message.pk}/):\n> One {SECRET}\n\n"
    assert f"[alice](/messages/m/{message.pk}/)" in page


def test_the_field_for_a_message_is_some_lines_high(client_of, bob, talk):
    page = client_of(bob).get(reverse("forums:conversation", args=[talk.pk])).content.decode()
    assert 'rows="6"' in page, "what the page calls its rows is not the height of the field"
    assert "&lt;Message" not in page, "nothing of the machine stands in the page"
