"""Who may write to whom. Pages show the sentence, actions enforce it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ignoring.queries import ignorers_of
from accounts.models import Member
from accounts.policies import Viewer, can_log_in, can_write
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings
from forums.access import rights_of
from forums.models import Right

from .models import Conversation, Message, Participant, Wish

# Everybody in a conversation, its starter too.
MOST_PEOPLE = 30
_NOT_YOURS = gettext_lazy("This is not your message.")


def is_staff(member: Member) -> bool:
    """Whoever looks after the forum or a part of it."""
    return member.is_staff or bool(rights_of(member).forums(Right.MODERATE))


def can_start(member: Viewer) -> Decision:
    if not (decision := can_write(member)):
        return decision
    assert isinstance(member, Member)
    if member.is_new and not is_staff(member):
        return denied(
            gettext_lazy("New members can answer messages, but not begin any yet. Take part in the forum for a while first.")
        )
    return ALLOWED


def can_write_to(by: Member, people: Sequence[Member]) -> Decision:
    """Whether `by` may begin to write to all of these. Two queries.

    The sentence names who cannot be reached and never why: whether somebody ignores one is theirs to know.
    """
    if is_staff(by):
        unreachable = [member for member in people if not member.is_active or member.is_imported]
    else:
        ids = [member.pk for member in people]
        ignoring = ignorers_of(by.pk, among=ids)
        wishes = dict(Wish.objects.filter(member__in=ids).values_list("member_id", "messages_from"))
        unreachable = [m for m in people if m.pk in ignoring or not _hears(m, wishes.get(m.pk, Wish.From.EVERYBODY), by)]
    if unreachable:
        return denied(_cannot(unreachable))
    return ALLOWED


def _hears(member: Member, wish: str, by: Member) -> bool:
    if not member.is_active or member.is_imported or member.is_suspended:
        return False
    return wish == Wish.From.EVERYBODY or (wish == Wish.From.KNOWN and by.trust >= 2)


def _cannot(people: Sequence[Member]) -> str:
    names = ", ".join(member.name for member in people)
    if len(people) == 1:
        return _("%(name)s cannot receive messages from you.") % {"name": names}
    return _("These people cannot receive messages from you: %(names)s.") % {"names": names}


def can_answer(member: Viewer, conversation: Conversation, people: Sequence[Participant]) -> Decision:
    """`people` are all its participants, with their members. One query at most.

    Whoever is read-only may still answer those who look after the forum.
    """
    if not isinstance(member, Member):
        return denied(gettext_lazy("Please log in to write."))
    allowed = can_log_in(member) if conversation.is_official else can_write(member)
    if not allowed:
        return allowed
    if not any(one.member_id == member.pk and one.is_active for one in people):
        return denied(gettext_lazy("You have left this conversation."))
    others = [one.member for one in people if one.is_active and one.member_id != member.pk]
    if not others:
        return denied(gettext_lazy("Nobody else is left in this conversation."))
    if is_staff(member):
        return ALLOWED
    reached = [other for other in others if other.is_active]
    if reached and not len(reached) > len(ignorers_of(member.pk, among=[other.pk for other in reached])):
        reached = []
    return ALLOWED if reached else denied(_cannot(others))


def can_add(member: Viewer, conversation: Conversation) -> Decision:
    if not (decision := can_start(member)):
        return decision
    if conversation.started_by_id != member.pk:
        return denied(gettext_lazy("Only whoever began the conversation adds people to it."))
    return ALLOWED


def can_edit(member: Viewer, message: Message) -> Decision:
    """The author, as long as a post could be edited. The caller has made sure that they see the message."""
    if not isinstance(member, Member) or message.author_id != member.pk:
        return denied(_NOT_YOURS)
    if not (decision := can_write(member)):
        return decision
    if not message.is_published:
        return denied(gettext_lazy("This message is not shown any more."))
    site = SiteSettings.current()
    window = timedelta(days=site.edit_days_trusted) if member.trust >= 2 else timedelta(hours=site.edit_hours_new)
    if timezone.now() - message.created_at > window:
        return denied(gettext_lazy("The time for edits is over. Write another message instead."))
    return ALLOWED


def can_delete(member: Viewer, message: Message) -> Decision:
    if not isinstance(member, Member) or message.author_id != member.pk:
        return denied(_NOT_YOURS)
    if not (decision := can_log_in(member)):
        return decision
    if not message.is_published:
        return denied(gettext_lazy("This message is not shown any more."))
    return ALLOWED
