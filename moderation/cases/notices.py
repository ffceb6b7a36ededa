"""What colleagues tell each other about a case."""

from accounts.notifications.registry import register

from .passing import VERBS

for _verb in VERBS:
    register(_verb)
