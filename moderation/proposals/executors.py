"""Who carries out what two people agreed on: one function a kind, registered by its room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import Member

from .models import Proposal

# Called in the transaction of the second person's yes, with the locked proposal and that person. What it gives back goes into
# the audit log.
Executor = Callable[[Proposal, Member], dict[str, Any]]
EXECUTORS: dict[str, Executor] = {}


def register(kind: str, executor: Executor) -> None:
    EXECUTORS[kind] = executor
