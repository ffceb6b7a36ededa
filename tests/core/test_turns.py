"""Where one process answers people and carries the jobs, people come first, and no job waits for ever."""

from __future__ import annotations

import contextlib
import threading
import time

from community.turns import Turns


def test_a_job_waits_until_the_page_is_answered_and_no_longer_than_its_patience():
    turns = Turns()
    asked, answer_now = threading.Event(), threading.Event()

    def inner(environ, start_response):
        asked.set()
        answer_now.wait(5)
        return [b"page"]

    application = turns.application(inner)
    assert turns.wait(patience=0.1), "nobody waits for a page: the job begins at once"

    request = threading.Thread(target=application, args=({}, None))
    request.start()
    asked.wait(5)

    began = time.monotonic()
    assert not turns.wait(patience=0.1), "somebody still waits for a page, but the job begins all the same"
    assert time.monotonic() - began >= 0.09

    begun = threading.Event()
    job = threading.Thread(target=lambda: turns.wait(patience=5) and begun.set())
    job.start()
    assert not begun.wait(0.1)
    answer_now.set()
    assert begun.wait(2), "the page is out: the job begins"
    request.join(5)
    job.join(5)


def test_a_page_that_fails_is_no_page_that_jobs_wait_for():
    turns = Turns()

    def inner(environ, start_response):
        raise RuntimeError("broken")

    with contextlib.suppress(RuntimeError):
        turns.application(inner)({}, None)
    assert turns.wait(patience=1)
