"""A policy's answer: yes, or no with a sentence that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Refused(PermissionDenied):
    """An act was refused. `str()` of it is the sentence shown to the person; answered as 403."""


@dataclass(frozen=True)
class Decision:
    """Truthy when allowed; `reason` is empty then, and a translated sentence otherwise."""

    allowed: bool
    reason: _StrOrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise Refused with the reason unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Decision(True)


def denied(reason: _StrOrPromise) -> Decision:
    return Decision(False, reason)
