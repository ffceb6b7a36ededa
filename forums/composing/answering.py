"""The answer of a question."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import denied
from forums import policies, signals
from forums.posts.models import Post
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread


@transaction.atomic
def accept_answer(*, by: Member, thread: Thread, number: int | None) -> bool:
    """Mark reply `number` as the answer of a question, or take the mark away with None."""
    policies.can_accept(by, thread).enforce()
    if number is not None:
        # Under the lock: it may go to another thread in this very moment.
        counters.lock(thread.pk)
        answer = Post.objects.published().filter(thread=thread, number=number).first()
        if answer is None or number == 1:
            denied(_("Only a reply that everybody can read can be the answer.")).enforce()
    changed = thread_levers.accept(thread, number)
    if changed and number is not None:
        signals.answer_accepted.send(Thread, thread=thread, number=number, by=by)
    return changed
