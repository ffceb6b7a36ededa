"""One's own files on a page, and files in the composer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Member
from forums.attachments.models import Attachment
from forums.composing.actions import reply
from forums.threads.models import Thread
from tests.core.test_filetypes import PDF
from tests.forums.test_files import attach, picture, stored

Client = Callable[[Any], Any]
PAGE = "/settings/files/"


def test_the_page_says_what_there_is_where_it_stands_and_what_is_left(
    bob: Member, alice: Member, thread: Thread, client_of: Client, django_assert_max_num_queries: Any
) -> None:
    loose, used, oak = attach(bob, name="loose.pdf"), attach(bob, name="<b>used.pdf"), attach(bob, picture(600, 30), "oak.png")
    post = reply(by=bob, thread=thread, body=f"[plan]({used.file_url})")
    attach(alice, name="hers.pdf")
    client = client_of(bob)
    client.get(PAGE)

    with django_assert_max_num_queries(9):
        page = client.get(PAGE).content.decode()

    assert "of 500 MB" in page and "3 of 100, with" in page
    assert "&lt;b&gt;used.pdf" in page and "<b>used" not in page and "hers.pdf" not in page
    assert post.get_absolute_url() in page and f'value="[loose.pdf]({loose.file_url})"' in page
    assert oak.thumb_url in page
    assert reverse("forums:delete_file", args=[loose.pk]) in page
    assert reverse("forums:delete_file", args=[used.pk]) not in page


def test_files_are_added_and_deleted_without_scripts(
    bob: Member, alice: Member, thread: Thread, guest: Any, client_of: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(bob)

    assert client.post(PAGE, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    refused = client.post(PAGE, {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert refused.status_code == 422 and "cannot be attached" in refused.content.decode()
    assert "Please choose" in client.post(PAGE).content.decode()

    row = Attachment.objects.get()
    url = reverse("forums:delete_file", args=[row.pk])
    assert client_of(alice).post(url).status_code == 404
    assert client_of(guest).post(url).status_code == 302
    assert client.get(url).status_code == 405
    used = attach(bob)
    reply(by=bob, thread=thread, body=f"see {used.file_url}")
    told = client.post(reverse("forums:delete_file", args=[used.pk]), follow=True).content.decode()
    assert "stands in something you posted" in told and Attachment.objects.filter(pk=used.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert "is deleted" in client.post(url, follow=True).content.decode()
    assert stored() == {used.path}
    assert client.get(PAGE, {"after": "nonsense"}).status_code == 404


@pytest.mark.parametrize("trust", [0, 1])
def test_the_composer_says_the_numbers_before_anything_is_sent(
    trust: int, bob: Member, thread: Thread, client_of: Client
) -> None:
    Member.objects.filter(pk=bob.pk).update(trust=trust)
    bob.refresh_from_db()

    page = client_of(bob).get(f"/t/{thread.pk}/reply/").content.decode()

    assert (".pdf" in page) is bool(trust)
    assert ("100 and 200 MB a day, 500 MB in all" if trust else "5 and 20 MB a day, 50 MB in all") in page


def test_the_composer_gets_the_words_for_a_file_or_why_not(bob: Member, nina: Member, client_of: Client) -> None:
    url = reverse("forums:upload")

    answer = client_of(bob).post(url, {"file": SimpleUploadedFile("my [plan].pdf", PDF)}).json()
    refused = client_of(nina).post(url, {"file": SimpleUploadedFile("plan.pdf", PDF)})

    row = Attachment.objects.get()
    expected = {"url": row.file_url, "markdown": f"[my plan.pdf]({row.file_url})", "thumb": row.file_url, "width": 0, "height": 0}
    assert answer == expected
    assert (refused.status_code, "pictures only" in refused.json()["error"]) == (403, True)
