"""gunicorn's threaded worker, with one difference: a stream of news is handed over to the hub and costs no thread."""

from __future__ import annotations

import contextlib
import logging
import resource
import socket
import threading
from typing import Any
from urllib.parse import parse_qs

from gunicorn.workers.gthread import ThreadWorker

from . import hub as hubs

logger = logging.getLogger(__name__)
PATH = "/live/"


class LiveWorker(ThreadWorker):
    def init_process(self) -> None:
        # After the fork: a thread that was started before it would not be here.
        self._start_hub()
        super().init_process()

    def _start_hub(self) -> None:
        from django.conf import settings

        self.hub: hubs.Hub | None = None
        # Several processes hear of each other's posts through Redis only; without it pages ask instead of listening.
        if self.cfg.is_ssl or not settings.LIVE_MAX or (self.cfg.workers > 1 and not settings.REDIS_URL):
            return
        _allow_files(settings.LIVE_MAX + 1_000)
        self.hub = hubs.current = hubs.Hub(most=settings.LIVE_MAX)
        self.hub.start()
        if settings.REDIS_URL:
            from .subscribing import listen

            threading.Thread(target=listen, args=(self.hub,), name="live-redis", daemon=True).start()

    def run(self) -> None:
        try:
            super().run()
        finally:
            if self.hub is not None:
                hubs.current = None
                self.hub.stop()

    def handle_request(self, req: Any, conn: Any) -> Any:
        if req.path == PATH and req.method == "GET" and self.hub is not None and self.alive and _wants_stream(req):
            return self._hand_over(self.hub, req, conn)
        return super().handle_request(req, conn)

    def _hand_over(self, hub: hubs.Hub, req: Any, conn: Any) -> Any:
        from . import publishing, tokens

        said = parse_qs(req.query or "")
        channels = tokens.channels_in(said.get("t", [""])[0])
        if not channels:
            # Django's view answers what is wrong with it.
            return super().handle_request(req, conn)
        known = max(_number(said.get("since", [""])[0]), _number(_header(req, "LAST-EVENT-ID")))
        owner = next((channel for channel in channels if channel.startswith("member:")), channels[0])
        sock = socket.socket(fileno=conn.sock.detach())
        conn.is_handed_over = True
        stream = hub.admit(sock, channels, owner=owner, seconds=tokens.SECONDS)
        # Asked after it was admitted: what is told in between comes twice rather than never.
        for news in publishing.since(channels, known) if known else []:
            hub.tell_one(stream, *news)
        return False

    def finish_request(self, conn: Any, fs: Any) -> None:
        if getattr(conn, "is_handed_over", False):
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)


def _wants_stream(req: Any) -> bool:
    return "text/event-stream" in _header(req, "ACCEPT")


def _header(req: Any, wanted: str) -> str:
    return next((value for name, value in req.headers if name == wanted), "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _allow_files(wanted: int) -> None:
    """Every stream is an open file; many systems allow 1,024 until somebody asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
