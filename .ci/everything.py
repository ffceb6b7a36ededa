"""`make test`: style, types, migrations, tests on SQLite and on PostgreSQL, journeys in a browser; a table at the end.

One step more than there are cores runs at a time: it keeps them busy while a browser or a database waits. The tests are cut into
parts (parts.py), which all begin with a copy of one migrated database (template.py). What cannot run is named at the end; with
STRICT=1 it is a failure.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import browser
import postgres
import template
from parts import parts

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".test-results"
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=5"]
ON_BOTH = "tests/journeys/test_first_post.py"
BOLD, RED, GREEN, PLAIN = ("\033[1m", "\033[31m", "\033[32m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")


@dataclass
class Step:
    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    result: str = "not run"
    seconds: float = 0.0
    processor: float = 0.0
    note: str = ""
    left_out: list[str] = field(default_factory=list)

    def run(self) -> None:
        started = time.monotonic()
        log = LOGS / (re.sub(r"\W+", "-", self.name.lower()).strip("-") + ".log")
        env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DATA_DIR", "REDIS_URL"}} | self.env
        with log.open("w") as out:
            process = subprocess.Popen(self.command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
            # wait4 also tells how much of a core it took, which does not depend on what else runs here.
            _pid, status, usage = os.wait4(process.pid, 0)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds, self.processor = time.monotonic() - started, usage.ru_utime + usage.ru_stime
        self.result = "ok" if code == 0 else "FAILED"
        lines = log.read_text(errors="replace").splitlines()
        self.note = next((line.strip("= ") for line in reversed(lines) if line.strip()), "")
        self.left_out = _left_out(lines)
        if code == 0:
            print(f"{GREEN}ok{PLAIN}      {self.name} ({self.seconds:.0f} s)  {self.note[:100]}", flush=True)
        else:
            print(f"\n{RED}{BOLD}FAILED{PLAIN}  {self.name}\n" + "\n".join(lines[-250:]) + "\n", flush=True)


def _left_out(lines: list[str]) -> list[str]:
    """What pytest itself did not run (tests/conftest.py prints it under this heading)."""
    start = next((number for number, line in enumerate(lines) if re.match(r"!+ NOT RUN", line)), None)
    if start is None:
        return []
    return [line.strip() for line in lines[start + 1 :] if line.startswith("  ")]


# What depends on no database, or says in detail what a page shows, is proven once, on SQLite. On PostgreSQL every page is
# still opened by everybody (test_doors, test_every_way), and all that asks, locks, counts or promises in the database runs.
# EVERYWHERE=1 (`make test-everywhere`) runs everything on both (community/decisions/0019).
ONCE = [
    "tests/test_start.py", "tests/test_architecture.py", "tests/test_headers.py", "tests/test_security_settings.py",
    "tests/core/*", "tests/accounts/test_*pages.py", "tests/accounts/test_login.py", "tests/accounts/test_names.py",
    "tests/accounts/test_signup.py", "tests/accounts/test_second_factor.py", "tests/accounts/test_avatar.py",
    "tests/accounts/test_people_tags.py", "tests/forums/test_pages_*.py", "tests/forums/test_back_office.py",
    "tests/accounts/test_admin.py", "tests/accounts/test_presence.py", "tests/forums/test_difference.py",
    "tests/importers/test_demo.py", "tests/test_security_floods.py", "tests/test_cast.py", "tests/test_parity.py",
    "tests/forums/test_*_pages.py", "tests/forums/test_polls_counting.py", "tests/forums/test_events_calendar.py",
    "tests/forums/test_mailin_words.py",
    *(
        f"tests/moderation/test_{name}.py"
        for name in (
            "who_may", "priority", "statements", "appeals", "appeals_pages", "sanctions_imposing", "sanctions_limits",
            "sanctions_ladder", "sanctions_pages", "notices_give", "notices_pages", "notices_told", "case_page",
            "case_page_matrix", "proposals", "proposals_pages", "edits", "replies", "back_office", "taxonomy", "wellbeing",
            "images", "tags", "next_case", "ways_on", "answering", "reports_own", "people", "double_review", "revise", "pages",
        )
    ),
]  # fmt: skip
# How a large archive reads, how an import survives a kill, and two hundred decisions: the small ones run on both.
LONG = [
    "tests/importers/test_real_archives.py::test_urho3d_is_what_its_source_says",
    "tests/importers/test_real_archives.py::test_import_survives_kill_9",
    "tests/moderation/test_undo_exact.py::test_two_hundred_decisions_taken_back_leave_everything_as_before[reverse]",
    "tests/moderation/test_every_way.py::test_whoever_has_less_afterwards_was_told_why",
]


def main() -> int:
    LOGS.mkdir(exist_ok=True)
    for old in LOGS.glob("*.log"):
        old.unlink()
    started = time.monotonic()
    everywhere = os.environ.get("EVERYWHERE") == "1"
    # What one part compiled the next need not, and a set-up may be played back (tests/recording.py), unless all is asked for.
    usual = {"PYTHONDONTWRITEBYTECODE": "", "RECORDING": "0" if everywhere else "1"}
    style = Step("Style", [PYTHON, "-m", "ruff", "check", "."])
    types = Step("Types", [PYTHON, "-m", "mypy"])
    settings = {"DJANGO_SETTINGS_MODULE": "community.settings.test"}
    migrations = Step("Migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], settings)
    on_sqlite = tests("SQLite", parts(4), [], usual)
    left_out = [] if everywhere else [f"--deselect={name}" for name in LONG]
    on_postgres = tests("PostgreSQL", parts(3, without=[] if everywhere else ONCE), left_out, usual)
    journeys = Step("Journeys in Chromium, SQLite", [*PYTEST, "tests/journeys"], usual)
    journey_postgres = Step("A journey in Chromium, PostgreSQL", [*PYTEST, ON_BOTH], usual)
    need_postgres = (*on_postgres, journey_postgres)
    steps = [style, types, migrations, *on_sqlite, *on_postgres, journeys, journey_postgres]

    chromium = browser.found() or browser.install()
    for step in (journeys, journey_postgres):
        if chromium:
            step.env = step.env | {"CHROMIUM": chromium}
        else:
            step.note = "no Chromium or Chrome found, and it could not be installed"

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-template-")))
        try:
            address, what = stack.enter_context(postgres.running())
        except (postgres.NoPostgres, OSError, subprocess.CalledProcessError) as error:
            address = ""
            for step in need_postgres:
                step.note = f"no PostgreSQL: {error}"
        else:
            print(f"PostgreSQL: {what}", flush=True)
            stack.callback(template.drop, address)
            # The runs there may overlap, so each makes a database of its own.
            for number, step in enumerate(need_postgres):
                step.env = step.env | {"DATABASE_URL": address, "TEST_SUFFIX": f"_{os.getpid()}_{number}"}
        with contextlib.suppress(subprocess.CalledProcessError):  # then every part migrates for itself, and says what is wrong
            copied = template.on_sqlite(folder)
            for step in (*on_sqlite, journeys):
                step.env = step.env | {"TEST_TEMPLATE": copied}
            if address:
                copied = template.on_postgres(address)
                for step in need_postgres:
                    step.env = step.env | {"TEST_TEMPLATE": copied}
        with ThreadPoolExecutor(max_workers=(os.cpu_count() or 2) + 1) as side_by_side:
            for step in (style, journeys, *on_postgres, *on_sqlite, types, journey_postgres, migrations):
                if not step.note:
                    side_by_side.submit(step.run)
    return report(steps, time.monotonic() - started)


def tests(database: str, groups: list[list[str]], options: list[str], env: dict[str, str]) -> list[Step]:
    names = (f"Tests on {database}, {number} of {len(groups)}" for number in range(1, len(groups) + 1))
    return [Step(name, [*PYTEST, *options, *group], env) for name, group in zip(names, groups, strict=True)]


def report(steps: list[Step], seconds: float) -> int:
    print(f"\n{BOLD}{'':2}{'what':<36}{'result':<10}{'time':>6}{'core':>7}{PLAIN}")
    for step in steps:
        colour = GREEN if step.result == "ok" else RED
        print(f"  {step.name:<36}{colour}{step.result:<10}{PLAIN}{step.seconds:5.0f}s{step.processor:6.0f}s  {step.note[:90]}")
    left_out = [f"{step.name}: {line}" for step in steps for line in step.left_out]
    not_run = [f"{step.name}: {step.note}" for step in steps if step.result == "not run"]
    if left_out or not_run:
        print(f"\n{RED}{BOLD}!!! NOT RUN: {len(left_out) + len(not_run)}{PLAIN}")
        print("\n".join(f"  {line}" for line in not_run + left_out))
    failed = [step.name for step in steps if step.result == "FAILED"]
    print(f"\n{seconds:.0f} s on {os.cpu_count()} cores; logs in {LOGS.name}/")
    if failed:
        print(f"{RED}{BOLD}FAILED: {', '.join(failed)}{PLAIN}")
        return 1
    if not_run and os.environ.get("STRICT") == "1":
        print(f"{RED}{BOLD}Something could not run, and STRICT=1 asks for everything.{PLAIN}")
        return 1
    print(f"{GREEN}{BOLD}Everything that ran is in order.{PLAIN}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
