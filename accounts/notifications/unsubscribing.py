"""The way out that stands in every mail: a signed address that needs no log-in, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member

from .envelope import address

if TYPE_CHECKING:
    from .models import Notification
    from .registry import Verb

_SALT = "notifications.unsubscribe"
# A mail that lies in a drawer for a year still lets its reader out.
VALID = timedelta(days=366)


@dataclass(frozen=True)
class Kind:
    """One sort of mail that can be stopped.

    name says in the reader's language what ends; stop ends it and answers how it was; resume makes it so again.
    `about` is what follows the colon of the group ("4" of "thread:4"), "" for all mails of the kind.
    """

    key: str
    name: Callable[[Member, str], str]
    stop: Callable[[Member, str], str]
    resume: Callable[[Member, str, str], None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make the kind known; a second one of the same key is a mistake in the code."""
    if _kinds.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"two ways out are called {kind.key!r}")
    return kind


@dataclass(frozen=True)
class WayOut:
    """What a signed word stands for."""

    member: Member
    kind: Kind
    about: str
    before: str | None

    @property
    def name(self) -> str:
        return self.kind.name(self.member, self.about)

    def stop(self) -> str:
        """Stop these mails; answers the signed word that undoes it."""
        before = self.before if self.before is not None else self.kind.stop(self.member, self.about)
        return _sign(self.member, self.kind.key, self.about, before)

    def resume(self) -> bool:
        """As it was before, for a word that `stop` gave out; says whether it is one."""
        if self.before is None:
            return False
        self.kind.resume(self.member, self.about, self.before)
        return True


def stop(member: Member, key: str, group: str) -> str:
    """The same from a page of one's own; answers what ended."""
    kind, about = _kinds[key], group.partition(":")[2]
    kind.stop(member, about)
    return kind.name(member, about)


def token(member: Member, key: str, about: str = "") -> str:
    """The signed word that stops mails of this kind."""
    return _sign(member, key, about, None)


def _sign(member: Member, key: str, about: str, before: str | None) -> str:
    return signing.dumps([member.pk, key, about, before], salt=_SALT)


def way_out(word: str) -> WayOut | None:
    """What the word stands for; None when nobody signed it, it is too old, or the member is gone."""
    try:
        member_id, key, about, before = signing.loads(word, salt=_SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member, kind = Member.objects.filter(pk=member_id, is_active=True).first(), _kinds.get(key)
    return WayOut(member, kind, about, before) if member and kind else None


def main_token(member: Member, notification: Notification, verb: Verb) -> str:
    """The nearest way out, for the button that mail programs show: this thread alone, or all mails of the kind."""
    return next(iter(_tokens(member, notification, verb).values()))


def offers(member: Member, notification: Notification, verb: Verb) -> list[tuple[str, str]]:
    """[(what ends, address)] for the foot of a mail, the nearest first."""
    found = _tokens(member, notification, verb)
    about = notification.group.partition(":")[2]
    return [
        (_kinds[key].name(member, about), address(reverse("members:unsubscribe", args=[word]))) for key, word in found.items()
    ]


def _tokens(member: Member, notification: Notification, verb: Verb) -> dict[str, str]:
    found: dict[str, str] = {}
    if verb.stop:
        found[verb.stop] = token(member, verb.stop, notification.group.partition(":")[2])
    key = "direct" if verb.mail == "direct" else "following"
    return found | {key: token(member, key)}


def _paced(field: str) -> tuple[Callable[[Member, str], str], Callable[[Member, str, str], None]]:
    def stop(member: Member, about: str) -> str:
        before = str(getattr(member, field))
        Member.objects.filter(pk=member.pk).update(**{field: Member.Mail.NEVER})
        return before

    def resume(member: Member, about: str, before: str) -> None:
        Member.objects.filter(pk=member.pk).update(**{field: Member.Mail(before)})

    return stop, resume


def _stop_digests(member: Member, about: str) -> str:
    """A digest is made of up to three kinds; whoever wants none wants none of those that come by it."""
    fields = ("mail_direct", "mail_following", "mail_digest")
    by_digest = {field: pace for field in fields if (pace := getattr(member, field)) in (Member.Mail.DAILY, Member.Mail.WEEKLY)}
    Member.objects.filter(pk=member.pk).update(**dict.fromkeys(by_digest, Member.Mail.NEVER))
    return ",".join(f"{field}={pace}" for field, pace in by_digest.items())


def _resume_digests(member: Member, about: str, before: str) -> None:
    was = dict(part.split("=") for part in before.split(",") if part)
    Member.objects.filter(pk=member.pk).update(**{field: Member.Mail(pace) for field, pace in was.items()})


register(Kind("direct", lambda member, about: _("Mails when somebody means you"), *_paced("mail_direct")))
register(Kind("following", lambda member, about: _("Mails about what you follow"), *_paced("mail_following")))
register(Kind("digest", lambda member, about: _("Digests by mail"), _stop_digests, _resume_digests))
