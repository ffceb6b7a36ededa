"""Production settings as an operator gets them who sets only what must be set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_ASK = """
import json
from community.settings import prod
print(json.dumps({"proxies": prod.ALLAUTH_TRUSTED_PROXY_COUNT, "https": prod.SECURE_PROXY_SSL_HEADER}))
"""


@pytest.mark.parametrize(
    ("given", "proxies", "https"),
    [
        ({}, 1, ["HTTP_X_FORWARDED_PROTO", "https"]),
        ({"TRUSTED_PROXY_COUNT": "2"}, 2, ["HTTP_X_FORWARDED_PROTO", "https"]),
        ({"BEHIND_PROXY": "0"}, 0, None),
    ],
)
def test_whoever_is_believed_about_the_scheme_is_believed_about_the_visitor(given, proxies, https):
    """Otherwise all visitors share the proxy's address, and one of them can use up everybody's tries at the log-in."""
    needed = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "forum.example", "SITE_URL": "https://forum.example"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    said = subprocess.run(
        [sys.executable, "-c", _ASK],
        env=kept | needed | given,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        check=True,
        text=True,
    )

    assert json.loads(said.stdout) == {"proxies": proxies, "https": https}
