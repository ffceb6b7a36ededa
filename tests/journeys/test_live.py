"""Several people have the same pages open. The server is gunicorn as `make run` starts it, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from community.core.live import tokens
from forums.personal.actions import follow
from forums.personal.models import ReadMark, Subscription

from .pages import ThreadPage

ROOT = Path(__file__).resolve().parent.parent.parent
SOON = 2_000


class Served:
    def __init__(self, tmp_path: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tmp_path / "log"
        names = {"DJANGO_SETTINGS_MODULE": "tests.journeys.served", "SERVED_DATABASE": str(connection.settings_dict["NAME"])}
        names |= {"PORT": str(self.port), "DATA_DIR": str(tmp_path), "JOBS_IN_WEB": "0", "SITE_URL": self.url}
        command = [sys.executable, "-m", "gunicorn", "-c", "python:community.gunicorn", "community.wsgi"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | names, stdout=log, stderr=log)
        for _try in range(400):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def open_files(self) -> int:
        pid = self.process.pid
        worker = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
        return len(list(Path(f"/proc/{worker}/fd").iterdir()))

    def open_stream(self, key: str, known: int = 0) -> socket.socket:
        stream = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        head = f"GET /live/?t={key}&since={known} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
        stream.sendall(head.encode())
        return stream


@pytest.fixture
def served(tmp_path, transactional_db):
    server = Served(tmp_path)
    yield server
    server.process.terminate()
    assert server.process.wait(20) == 0, server.log.read_text()
    assert "Traceback" not in server.log.read_text()


@pytest.fixture
def page_of(browser, served):
    contexts = []

    def open_page(member):
        context = browser.new_context(base_url=served.url, reduced_motion="reduce")
        contexts.append(context)
        client = Client()
        client.force_login(member)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": served.url, "httpOnly": True}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def test_two_people_see_each_others_reply_within_two_seconds(page_of, alice, bob, charlie, thread):
    follow(by=charlie, level=Subscription.Level.WATCH, thread=thread)
    hers, his, list_page = page_of(alice), page_of(bob), page_of(charlie)
    ThreadPage(hers, thread)
    ThreadPage(his, thread)
    list_page.goto("/")
    hers.get_by_label("Your text").fill("I am still writing this.")

    ThreadPage(his, thread).reply("Use hide glue.")

    expect(hers.locator("#post-3 .prose")).to_contain_text("Use hide glue.", timeout=SOON)
    expect(hers.get_by_role("status").filter(has_text="1 new reply")).to_be_visible()
    expect(hers.locator(".timeline .here")).to_have_text("1–3 / 3")
    expect(hers.get_by_label("Your text")).to_have_value("I am still writing this.")
    expect(list_page.locator("[data-bell] .count")).to_have_text("1", timeout=SOON)
    expect(list_page.get_by_role("link", name="1 new or changed thread")).to_be_visible(timeout=SOON)
    hers.get_by_role("link", name="1 new reply").click()
    expect(hers.get_by_role("link", name="1 new reply")).to_have_count(0)
    assert ReadMark.objects.get(member=alice, thread=thread).last_number == 3

    expect(his.locator("#post-3")).to_be_visible()
    hers.locator("form.composer").get_by_role("button", name="Reply").click()

    expect(his.locator("#post-4 .prose")).to_contain_text("I am still writing this.", timeout=SOON)
    list_page.get_by_role("link", name="1 new or changed thread").click()
    expect(list_page.locator(".threads .replies").first).to_have_text("3")


def test_streams_leave_nothing_behind_and_a_wrong_key_opens_none(served, alice, thread):
    key = tokens.sign([f"thread:{thread.pk}"])
    before = served.open_files()

    for _round in range(10):
        streams = [served.open_stream(key) for _number in range(20)]
        assert all(b"200 OK" in stream.recv(500) for stream in streams)
        surplus = served.open_stream(key)
        assert b" 503 " in surplus.recv(100), "one reader holds twenty streams at most"
        for stream in [*streams, surplus]:
            stream.close()
        gone = time.monotonic() + 5
        while served.open_files() > before + 3 and time.monotonic() < gone:
            time.sleep(0.05)

    assert served.open_files() <= before + 3
    wrong = served.open_stream(key.replace(f"thread:{thread.pk}", "member:1"))
    assert b" 403 " in wrong.recv(100)
    wrong.close()
