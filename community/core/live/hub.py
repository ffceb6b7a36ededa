"""One thread that holds all open streams of this process: it sleeps until something is told or a minute has half passed."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

logger = logging.getLogger(__name__)
BEAT_SECONDS = 25.0
# What one act may cost the server: the open pages that hear of it come to look one after the other.
LOOK_SECONDS = 0.02
LONGEST_WAIT = 30.0
STREAMS_EACH = 20
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: private, no-store\r\n"
    b"X-Accel-Buffering: no\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
    b"Connection: close\r\n\r\n"
)
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 60\r\nConnection: close\r\n\r\n"
_BEAT = b":\n\n"


class Stream:
    """One open page."""

    __slots__ = ("beat_at", "channels", "is_open", "owner", "sock", "until")

    def __init__(self, sock: socket.socket, channels: Sequence[str], owner: str, until: float) -> None:
        self.sock = sock
        self.channels = channels
        self.owner = owner
        self.until = until
        self.beat_at = 0.0
        self.is_open = False


class Hub(threading.Thread):
    """Everything below `run` happens in the thread itself; other threads only put work into its queue."""

    def __init__(self, *, most: int, each: int = STREAMS_EACH) -> None:
        super().__init__(name="live", daemon=True)
        self.most, self.each = most, each
        self.listeners: dict[str, set[Stream]] = {}
        self.owned: dict[str, int] = {}
        self.open_count = 0
        self._beats: deque[Stream] = deque()
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._stopping = False

    def admit(self, sock: socket.socket, channels: Sequence[str], *, owner: str, seconds: float) -> Stream:
        """From now on the socket is ours."""
        stream = Stream(sock, channels, owner, time.monotonic() + seconds)
        self._do(partial(self._open, stream))
        return stream

    def tell(self, channel: str, number: int, data: dict[str, Any]) -> None:
        self._do(partial(self._spread, channel, number, data))

    def tell_one(self, stream: Stream, channel: str, number: int, data: dict[str, Any]) -> None:
        """What a page missed before it was admitted."""
        self._do(partial(self._send, stream, message(channel, number, data)))

    def stop(self) -> None:
        """Let go of all; browsers come back by themselves."""
        self._do(self._end)
        if self.is_alive():
            self.join(timeout=5)

    def _do(self, work: Callable[[], None]) -> None:
        self._work.put(work)
        # A full pipe has woken the thread already; a closed one has nobody left to wake.
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"\0")

    def run(self) -> None:
        while not self._stopping:
            for key, _events in self._selector.select(self._nap()):
                if key.data is None:
                    with contextlib.suppress(OSError):
                        os.read(self._wake_read, 4096)
                else:
                    self._heard(key.data)
            self._work_off()
            self._beat()
        self._work_off()
        for stream in [found for found in self._beats if found.is_open]:
            self._close(stream)
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _nap(self) -> float | None:
        # At most one waking a second, however many streams are due at slightly different moments.
        return max(1.0, self._beats[0].beat_at - time.monotonic()) if self._beats else None

    def _work_off(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                self._work.get_nowait()()

    def _end(self) -> None:
        self._stopping = True

    def _open(self, stream: Stream) -> None:
        sock = stream.sock
        try:
            _prepare(sock)
        except OSError:
            # Gone before it was ours: that must not end the news of everybody else.
            sock.close()
            return
        if self._stopping or self.open_count >= self.most or self.owned.get(stream.owner, 0) >= self.each:
            with contextlib.suppress(OSError):
                sock.send(_FULL)
            sock.close()
            return
        stream.is_open = True
        self.open_count += 1
        self.owned[stream.owner] = self.owned.get(stream.owner, 0) + 1
        for channel in stream.channels:
            self.listeners.setdefault(channel, set()).add(stream)
        self._selector.register(sock, selectors.EVENT_READ, stream)
        self._later(stream)
        # Everybody comes back after a restart; not everybody in the same second.
        self._send(stream, _HEAD + f"retry: {random.randint(1_500, 6_000)}\n\n".encode())  # noqa: S311

    def _later(self, stream: Stream) -> None:
        stream.beat_at = time.monotonic() + BEAT_SECONDS
        self._beats.append(stream)

    def _heard(self, stream: Stream) -> None:
        """A stream only listens; what arrives from it is its end, or of no interest."""
        try:
            if stream.sock.recv(4096):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            logger.debug("a stream of news was reset")
        self._close(stream)

    def _beat(self) -> None:
        now = time.monotonic()
        while self._beats and self._beats[0].beat_at <= now:
            stream = self._beats.popleft()
            if not stream.is_open:
                continue
            if stream.until <= now:
                self._close(stream)
                continue
            self._later(stream)
            self._send(stream, _BEAT)

    def _spread(self, channel: str, number: int, data: dict[str, Any]) -> None:
        hearing = self.listeners.get(channel)
        if not hearing:
            return
        wait = min(LONGEST_WAIT, len(hearing) * LOOK_SECONDS)
        said = message(channel, number, data, wait=wait)
        for stream in list(hearing):
            self._send(stream, said)

    def _send(self, stream: Stream, said: bytes) -> None:
        if not stream.is_open:
            return
        try:
            whole = stream.sock.send(said) == len(said)
        except OSError:
            whole = False
        if not whole:
            # Too slow for a line a minute, or gone. It comes back and catches up.
            self._close(stream)

    def _close(self, stream: Stream) -> None:
        if not stream.is_open:
            return
        stream.is_open = False
        self.open_count -= 1
        self.owned[stream.owner] -= 1
        if not self.owned[stream.owner]:
            del self.owned[stream.owner]
        for channel in stream.channels:
            hearing = self.listeners.get(channel)
            if hearing is not None:
                hearing.discard(stream)
                if not hearing:
                    del self.listeners[channel]
        self._selector.unregister(stream.sock)
        stream.sock.close()


def _prepare(sock: socket.socket) -> None:
    sock.setblocking(False)
    if sock.family == socket.AF_UNIX:
        return
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A phone that left the network without a word is noticed at the second beat.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 40_000)


def message(channel: str, number: int, data: dict[str, Any], *, wait: float = 0) -> bytes:
    """One line for the browser. `wait`: within so many seconds, at a moment of its own choice, the page may come to look."""
    news = {**data, "channel": channel, "wait": round(wait, 2)}
    return f"id: {number}\ndata: {json.dumps(news, separators=(',', ':'))}\n\n".encode()


# The hub of this process, where it has one (community.core.live.worker).
current: Hub | None = None
