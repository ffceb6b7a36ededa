"""Ask those above whether a text may appear; they are named in settings, never imported."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .submission import PASS, Submission, Verdict

_load = cache(import_string)


def screen(submission: Submission) -> Verdict:
    """The strictest verdict of all screeners in POST_SCREENERS."""
    verdicts = [_load(path)(submission) for path in settings.POST_SCREENERS]
    return max(verdicts, key=lambda verdict: verdict.outcome, default=PASS)
