"""A Chromium for the journeys: one that is there, or one that may be installed."""

from __future__ import annotations

import os
import shutil
import subprocess

# The shell without a window draws the same pages with half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Path of a browser, CHROMIUM first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name)) and _answers(path)), None)


def install() -> str | None:
    """Install one where we may, and say where it is."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        for package in ("chromium-headless-shell", "chromium"):
            done = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=False, **quiet)
            if done.returncode == 0:
                break
    return found()


def _answers(path: str) -> bool:
    # Ubuntu's "chromium" may be a stub that only asks for another installer.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
