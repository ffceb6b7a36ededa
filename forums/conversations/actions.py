"""What people do in conversations: begin one, answer, add others, leave, read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Member, fold
from accounts.notifications.actions import read_about
from accounts.queries import by_usernames
from community.core import live
from community.core.markup.render import RENDERER_VERSION, Rendered
from forums.composing.actions import clean_body, clean_title
from forums.composing.limits import too_much
from forums.composing.rendering import render_source

from . import images, levers, limits, policies, queries
from .models import Conversation, Message, Participant, Wish
from .tasks import tell


def clean_people(typed: str, *, by: Member) -> list[Member]:
    """Those who are named, with commas or spaces between them. Raises ValidationError (field "to")."""
    names = {fold(name.lstrip("@")): name for name in typed.replace(",", " ").replace(";", " ").split()}
    names.pop(by.username_folded, None)
    if not names:
        raise ValidationError({"to": _("Please say whom you write to.")})
    if len(names) > policies.MOST_PEOPLE - 1:
        raise ValidationError({"to": _("Up to %(n)s people can take part, you among them.") % {"n": policies.MOST_PEOPLE}})
    found = by_usernames(names)
    unknown = [name for folded, name in names.items() if folded not in {member.username_folded for member in found}]
    if unknown:
        raise ValidationError({"to": _("There is nobody called %(names)s here.") % {"names": ", ".join(unknown)[:200]}})
    return found


def prepare(*, by: Member, body: str) -> tuple[str, Rendered]:
    """Render and look at a text before any lock is taken. Raises ValidationError or Refused."""
    body = clean_body(body)
    rendered = render_source(body)
    if faults := too_much(by, links=rendered.links, mentions=rendered.mentions, images=rendered.image_urls):
        raise ValidationError({"body": faults})
    for path in settings.MESSAGE_GATES if by.is_limited else ():
        import_string(path)(by, links=rendered.links, images=rendered.image_urls).enforce()
    return body, rendered


def twin_of(by: Member, form_token: str | None) -> Message | None:
    """The message this form has already made, when it was sent twice."""
    if not form_token:
        return None
    return Message.objects.select_related("conversation").filter(author=by, form_token=form_token).first()


def start(*, by: Member, people: Sequence[Member], title: str, body: str, form_token: str | None = None) -> Message:
    """Begin a conversation and return its first message.

    Raises Refused, TooFast (with `until`), or ValidationError by field (title, body, to).
    """
    if twin := twin_of(by, form_token):
        return twin
    people = [member for member in people if member.pk != by.pk]
    if not people or len(people) >= policies.MOST_PEOPLE:
        raise ValidationError({"to": _("Up to %(n)s people can take part, you among them.") % {"n": policies.MOST_PEOPLE}})
    policies.can_start(by).enforce()
    policies.can_write_to(by, people).enforce()
    limits.check_pace(by)
    title = clean_title(title)
    ready = prepare(by=by, body=body)
    try:
        with transaction.atomic():
            # Their row is locked: six at once are still five a day.
            Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
            limits.check_starts(by)
            now = timezone.now()
            conversation = Conversation.objects.create(
                title=title, started_by=by, is_official=policies.is_staff(by), created_at=now, last_message_at=now
            )
            _join(conversation, [by, *people], by=by, at=now)
            return _store(conversation, by=by, ready=ready, form_token=form_token, at=now)
    except IntegrityError:
        if twin := twin_of(by, form_token):
            return twin
        raise


def _join(conversation: Conversation, people: Sequence[Member], *, by: Member, at: datetime) -> None:
    Participant.objects.bulk_create(
        [
            Participant(
                conversation=conversation, member=member, added_by=by, joined_at=at, news_at=at, has_news=member.pk != by.pk
            )
            for member in people
        ]
    )


def send(*, by: Member, conversation: Conversation, body: str, form_token: str | None = None) -> Message:
    """Write in a conversation. Raises Refused, TooFast, or ValidationError (field body)."""
    if twin := twin_of(by, form_token):
        return twin
    policies.can_answer(by, conversation, queries.people_of(conversation)).enforce()
    limits.check_pace(by)
    ready = prepare(by=by, body=body)
    try:
        with transaction.atomic():
            fresh = lock(conversation.pk)
            # Somebody may have left while the text was being rendered.
            policies.can_answer(by, fresh, queries.people_of(fresh)).enforce()
            return _store(fresh, by=by, ready=ready, form_token=form_token, at=timezone.now())
    except IntegrityError:
        if twin := twin_of(by, form_token):
            return twin
        raise


def lock(pk: int) -> Conversation:
    """Whatever changes who takes part, the numbers, or what was read, takes this lock first."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=pk)


def _store(
    conversation: Conversation, *, by: Member, ready: tuple[str, Rendered], form_token: str | None, at: datetime
) -> Message:
    body, rendered = ready
    conversation.last_number += 1
    conversation.last_message_at = at
    conversation.save(update_fields=["last_number", "last_message_at"])
    message = Message.objects.create(
        conversation=conversation,
        number=conversation.last_number,
        author=by,
        source=body,
        html=rendered.html,
        text=rendered.text,
        renderer=RENDERER_VERSION,
        form_token=form_token or None,
        created_at=at,
    )
    images.adopt(message)
    active = Participant.objects.active().filter(conversation=conversation)
    active.exclude(member=by).update(has_news=True, news_at=at)
    own = active.filter(member=by)
    own.update(news_at=at)
    # Only who had read all before has read all after: what came while they wrote is still new to them.
    own.filter(last_read=message.number - 1).update(last_read=message.number, has_news=False)
    _announce(conversation, message)
    return message


def _announce(conversation: Conversation, message: Message) -> None:
    for member_id in Participant.objects.active().filter(conversation=conversation).values_list("member_id", flat=True):
        live.publish(f"member:{member_id}", {"conversation": conversation.pk, "number": message.number})
    transaction.on_commit(partial(tell, message.pk))


@transaction.atomic
def add_people(*, by: Member, conversation: Conversation, people: Sequence[Member]) -> int:
    """They read everything that was written. Returns how many came in; who is in it already is no mistake."""
    policies.can_add(by, conversation).enforce()
    policies.can_write_to(by, people).enforce()
    fresh = lock(conversation.pk)
    there = {row.member_id: row for row in queries.people_of(fresh)}
    gone = [member.name for member in people if member.pk in there and not there[member.pk].is_active]
    if gone:
        raise ValidationError({"to": _("Has left this conversation: %(names)s.") % {"names": ", ".join(gone)}})
    new = [member for member in people if member.pk not in there]
    if len(there) + len(new) > policies.MOST_PEOPLE:
        raise ValidationError({"to": _("Up to %(n)s people can take part, you among them.") % {"n": policies.MOST_PEOPLE}})
    _join(fresh, new, by=by, at=timezone.now())
    newest = Message.objects.filter(conversation=fresh, number=fresh.last_number).first()
    if new and newest is not None:
        # Told anew: those who were in it know already, those who came do not.
        Message.objects.filter(pk=newest.pk).update(told_at=None)
        _announce(fresh, newest)
    return len(new)


@transaction.atomic
def leave(*, by: Member, conversation: Conversation) -> bool:
    """They keep what was written until now and get nothing more. Says whether they were in it."""
    fresh = lock(conversation.pk)
    own = Participant.objects.active().filter(conversation=fresh, member=by)
    left = own.update(state=Participant.State.LEFT, left_number=fresh.last_number, last_read=fresh.last_number, has_news=False)
    if left:
        read_about(by=by, conversation=fresh.pk)
    return bool(left)


def mute(*, by: Member, conversation: Conversation, muted: bool) -> bool:
    """Nothing of it is told any more, or again; says whether that is new."""
    own = Participant.objects.active().filter(conversation=conversation, member=by)
    return bool(own.exclude(is_muted=muted).update(is_muted=muted))


def read(*, own: Participant, up_to: int) -> bool:
    """They have read so far. Nobody else learns of it. No query where nothing is new."""
    if not own.is_active or up_to <= own.last_read:
        return False
    with transaction.atomic():
        fresh = lock(own.conversation_id)
        read_to = min(up_to, fresh.last_number)
        mine = Participant.objects.active().filter(pk=own.pk, last_read__lt=read_to)
        moved = mine.update(last_read=read_to, has_news=fresh.last_number > read_to)
        if moved and fresh.last_number <= read_to:
            read_about(by=own.member, conversation=fresh.pk)
    return bool(moved)


@transaction.atomic
def delete_own(*, by: Member, message: Message) -> bool:
    """The author takes a message back; a line stays where it stood."""
    policies.can_delete(by, message).enforce()
    return levers.delete(message)


def wish(*, by: Member, messages_from: str) -> None:
    """Who may begin to write to one."""
    if messages_from not in Wish.From.values:
        raise ValidationError({"messages_from": _("Please choose one of these.")})
    Wish.objects.update_or_create(member=by, defaults={"messages_from": messages_from})
