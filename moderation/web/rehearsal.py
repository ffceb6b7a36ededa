"""Exactly what a decision would send, found out by making it and taking everything back before anybody can see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import find
from community.core.models import OutboxMail
from moderation.cases.page import CasePage
from moderation.decisions import telling
from moderation.decisions.models import Decision
from moderation.statements.models import Statement

# The way to object is a secret of whoever is written to, and made anew when the decision is made.
_SECRET = re.compile(r"(/appeal/)[A-Za-z0-9]{20,}")


@dataclass(frozen=True)
class Letter:
    """What reaches one person, or several in the same words."""

    to: list[str]
    language: str
    subject: str
    body: str = ""
    is_author: bool = False


class _Over(Exception):
    pass


def rehearse(page: CasePage, act: Callable[[], Decision]) -> list[Letter]:
    """The letters, the author's first. Raises what `act` raises; leaves no trace in the database."""
    letters: list[Letter] = []
    try:
        with transaction.atomic():
            told, mailed = _last(Notification), _last(OutboxMail)
            decision = act()
            telling.tell(decision.pk)
            letters = _letters(page, decision, told=told, mailed=mailed)
            raise _Over
    except _Over:
        return letters


def _last(table: type[Notification] | type[OutboxMail]) -> int:
    return table.objects.aggregate(last=Max("pk"))["last"] or 0


def _letters(page: CasePage, decision: Decision, *, told: int, mailed: int) -> list[Letter]:
    subject = page.case.subject
    statement = Statement.objects.filter(decision=decision).first()
    found = [
        _letter(notification, statement if subject is not None and notification.member_id == subject.pk else None, subject)
        for notification in Notification.objects.filter(pk__gt=told, member__in=_concerned(page)).select_related("member")
    ]
    if statement is not None and not any(letter.is_author for letter in found):
        # An account that is closed or was brought from elsewhere is not told, but the statement waits for it.
        found.append(Letter([statement.member.name], statement.language, statement.subject, _hidden(statement.body), True))
    # Whoever has no account is written to by mail alone.
    addresses = _addresses(page)
    found += [
        Letter([mail.to], "", mail.subject, _hidden(mail.text))
        for mail in OutboxMail.objects.filter(pk__gt=mailed, to__in=addresses).order_by("pk")
    ]
    return _gathered(sorted(found, key=lambda letter: not letter.is_author))


def _letter(notification: Notification, statement: Statement | None, author: Member | None) -> Letter:
    """With a statement of reasons, the whole of it: the mail leaves out its greeting only because it greets by itself."""
    member, verb = notification.member, find(notification.verb)
    with translation.override(member.language):
        sentence = verb.sentence(notification) if verb is not None else notification.verb
    body = str(notification.data.get("text") or "")
    if statement is not None and notification.data.get("statement") == statement.pk:
        body = statement.body
    is_author = author is not None and member.pk == author.pk
    return Letter([member.name], member.language, sentence, _hidden(body), is_author)


def _gathered(letters: list[Letter]) -> list[Letter]:
    """Reporters who read the same words stand together."""
    found: dict[tuple[str, str, str, bool], Letter] = {}
    for letter in letters:
        key = (letter.language, letter.subject, letter.body, letter.is_author)
        if key in found:
            found[key].to.extend(letter.to)
        else:
            found[key] = letter
    return list(found.values())


def _concerned(page: CasePage) -> set[int]:
    people: list[Member | None] = [page.case.subject, *(report.reporter for report in page.reports)]
    people += [item.notice.member for item in page.notices]
    if page.proposal is not None:
        people += [page.proposal.by, page.proposal.member]
    if page.appeal is not None:
        way = page.appeal.redress
        people += [way.member, way.notice.member if way.notice else None, way.decision.case.subject, way.decision.by]
    return {member.pk for member in people if member is not None}


def _addresses(page: CasePage) -> set[str]:
    notices = [item.notice for item in page.notices]
    if page.appeal is not None and page.appeal.redress.notice is not None:
        notices.append(page.appeal.redress.notice)
    return {notice.email for notice in notices if notice.email and notice.member is None}


def _hidden(text: str) -> str:
    return _SECRET.sub(r"\1…", text)
