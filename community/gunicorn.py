"""gunicorn's settings: `gunicorn -c python:community.gunicorn community.wsgi`. `make run` uses the same.

One process with threads by default; without Redis it also carries the background jobs, so that nothing else has to be started.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# gthread, which also hands streams of live news over to one thread of their own.
worker_class = "community.core.live.worker.LiveWorker"
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "0"))
max_requests_jitter = max_requests // 10
# Heartbeats are files; on a disk a slow write would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
loglevel = os.environ.get("WEB_LOG_LEVEL", "info")
accesslog = os.environ.get("ACCESS_LOG") or None
# Whose X-Forwarded-* headers are believed; the proxy in front of us, nobody by default.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True


def on_starting(server: Any) -> None:
    from community.core.logs import WithoutKeys

    server.log.access_log.addFilter(WithoutKeys())


def _carries_jobs() -> bool:
    wish = os.environ.get("JOBS_IN_WEB")
    if wish is not None:
        return wish.lower() in {"1", "true", "yes", "on"}
    return workers == 1 and not os.environ.get("REDIS_URL")


def post_worker_init(worker: Any) -> None:
    """The process can serve. Start the job threads in it, unless a worker of its own does that (`manage.py run_huey`)."""
    from community.turns import Turns, settle

    if not _carries_jobs():
        settle()
        return
    from django.utils.module_loading import autodiscover_modules
    from huey.consumer import Consumer
    from huey.contrib.djhuey import HUEY

    class JobsInside(Consumer):
        """Signals belong to gunicorn."""

        def _set_signal_handlers(self) -> None:
            return

    autodiscover_modules("tasks")
    turns = Turns()
    worker.wsgi = turns.application(worker.wsgi)
    HUEY.pre_execute("requests-first")(turns.wait)
    settle()
    worker.jobs = JobsInside(HUEY, workers=2, worker_type="thread", periodic=True, max_delay=2.0, shutdown_timeout=10)
    threading.Thread(target=worker.jobs.run, name="jobs", daemon=True).start()


def worker_exit(server: Any, worker: Any) -> None:
    jobs = getattr(worker, "jobs", None)
    if jobs is not None:
        jobs.stop(graceful=True)
