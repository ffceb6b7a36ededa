"""Which words of a mail are its writer's own, and the ways a mail comes in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import imaplib
import json
import time

import pytest
from django.core.management import CommandError, call_command

from forums.mailin import mailbox
from forums.mailin.letter import Letter
from forums.mailin.models import Incoming
from forums.mailin.words import from_html, own_words, unflowed
from forums.posts.models import Post
from tests.forums.mails import address, arrives, mail

OWN_WORDS = [
    ("Yes.\n\nOn Thu, 5 Nov 2026 at 10:00, Forum <a@b.de>\nwrote:\n\n> old\n", "Yes."),
    ("Ja.\n\nAm Do., 5. Nov. 2026 um 10:00 Uhr schrieb Forum <a@b.de>:\n\n> alt\n> alt\n", "Ja."),
    ("Ja gern.\n\nVon: Forum <a@b.de>\nGesendet: Donnerstag, 5. Mai 2026 10:00\nAn: Bob\nBetreff: Leim\n\nAlt", "Ja gern."),
    ("Sure.\n\n" + "_" * 32 + "\nFrom: Forum <a@b.de>\nSent: Friday, May 5, 2026 10:00\nTo: Bob\nSubject: G\n\nOld", "Sure."),
    ("Yes.\n-- \nBob, Oak Street 3\n", "Yes."),
    ("Yes.\n\nSent from my iPhone\n", "Yes."),
    ("Ja.\n\nVon meinem iPhone gesendet", "Ja."),
    ("> Which glue?\n\nHide glue.\n\n> How warm?\n\n60 degrees.", "> Which glue?\n\nHide glue.\n\n> How warm?\n\n60 degrees."),
    ("Yes.\n\n> old\n> older\n", "Yes."),
    ("On Thu, 5 Nov 2026 at 10:00, Forum <a@b.de> wrote:\n\n> Which glue?\n\nHide glue.", "> Which glue?\n\nHide glue."),
    ("\n\nOn Thu, 5 Nov 2026 at 10:00, Forum <a@b.de> wrote:\n\n> Which glue?\n", ""),
    ("Best regards is what my uncle said.\n\nHe used hide glue.", "Best regards is what my uncle said.\n\nHe used hide glue."),
    ("- warm\n- stir\n- wait", "- warm\n- stir\n- wait"),
    ("", ""),
]  # fmt: skip


def test_what_is_quoted_is_cut_and_what_is_written_is_kept():
    assert [own_words(text) for text, _words in OWN_WORDS] == [words for _text, words in OWN_WORDS]


def test_a_long_answer_is_kept_whole_and_its_quote_is_found():
    answer = "\n\n".join(f"Paragraph {n}: " + "word " * 60 for n in range(40))

    assert own_words(answer + "\n\nOn Thu, 5 Nov 2026 at 10:00, Forum <a@b.de> wrote:\n\n> old\n").split() == answer.split()


@pytest.mark.parametrize(
    "hostile", ["On Thu, Nov 5, 2026 at 10:00 AM ", "\n", "On a wrote ", "Am ", "> ", "_", "Von: a\n", " \n\t"]
)
def test_no_mail_keeps_the_worker_busy_for_long(hostile):
    started = time.process_time()

    own_words(hostile * (100_000 // len(hostile)))

    assert time.process_time() - started < 4


def test_a_mail_without_plain_text_is_read_as_words():
    html = (
        "<html><head><style>p{}</style></head><body><p>Hide&nbsp;glue &amp; patience,<br>see <a href='https://a.example/x'>this</a></p>"
        "<ul><li>warm<li>stir</ul><script>alert(1)</script>"
        "<div class='gmail_quote'>On Thursday: <blockquote>old</blockquote></div></body></html>"
    )

    assert from_html(html) == "Hide glue & patience,\nsee this (https://a.example/x)\n\n- warm\n- stir"
    letter = Letter(mail("bob@example.org", "x@y.example", "", html=html).as_bytes())
    assert "patience" in letter.text and "old" not in letter.text and "alert" not in letter.text


def test_lines_that_only_the_program_broke_are_one_again():
    assert unflowed("Hide glue \nholds.\n> old \n> words\nNew.") == "Hide glue holds.\n> old \n> words\nNew."


# --- The door for the mail server ------------------------------------------------------------------------------------


def sent(client, body, *, secret="a secret", at=None, kind="message/rfc822", **headers):
    at = str(int(time.time())) if at is None else str(at)
    signature = "sha256=" + hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Timestamp": at, "X-Signature": signature} | headers
    return client.post("/mail/in/", body, content_type=kind, headers=headers)


@pytest.mark.django_db(transaction=True)
def test_the_mail_server_brings_mails_and_nobody_else(client, settings, thread, bob):
    letter = lambda text: mail(bob.email, address(bob, thread), text).as_bytes()  # noqa: E731
    first = letter("First words.")
    assert sent(client, first).status_code == 404

    settings.MAIL_IN_SECRET = "a secret"
    settings.REPLY_ADDRESS = "reply+%(key)s@forum.example"
    first = letter("First words.")
    told = json.dumps({"raw": base64.b64encode(letter("Second words.")).decode(), "to": address(bob, thread)}).encode()
    answers = [
        sent(client, first),
        sent(client, first),
        sent(client, told, kind="application/json"),
        sent(client, first, secret="another"),
        sent(client, first, at=int(time.time()) - 400),
        sent(client, first, at="x"),
        sent(client, b"[]", kind="application/json"),
        sent(client, b'{"raw": "?"}', kind="application/json"),
        sent(client, b" "),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 403, 403, 403, 400, 400, 400]
    assert answers[0].json() == {"state": "received"} and answers[1].json() == {"state": "known"}
    words = set(Post.objects.filter(author=bob).values_list("source", flat=True))
    assert {"First words.", "Second words."} <= words


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_too_large_is_answered_not_read(client, settings, thread, bob):
    settings.MAIL_IN_SECRET = "a secret"
    settings.REPLY_ADDRESS = "reply+%(key)s@forum.example"
    settings.MAIL_IN_MAX_BYTES = 3_000
    letter = mail(bob.email, address(bob, thread), "word " * 700).as_bytes()

    assert sent(client, letter).status_code == 200
    assert sent(client, letter + b"x" * 9_000).status_code == 413
    assert Incoming.objects.get().state == Incoming.State.REFUSED


# --- The mailbox -----------------------------------------------------------------------------------------------------


class Mailbox:
    """A mail server as far as we speak to it."""

    def __init__(self, *letters: bytes, fails_at: str = "") -> None:
        self.letters = {str(n).encode(): letter for n, letter in enumerate(letters, start=1)}
        self.flags: dict[bytes, set[str]] = {uid: set() for uid in self.letters}
        self.copied: list[tuple[str, str]] = []
        self.fails_at = fails_at
        self.said_goodbye = False

    def select(self, folder: str) -> tuple[str, list[bytes]]:
        return ("OK", [b"1"]) if folder == "INBOX" else ("NO", [b""])

    def uid(self, command: str, *args: str) -> tuple[str, list]:
        if command == self.fails_at:
            raise imaplib.IMAP4.abort("the line is cut")
        if command == "SEARCH":
            return "OK", [b" ".join(uid for uid in self.letters if r"(\Seen)" not in self.flags[uid])]
        uid = args[0].encode()
        if command == "FETCH" and "SIZE" in args[1]:
            return "OK", [b"1 (UID 1 RFC822.SIZE %d)" % len(self.letters[uid])]
        if command == "FETCH":
            whole = self.letters[uid]
            return "OK", [(b"1 (BODY[] {9}", whole.partition(b"\n\n")[0] if "HEADER" in args[1] else whole), b")"]
        if command == "STORE":
            self.flags[uid].add(args[2])
        if command == "COPY":
            self.copied.append((args[0], args[1]))
        return "OK", [b""]

    def expunge(self) -> None:
        self.letters = {uid: letter for uid, letter in self.letters.items() if r"(\Deleted)" not in self.flags[uid]}

    def logout(self) -> None:
        self.said_goodbye = True


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_is_emptied_and_nothing_in_it_counts_twice(settings, thread, bob):
    settings.REPLY_ADDRESS = "reply+%(key)s@forum.example"
    settings.MAIL_IN_MAX_BYTES = 3_000
    to = address(bob, thread)
    box = Mailbox(mail(bob.email, to, "From the box.").as_bytes(), mail(bob.email, to, "word " * 900).as_bytes())

    # A line that breaks before the first is marked: it is met again, and known.
    box.fails_at = "STORE"
    with pytest.raises(mailbox.MailboxAway):
        mailbox.fetch(lambda: box)
    box.fails_at = ""
    settings.IMAP_DONE_FOLDER = "Done"
    done = mailbox.fetch(lambda: box)

    assert (done.new, done.known, box.said_goodbye, box.letters) == (1, 1, True, {})
    assert box.copied == [("1", "Done"), ("2", "Done")]
    assert sorted(Incoming.objects.values_list("state", flat=True)) == ["posted", "refused"]
    assert Post.objects.filter(author=bob, source="From the box.").count() == 1
    assert mailbox.fetch(lambda: box) == mailbox.Fetched()


def test_a_mailbox_that_is_not_named_or_away_is_said(settings):
    with pytest.raises(CommandError, match="not set"):
        call_command("fetch_mail")
    settings.IMAP_HOST, settings.IMAP_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("fetch_mail")


def test_the_back_office_lists_what_came(client_of, admin, thread, bob, settings):
    settings.REPLY_ADDRESS = "reply+%(key)s@forum.example"
    row = arrives(mail(bob.email, address(bob, thread)))

    page = client_of(admin).get("/admin/mailin/incoming/")
    one = client_of(admin).get(f"/admin/mailin/incoming/{row.pk}/change/")

    assert page.status_code == one.status_code == 200 and bob.email in page.content.decode()
