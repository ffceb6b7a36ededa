"""What a member's browser names as its push service is a stranger's server: it may answer as slowly as it likes."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from accounts.push import posting


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n"])
def test_a_service_that_answers_a_letter_at_a_time_keeps_no_worker(begun, settings, monkeypatch):
    settings.PUSH_ALLOW_LOOPBACK = True
    monkeypatch.setattr(posting, "_LONGEST", 0.3)
    listening, done = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip() -> None:
        line, _who = listening.accept()
        with line:
            line.sendall(begun)
            while not done.wait(0.05):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    server = threading.Thread(target=drip, daemon=True)
    server.start()
    start = time.monotonic()
    try:
        # Also one that took the message: it counts as a failure, and after some of them it is given up.
        with pytest.raises(posting.Unreachable):
            posting.post(f"http://127.0.0.1:{listening.getsockname()[1]}/x", b"", {})
    finally:
        done.set()
        server.join(5)
        listening.close()

    # Without an end to it: 45 seconds, or as long as the other side likes.
    assert time.monotonic() - start < 5
