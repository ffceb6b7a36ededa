"""A scripted moderator clears 200 cases in a real browser with the keyboard alone; then all is taken back and compared.

    DATA_DIR=/tmp/bench PORT=8108 .venv/bin/python -m tests.bench.desk_keys [--cases 200] [--texts FILE.csv.gz]

Needs an empty DATA_DIR. The texts are real ones where a file with the columns comment and toxic is given or lies beside this
project, otherwise made up; they never leave the database in DATA_DIR.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = ROOT.parent / "shared/data/english-wikipedia-talk-toxicity/comments.csv.gz"
LIMIT_MS, LIMIT_KEYS = 150, 2
# Listens in every page: which keys were pressed, and when the heading of the next case had the focus and was painted.
LISTEN = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const read = () => JSON.parse(sessionStorage.getItem("bench") || "{}");
  const write = (more) => sessionStorage.setItem("bench", JSON.stringify({...read(), ...more}));
  addEventListener("keydown", (event) => {
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    write({keys: [...(read().keys || []), event.key], at: now(), shown: 0, where: location.pathname});
  }, {capture: true});
  const shown = () => {
    const said = read();
    if (said.at && !said.shown && location.pathname !== said.where)
      requestAnimationFrame(() => write({shown: now(), case: location.pathname}));
  };
  addEventListener("focusin", (event) => { if (event.target.matches("h1, #case-heading")) shown(); }, {capture: true});
  addEventListener("DOMContentLoaded", () => { if (document.querySelector(".desk-empty")) shown(); });
})();
"""


def texts(path: Path | None) -> list[tuple[str, bool]]:
    """(text, whether it has to go)."""
    if path is not None and path.exists():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            found = [(row["comment"].strip(), row["toxic"] == "True") for row in csv.DictReader(lines) if row["comment"].strip()]
        bad, good = [t for t in found if t[1]], [t for t in found if not t[1]]
        return [pair for both in zip(itertools.cycle(bad), good, strict=False) for pair in both]
    return [
        (f"You are a fool, number {n}, and everybody here knows it.", True)
        if n % 2
        else (f"I glued {n} joints with hide glue and two opened. What did I do wrong? " * 3, False)
        for n in range(400)
    ]


def fill(n: int, source: list[tuple[str, bool]]) -> dict[int, bool]:
    """n cases: reports on posts and threads, and first posts that wait. Answers whether each has to go."""
    from accounts.groups import EVERYONE, MODERATORS
    from community.core.models import SiteSettings
    from forums.composing.submission import Outcome, Verdict
    from forums.posts.models import Post
    from forums.signals import post_held
    from moderation.cases.models import Case
    from moderation.reports import actions as reporting
    from moderation.reports.models import Reason
    from tests import make

    SiteSettings(reports_a_day=30_000, newcomer_posts_held=0, double_review_percent=5).save()
    forum = make.forum("Workshop", open_to=EVERYONE)
    make.member("mona", trust=4, groups=[MODERATORS], time_zone="Europe/Berlin")
    writers = [make.member(f"writer{k}") for k in range(20)]
    witnesses = [make.member(f"witness{k}") for k in range(8)]
    reasons = list(Reason.objects.filter(rule__isnull=False))
    goes: dict[int, bool] = {}
    for k, (text, bad) in zip(range(n), itertools.cycle(source), strict=False):
        writer = writers[k % 20]
        repliers = writers[k % 9 : k % 9 + 3]
        thread = make.thread(by=writers[(k + 7) % 20], forum=forum, title=f"Thread {k}", posts=3, repliers=repliers)
        if k % 4 == 3:
            post = make.post(thread, by=writer, body=text[:15_000], state="held")
            post_held.send(Post, post=post, verdict=Verdict(Outcome.HOLD, rule="first posts", message="Somebody reads first."))
        else:
            post = make.post(thread, by=writer, body=text[:15_000])
            for witness in witnesses[k % 5 : k % 5 + 1 + k % 3]:
                reporting.report(by=witness, target_type="post", thing=post, reason=reasons[k % len(reasons)], note="See there.")
        goes[Case.objects.get(target_type="post", target_id=post.pk).pk] = bad
    return goes


def serve(port: str) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:community.gunicorn", "community.wsgi"],
        cwd=ROOT,
        env=os.environ | {"PORT": port, "WEB_LOG_LEVEL": "warning"},
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
            return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise SystemExit("the server does not answer")


def jobs_done(most: int = 180) -> None:
    """What the filling left to do (eight hundred posts written within seconds) is no part of a moderator's morning."""
    from huey.contrib.djhuey import HUEY

    for _ in range(most * 10):
        if not HUEY.pending_count():
            return
        time.sleep(0.1)
    raise SystemExit("the jobs of the filling do not end")


def clear(goes: dict[int, bool], port: str) -> list[dict[str, Any]]:
    """Work the queue off, from its top, until nothing waits."""
    from django.test import Client
    from playwright.sync_api import Error, sync_playwright

    from accounts.models import Member
    from tests.journeys.conftest import BROWSERS, QUIET

    program = os.environ.get("CHROMIUM") or next(
        str(path) for name in BROWSERS for place in ("/usr/bin", "/usr/local/bin") if (path := Path(place) / name).exists()
    )
    client = Client()
    client.force_login(Member.objects.get(username="mona"))
    home = f"http://127.0.0.1:{port}"
    done: list[dict[str, Any]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        context = browser.new_context(base_url=home, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}])
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.goto("/desk/")
        page.keyboard.press("j")
        page.wait_for_url("**/desk/cases/**")
        while "/desk/cases/" in page.url:
            try:
                page.wait_for_function("() => document.activeElement && document.activeElement.matches('h1')", timeout=5000)
            except Error:
                raise SystemExit(f"after {len(done)} cases, {page.url}:\n{page.locator('main').inner_text()[:1500]}") from None
            number = int(page.url.split("/desk/cases/")[1].split("/")[0])
            held = page.locator("button[data-key=r]").count() > 0
            before = page.url
            page.evaluate("sessionStorage.removeItem('bench')")
            page.keyboard.press(("d" if goes[number] else "r") if held else ("d" if goes[number] else "Shift+K"))
            page.wait_for_function(
                "(before) => location.href !== before && JSON.parse(sessionStorage.getItem('bench') || '{}').shown", arg=before
            )
            said = json.loads(page.evaluate("sessionStorage.getItem('bench')"))
            done.append(
                {
                    "case": number,
                    "keys": len(said["keys"]),
                    "ms": said["shown"] - said["at"],
                    "held": held,
                }
            )
        browser.close()
    return done


def undo_all() -> int:
    from accounts.models import Member
    from moderation.decisions import actions as decisions
    from moderation.decisions.models import Decision

    mona = Member.objects.get(username="mona")
    found = list(Decision.objects.filter(undone_at=None).select_related("case").order_by("-pk"))
    for decision in found:
        decisions.undo(by=mona, decision=decision, reason="Bench")
    return len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    wish = parser.parse_args()
    port = os.environ.get("PORT", "8108")

    import django

    django.setup()
    from django.core.management import call_command

    from forums.composing.recount import recount
    from moderation.cases.models import Case
    from moderation.tasks import weigh_open_cases
    from tests.moderation import whole

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if Case.objects.exists():
        raise SystemExit("DATA_DIR is not empty")
    source = texts(wish.texts)
    goes = fill(wish.cases, source)
    weigh_open_cases.call_local()
    before = whole.picture()
    server = serve(port)
    try:
        jobs_done()
        done = clear(goes, port)
    finally:
        server.terminate()
        server.wait(20)

    times = sorted(row["ms"] for row in done)
    keys = Counter(row["keys"] for row in done)
    p95 = times[int(len(times) * 0.95) - 1]
    print(f"cases cleared      {len(done)} of {wish.cases} ({sum(row['held'] for row in done)} held posts)")
    print(f"texts              {'real, ' + wish.texts.parent.name if wish.texts.exists() else 'made up'}")
    print(f"keys a case        {dict(keys)}, most {max(keys)} (limit {LIMIT_KEYS})")
    print(
        f"key to next case   median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, max {times[-1]:.0f}, limit {LIMIT_MS} ms"
    )
    slow = [row for row in done if row["ms"] > LIMIT_MS]
    print(f"over the limit     {len(slow)} {[(row['case'], round(row['ms'])) for row in slow[:8]]}")
    undone = undo_all()
    weigh_open_cases.call_local()
    wrong = whole.differences(before, whole.picture()) + [f"counter: {drift}" for drift in recount(repair=False)]
    call_command("verify_audit", verbosity=0)
    print(f"taken back         {undone}; differences to before: {len(wrong)}")
    print(*(f"  {line}" for line in wrong), sep="\n")
    return int(bool(wrong) or len(done) != wish.cases or max(keys) > LIMIT_KEYS or p95 > LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
