"""Giving notice of something illegal (Art. 16 DSA): anybody may, and gets a receipt where there is a way to send one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Decision, Refused
from community.core.ratelimit import hit
from forums.access import Viewer
from moderation.cases import opening, priority
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.law import taxonomy
from moderation.same_person import mailbox

from . import addresses, policies, telling
from .models import LegalNotice, NoticeItem, TrustedFlagger, new_token

EXPLANATION_MAX, REFERENCE_MAX, NAME_MAX, EMAIL_MAX = 8000, 200, 200, 254
# So many in so many seconds: from one place, and to one mailbox, for nobody's mailbox is to be filled by strangers.
FROM_ONE_PLACE, BY_ONE_MEMBER, BY_A_FLAGGER, TO_ONE_MAILBOX = 10, 20, 200, 10
TRIES = 100  # looking up what a form names costs queries, whether or not it is complete
WITHIN = 60 * 60


class TooOften(Refused):
    """So many notices in so short a time that somebody else's could drown."""


@dataclass(frozen=True)
class Given:
    """What the notifier wrote."""

    addresses: str
    explanation: str
    category: str = taxonomy.NOT_SPECIFIED
    keyword: str = ""
    legal_reference: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False


def give_notice(
    *,
    by: Viewer,
    given: Given,
    language: str,
    flagger: TrustedFlagger | None = None,
    hosts: Iterable[str] = (),
    place: str = "",
    form: str = "",
) -> LegalNotice:
    """Take the notice in, open or join a case for each thing it names, and send the receipt, all or nothing.

    `place` is where it comes from (an address of the network), counted and not kept. `form` is a random word of the page it was
    written on: the same words sent twice from one page are one notice. Raises Refused, TooOften, or ValidationError by field.
    """
    policies.can_give_notice(by).enforce()
    given = _clean(given)
    if flagger is None:
        _enforce(hit(f"notice.try.{_hashed(place)}", limit=TRIES, seconds=WITHIN))
    named = addresses.find(given.addresses, viewer=by, hosts=hosts)
    token = _token(form, given)
    if (earlier := LegalNotice.objects.filter(token=token).first()) is not None:
        return earlier
    _count(by, given, flagger, place)
    try:
        with transaction.atomic():
            return _take_in(by, given, named, language=language, flagger=flagger, token=token)
    except IntegrityError:
        if (earlier := LegalNotice.objects.filter(token=token).first()) is not None:
            return earlier
        raise


def _take_in(
    by: Viewer,
    given: Given,
    named: list[addresses.Named],
    *,
    language: str,
    flagger: TrustedFlagger | None,
    token: str,
) -> LegalNotice:
    now = timezone.now()
    notice = LegalNotice.objects.create(
        token=token,
        explanation=given.explanation,
        category=given.category,
        keyword=given.keyword,
        legal_reference=given.legal_reference,
        name=given.name or (flagger.name if flagger else ""),
        email=given.email or (flagger.email if flagger else ""),
        member=by if isinstance(by, Member) else None,
        flagger=flagger,
        language=language,
        good_faith=True,
        made_at=now,
    )
    _lock_open_cases(named)
    # New ones are opened in the same order by everybody, so that two notices never wait for each other.
    cases = {(one.kind, one.thing.pk): _case(one, given) for one in sorted(named, key=lambda one: (one.kind, one.thing.pk))}
    NoticeItem.objects.bulk_create(
        [
            NoticeItem(
                notice=notice,
                case=cases[one.kind, one.thing.pk],
                url=one.url,
                locator=one.locator,
                snapshot=TARGETS[one.kind].snapshot(one.thing),
            )
            for one in named
        ]
    )
    for case in cases.values():
        opening.weigh(case)
    telling.received(notice)
    return notice


def _lock_open_cases(named: list[addresses.Named]) -> None:
    """By their keys, as all do who hold several cases at once."""
    about = Q()
    for one in named:
        about |= Q(target_type=one.kind, target_id=one.thing.pk)
    list(Case.objects.open().filter(about).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _case(one: addresses.Named, given: Given) -> Case:
    severity = taxonomy.severity_of(given.category, given.keyword)
    case, is_new = opening.open_or_join(
        target_type=one.kind,
        thing=one.thing,
        kind=Case.Kind.NOTICE,
        headline=taxonomy.headline(given.category, given.keyword),
        severity=severity,
        weighed_later=True,
    )
    if not is_new:
        # It stays the kind of case it was, as grave as the gravest that was said and called after it, and it sleeps no
        # longer: from now on the site knows of it (Art. 16(3)).
        if severity > case.severity:
            case.severity = severity
            if case.kind != Case.Kind.HELD:
                case.reason, case.headline = None, taxonomy.headline(given.category, given.keyword)
        case.due_at = min(case.due_at, priority.due_at(severity=case.severity, opened_at=timezone.now()))
        case.snoozed_until = None
        case.save(update_fields=["severity", "reason", "headline", "due_at", "snoozed_until"])
    return case


def _clean(given: Given) -> Given:
    """Raises ValidationError by field, all faults at once but those of the addresses."""
    words = {
        name: getattr(given, name).replace("\0", "").replace("\r\n", "\n").strip()
        for name in ("explanation", "legal_reference", "name", "email")
    }
    # Empty lines before the first count too: faults are told by the number of the line.
    words["addresses"] = given.addresses.replace("\0", "").rstrip()
    faults: dict[str, str] = {}
    if not words["explanation"]:
        faults["explanation"] = _("Please explain why it is illegal.")
    limits = {"explanation": EXPLANATION_MAX, "legal_reference": REFERENCE_MAX, "name": NAME_MAX, "email": EMAIL_MAX}
    for name, most in limits.items():
        if len(words[name]) > most:
            faults[name] = _("Up to %(n)s characters.") % {"n": most}
    if words["email"] and "email" not in faults:
        try:
            validate_email(words["email"])
        except ValidationError as error:
            faults["email"] = error.messages[0]
    if not taxonomy.belongs(given.category, given.keyword) or given.category == taxonomy.OTHER_VIOLATION:
        faults["category"] = _("Please choose one of the kinds.")
    if not given.good_faith:
        faults["good_faith"] = _("Please confirm this: the law asks for it.")
    if faults:
        raise ValidationError(faults)
    # One line each: they end up in lists and mails.
    single = {name: " ".join(words[name].split()) for name in ("legal_reference", "name", "email")}
    return Given(
        addresses=words["addresses"],
        explanation=words["explanation"],
        category=given.category,
        keyword=given.keyword,
        good_faith=True,
        **single,
    )


def _count(by: Viewer, given: Given, flagger: TrustedFlagger | None, place: str) -> None:
    if flagger is not None:
        who, limit = f"flagger.{flagger.pk}", BY_A_FLAGGER
    elif isinstance(by, Member):
        who, limit = f"member.{by.pk}", BY_ONE_MEMBER
    else:
        who, limit = f"place.{_hashed(place)}", FROM_ONE_PLACE
    asked = [hit(f"notice.{who}", limit=limit, seconds=WITHIN)]
    if given.email and flagger is None:
        asked.append(hit(f"notice.mail.{_hashed('@'.join(mailbox(given.email)))}", limit=TO_ONE_MAILBOX, seconds=WITHIN))
    for allowed in asked:
        _enforce(allowed)


def _enforce(allowed: Decision) -> None:
    if not allowed:
        raise TooOften(_("%(wait)s If it is urgent, please write to our contact address.") % {"wait": allowed.reason})


def _hashed(word: str) -> str:
    return salted_hmac("moderation.notice.place", word, algorithm="sha256").hexdigest()[:32]


def _token(form: str, given: Given) -> str:
    """Nobody can guess it; the same for the same words from the same page."""
    if len(form) < 20:
        return new_token()
    return salted_hmac("moderation.notice", f"{form}\0{given!r}", algorithm="sha256").hexdigest()[:40]
