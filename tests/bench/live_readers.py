"""500 members have a thread open while nothing happens; then somebody replies. What it costs, and how soon they all know.

    DATA_DIR=/tmp/bench PORT=8123 .venv/bin/python -m tests.bench.live_readers [--readers 500] [--seconds 60] [--replies 20]

The server is that of `make run`: one process, 8 threads. Needs a DATA_DIR with the demo community or an empty one.
"""

from __future__ import annotations

import argparse
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")
ROOT = Path(__file__).resolve().parent.parent.parent
PORT = int(os.environ.get("PORT", "8123"))
LIMIT_PERCENT, LIMIT_SECONDS = 5.0, 2.0


def main() -> int:
    wishes = argparse.ArgumentParser()
    wishes.add_argument("--readers", type=int, default=500)
    wishes.add_argument("--seconds", type=int, default=60)
    wishes.add_argument("--replies", type=int, default=20)
    asked = wishes.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    thread, writer = a_thread()
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "-c", "python:community.gunicorn", "community.wsgi"], cwd=ROOT)
    try:
        wait_for_server()
        worker = child_of(server.pid)
        files, memory = open_files(worker), resident(worker)
        before = cpu(worker, 20)
        readers = [open_stream(thread, number) for number in range(asked.readers)]
        time.sleep(3)
        print(f"{asked.readers} streams: {open_files(worker) - files} more files, {resident(worker) - memory:.1f} MB more memory")
        idle = cpu(worker, asked.seconds)
        print(f"idle: {idle:.2f} % of one core (without readers {before:.2f} %) over {asked.seconds} s")
        times = latencies(readers, thread, writer, asked.replies)
        middle, late = statistics.median(times), statistics.quantiles(times, n=20)[18]
        wanted = asked.readers * asked.replies
        print(f"{len(times)} of {wanted} news arrived; p50 {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms")
        for reader in readers:
            reader.close()
        time.sleep(2)
        left = open_files(worker) - files
        print(f"after they left: {left} files more than before")
        good = idle < LIMIT_PERCENT and late < LIMIT_SECONDS and len(times) == wanted and left <= 2
        return 0 if good else 1
    finally:
        server.terminate()
        print(f"stopped with {server.wait(30)}")


def a_thread():
    from accounts.models import Member
    from forums.threads.models import Thread
    from tests import make

    thread = Thread.objects.published().filter(is_locked=False).order_by("-last_post_at").first()
    if thread is None:
        author = make.member("bench", trust=2)
        thread = make.thread(by=author, forum=make.forum("Bench"), posts=3)
    writer = Member.objects.filter(username="petra").first() or thread.author
    return thread, writer


def wait_for_server() -> None:
    for _try in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def open_files(pid: int) -> int:
    """Sockets only: each of the server's threads opens the database for itself when it first answers."""
    return sum(file.readlink().name.startswith("socket:") for file in Path(f"/proc/{pid}/fd").iterdir())


def resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu(pid: int, seconds: int) -> float:
    """Percent of one core, user and system, over that time."""

    def ticks() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    start, began = ticks(), time.monotonic()
    time.sleep(seconds)
    return (ticks() - start) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - began) * 100


def open_stream(thread, number: int) -> socket.socket:
    from community.core.live import tokens

    key = tokens.sign([f"member:{1_000_000 + number}", f"thread:{thread.pk}"])
    found = socket.create_connection(("127.0.0.1", PORT))
    found.sendall(f"GET /live/?t={key}&since=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
    head = found.recv(4096)
    assert b" 200 OK" in head, head
    found.setblocking(False)
    return found


def latencies(readers: list[socket.socket], thread, writer, replies: int) -> list[float]:
    """Seconds from the click on "Reply" (the request leaves) until each reader has the line: the post itself included."""
    from django.conf import settings
    from django.test import Client

    cookie = Client()
    cookie.force_login(writer)
    session = cookie.cookies[settings.SESSION_COOKIE_NAME].value
    watch = selectors.DefaultSelector()
    for reader in readers:
        watch.register(reader, selectors.EVENT_READ)
    times: list[float] = []
    for number in range(replies):
        began = time.monotonic()
        reply_by_http(thread, session, f"Reply number {number} of the bench, at {began}.")
        heard: set[int] = set()
        while len(heard) < len(readers) and time.monotonic() - began < 10:
            for key, _events in watch.select(0.5):
                if b"data:" in key.fileobj.recv(4096) and key.fd not in heard:
                    heard.add(key.fd)
                    times.append(time.monotonic() - began)
        time.sleep(6)  # A member pauses between two posts.
    return times


def reply_by_http(thread, session: str, body: str) -> None:
    """As the page does: fetch the form, send it; the answer is not waited for."""
    from urllib.parse import urlencode

    address = f"/t/{thread.pk}/reply/"
    page = urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{PORT}{address}", headers={"Cookie": f"sessionid={session}"}), timeout=20
    )
    cookie = page.headers.get("Set-Cookie", "").split(";")[0]
    text = page.read().decode()

    def field(name: str) -> str:
        return text.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]

    data = urlencode(
        {"csrfmiddlewaretoken": field("csrfmiddlewaretoken"), "form_token": field("form_token"), "seen_number": "", "body": body}
    )
    sent = socket.create_connection(("127.0.0.1", PORT))
    head = [f"POST {address} HTTP/1.1", f"Host: 127.0.0.1:{PORT}", f"Cookie: sessionid={session}; {cookie}", "Connection: close"]
    head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(data)}", "", data]
    sent.sendall("\r\n".join(head).encode())
    answer = sent.recv(200)
    assert b" 302 " in answer.split(b"\r\n")[0], answer
    sent.close()


if __name__ == "__main__":
    sys.exit(main())
