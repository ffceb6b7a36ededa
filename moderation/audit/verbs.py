"""What can stand in the audit log, as data: one row a verb, with the words a reader sees. Rows are added, never taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

VERBS: dict[str, _StrOrPromise] = {
    "case.opened": _("opened a case"),
    "case.claimed": _("claimed the case"),
    "case.unclaimed": _("let the case go"),
    "case.snoozed": _("snoozed the case"),
    "case.woken": _("woke the case"),
    "case.noted": _("left a note for colleagues"),
    "case.decided.keep": _("decided: kept"),
    "case.decided.release": _("decided: released"),
    "case.decided.remind": _("decided: reminded"),
    "case.decided.hide": _("decided: hidden"),
    "case.decided.remove": _("decided: removed"),
    "case.decided.reject": _("decided: rejected"),
    "case.decided.revise": _("decided: asked for a change"),
    "case.decided.edit": _("decided: edited"),
    "case.decided.lock": _("decided: locked"),
    "case.decided.clean": _("decided: cleaned up the account"),
    "case.decided.impose": _("decided: imposed the sanction"),
    "case.decided.drop": _("decided: dropped the sanction"),
    "case.decided.affirm": _("decided: the decision stands"),
    "case.decided.reverse": _("decided: reversed the decision"),
    "case.undone": _("took the decision back"),
    "case.passed": _("passed the case on"),
    "case.unassigned": _("gave the case back to everybody"),
    "batch.undone": _("took decisions back together"),
    "appeal.made": _("objected to a decision"),
    "appeal.withdrawn": _("withdrew the objection"),
    "sanction.lifted": _("lifted the sanction"),
    "sanction.acknowledged": _("confirmed to have read the sanction"),
    "ladder.changed": _("changed the ladder of sanctions"),
    "thread.locked": _("locked the thread"),
    "thread.unlocked": _("unlocked the thread"),
    "thread.pinned": _("pinned the thread"),
    "thread.unpinned": _("unpinned the thread"),
    "thread.moved": _("moved the thread"),
    "posts.split": _("made a new thread of posts"),
    "posts.moved": _("moved posts to another thread"),
    "posts.merged": _("joined the thread to another one"),
    "posts.moved_back": _("put posts back into their thread"),
    "thread.slowed": _("set the pace of the thread"),
    "thread.timer_set": _("set a timer for the thread"),
    "thread.timer_stopped": _("stopped the timers of the thread"),
    "thread.timer_failed": _("could not do what a timer was set for"),
    "post.wiki_changed": _("changed whether the post is a wiki"),
    "poll.closed": _("closed the poll"),
    "thread.restored": _("made the thread readable again"),
    "post.restored": _("made the post readable again"),
    "attachment.restored": _("made the image visible again"),
    "review.judged": _("judged a decision once more"),
    "trust.set": _("set the trust level"),
    "post.featured": _("featured the post"),
    "post.unfeatured": _("no longer features the post"),
    "proposal.made": _("proposed what two people decide"),
    "member.noted": _("left a note about the member"),
    "member.note_removed": _("removed a note about the member"),
    "reply.made": _("wrote a saved reply"),
    "reply.changed": _("changed a saved reply"),
    "rule.made": _("wrote the house rule"),
    "rule.changed": _("changed the house rule"),
    "law.made": _("wrote the legal ground"),
    "law.changed": _("changed the legal ground"),
    "flagger.made": _("entered the trusted flagger"),
    "flagger.changed": _("changed the trusted flagger"),
}


class UnknownVerb(ValueError):
    """An act was about to be recorded for which VERBS has no words."""


def words_for(verb: str) -> _StrOrPromise:
    """What a reader sees. An entry of a newer or older house keeps its bare verb."""
    return VERBS.get(verb, verb)
