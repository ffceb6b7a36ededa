"""What a mail becomes: a reply, a message, a kind mail back, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications import pacing
from accounts.notifications.models import Notification, SentMail
from community.core.decisions import Refused
from forums import policies
from forums.composing.actions import reply, twin_of
from forums.composing.limits import TooFast
from forums.conversations import actions as conversations
from forums.conversations.models import Participant
from forums.posts.models import Post
from forums.threads.models import Thread

from . import telling
from .arriving import TRIES, claim
from .enclosing import Enclosed, enclose
from .keys import is_ours, is_valid, keys_in
from .letter import Letter
from .models import Incoming, ReplyKey
from .screening import BY_MAIL, BY_UNPROVEN_MAIL

State = Incoming.State
# Whoever is too fast by less than this is posted later, without a word.
_WAITS = timedelta(minutes=30)


@dataclass(frozen=True)
class _Ignored(Exception):
    """Nobody is told: there is nobody, or a machine, or it may be somebody else."""

    reason: str


@dataclass(frozen=True)
class _Made:
    """What a mail became: "post:17" or "message:5", whether a moderator reads it first, and what could not come along."""

    name: str
    waits: bool = False
    left_out: Sequence[tuple[str, str]] = ()


def work(pk: int) -> str | None:
    """Do with one mail what is to be done; answers its state, None when it is not this caller's. Harmless to repeat."""
    row = claim(pk)
    if row is None:
        return None
    letter = Letter(bytes(row.raw))
    key = None
    try:
        key = _key_of(row, letter)
        with translation.override(key.member.language), timezone.override(pacing.zone_of(key.member)):
            return _try(row, letter, key)
    except _Ignored as nothing:
        return _close(row, State.IGNORED, key=key, reason=nothing.reason)


def _key_of(row: Incoming, letter: Letter) -> ReplyKey:
    """The key it was sent to. Raises _Ignored for mails of machines and of whoever knows no key."""
    if letter.automatic:
        raise _Ignored(f"written by a machine: {letter.automatic}")
    if not letter.senders or any(is_ours(address) for address in letter.senders):
        raise _Ignored("our own mail, or nobody's")
    keys = keys_in(row.delivered_to) or keys_in(*letter.recipients)
    found = {key.key: key for key in ReplyKey.objects.filter(key__in=keys[:10]).select_related("member")}
    key = next((found[word] for word in keys if word in found), None)
    if key is None:
        raise _Ignored("no address of ours")
    return key


def _try(row: Incoming, letter: Letter, key: ReplyKey) -> str:
    member = key.member
    try:
        if row.is_too_large:
            raise Refused(_("Your mail is too large. Please send smaller pictures, or upload them here."))
        _check_sender(letter, key)
        made = _post(row, letter, key)
    except TooFast as soon:
        if row.tries < TRIES and soon.until <= timezone.now() + _WAITS:
            Incoming.objects.filter(pk=row.pk, state=State.RECEIVED).update(due_at=soon.until)
            return State.RECEIVED
        return _refuse(row, letter, key, [str(soon)])
    except Refused as refused:
        return _refuse(row, letter, key, [str(refused)])
    except ValidationError as faults:
        return _refuse(row, letter, key, faults.messages)
    with transaction.atomic():
        state = _close(row, State.POSTED, key=key, made=made.name)
        if state and (made.waits or made.left_out):
            telling.posted(row, member, waits=made.waits, files=made.left_out)
    return state or State.POSTED


def _check_sender(letter: Letter, key: ReplyKey) -> None:
    """Raise Refused unless the mail is from the key's own member, at an address they have confirmed."""
    senders = letter.senders
    own = EmailAddress.objects.filter(user=key.member_id, verified=True)
    if len(senders) != 1 or not own.filter(email__iexact=senders[0]).exists():
        raise Refused(
            _("It came from %(address)s, which is not the confirmed address of your account.")
            % {"address": ", ".join(senders)[:200]}
        )
    if not is_valid(key):
        raise Refused(_("The address you answered to is no longer valid. Newer mails carry a new one."))


def _post(row: Incoming, letter: Letter, key: ReplyKey) -> _Made:
    """Write it as the member; answers what was made. Raises Refused, TooFast or ValidationError."""
    kind, _colon, number = key.about.partition(":")
    member = key.member
    proven = not settings.MAIL_IN_AUTHENTICATED_BY or letter.is_proven(settings.MAIL_IN_AUTHENTICATED_BY)
    # The mail's row stands for the form: a second try finds what the first one made.
    token = f"mail:{row.pk}"
    if made := _made_before(kind, member, token):
        return made
    if kind == "thread":
        thread = Thread.objects.visible_to(member).select_related("forum").filter(pk=int(number)).first()
        if thread is None:
            raise Refused(_("What you answered is not there any more, or is no longer open to you."))
        policies.can_reply(member, thread).enforce()
        enclosed = _words(row, letter, member)
        via = BY_MAIL if proven else BY_UNPROVEN_MAIL
        post = reply(by=member, thread=thread, body=enclosed.body, reply_to=_answered(letter, key), form_token=token, via=via)
        return _Made(f"post:{post.pk}", post.state == Post.State.HELD, enclosed.left_out)
    own = Participant.objects.active().filter(member=member, conversation=int(number)).select_related("conversation").first()
    if own is None:
        raise Refused(_("What you answered is not there any more, or is no longer open to you."))
    if not proven:
        raise Refused(_("Your mail provider does not prove that the mail is yours, so it may not write private messages."))
    enclosed = _words(row, letter, member)
    message = conversations.send(by=member, conversation=own.conversation, body=enclosed.body, form_token=token)
    return _Made(f"message:{message.pk}", left_out=enclosed.left_out)


def _made_before(kind: str, member: Member, token: str) -> _Made | None:
    """What a worker made that died before it noted it; by now the thread may be closed."""
    if kind == "thread":
        post = twin_of(member, token)
        return _Made(f"post:{post.pk}", post.state == Post.State.HELD) if post else None
    message = conversations.twin_of(member, token)
    return _Made(f"message:{message.pk}") if message else None


def _words(row: Incoming, letter: Letter, member: Member) -> Enclosed:
    text = letter.text
    enclosures = letter.enclosures
    if not text.strip() and not any(one.is_picture for one in enclosures):
        raise Refused(_("No words of your own were found in the mail. Please write above the quoted text."))
    return enclose(text, enclosures, by=member, mark=f"mail:{row.pk}")


def _answered(letter: Letter, key: ReplyKey) -> int | None:
    """The number of the post that the answered mail told of last."""
    sent = SentMail.objects.filter(member=key.member_id, about=key.about, message_id__in=letter.answers).order_by("-pk").first()
    mark = sent.message_id.strip("<>").partition(".")[0] if sent else ""
    if not (mark[:1] == "n" and mark[1:].isdigit()):
        return None
    told = Notification.objects.filter(member=key.member_id, pk=int(mark[1:])).first()
    number = told.data.get("number") if told else None
    return number if isinstance(number, int) else None


@transaction.atomic
def _refuse(row: Incoming, letter: Letter, key: ReplyKey, why: list[str]) -> str:
    state = _close(row, State.REFUSED, key=key, reason=" ".join(why))
    if state and not telling.refused(row, key.member, why, words=letter.text or letter.whole_text):
        # What could not be sent back stays here as long as the row does.
        Incoming.objects.filter(pk=row.pk).update(raw=row.raw)
    return state or State.REFUSED


def _close(row: Incoming, state: str, *, key: ReplyKey | None, reason: str = "", made: str = "") -> str | None:
    """Note how it ended, and keep no more of the mail than that; None when somebody else did."""
    closed = Incoming.objects.filter(pk=row.pk, state=State.RECEIVED).update(
        state=state,
        reason=reason[:300],
        made=made,
        raw=b"",
        member=key.member_id if key else None,
        about=key.about if key else "",
    )
    return state if closed else None
