"""`make run`, without the installing: an empty folder becomes a forum that answers, and Ctrl+C ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(tmp_path, port):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_", "PYTEST_"))}
    return clean | {"DATA_DIR": str(tmp_path / "var"), "PORT": str(port), "DEMO": "0"}


def begin(tmp_path, port):
    started = time.monotonic()
    with (tmp_path / "log").open("w") as log:
        command = [sys.executable, "-m", "community.start"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path, port), stdout=log, stderr=subprocess.STDOUT)
    while "Ctrl+C stops it" not in (tmp_path / "log").read_text():
        assert server.poll() is None and time.monotonic() - started < 90, (tmp_path / "log").read_text()
        time.sleep(0.05)
    return server, time.monotonic() - started


def end(server):
    server.send_signal(signal.SIGINT)
    return server.wait(20)


def fetch(port, path):
    return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).read().decode()


def test_it_starts_from_nothing_stops_cleanly_and_is_quickly_there_again(tmp_path, port):
    server, _first = begin(tmp_path, port)
    try:
        page = fetch(port, "/accounts/login/")
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert "{" in fetch(port, style), "style sheets are served under their fingerprinted names"
    finally:
        assert end(server) == 0
    before = os.times()
    server, _second = begin(tmp_path, port)
    assert end(server) == 0
    after = os.times()

    assert "Preparing" not in (tmp_path / "log").read_text(), "the second start found everything as the first left it"
    # Wall-clock time depends on what else runs here; five seconds of the processor would be five on any machine.
    assert after.children_user - before.children_user < 5
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_said_with_the_way_out(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        command = [sys.executable, "-m", "community.start"]
        answer = subprocess.run(command, cwd=ROOT, env=environment(tmp_path, port), capture_output=True, text=True)

    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert f"make run PORT={port + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr
