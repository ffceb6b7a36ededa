"""The receipt, the decision and its undoing, told to whoever gave notice: by mail to the address in it, and in their bell."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from community.core.models import SiteSettings
from moderation.appeals.models import Appeal, Redress
from moderation.decisions.models import Decision

from . import wording
from .models import LegalNotice, NoticeItem


def received(notice: LegalNotice) -> None:
    """Confirm the receipt, once, where there is a way to (Art. 16(4))."""
    if not notice.email and notice.member is None:
        return
    now = timezone.now()
    if not LegalNotice.objects.filter(pk=notice.pk, receipt_at=None).update(receipt_at=now):
        return
    notice.receipt_at = now
    items = list(notice.items.select_related("case"))
    with translation.override(notice.language):
        subject = _("We have your notice %(number)s") % {"number": notice.pk}
        _mail(notice, "receipt", subject, items)
    _notify(notice, "moderation.notice_received", f"notice:{notice.pk}", items[0])


def decided(decision: Decision) -> None:
    """Tell everybody whose notice this decision settled what it is and how to object (Art. 16(5) and (6))."""
    items = _settled(decision)
    ways = {
        way.notice_id: way for way in Redress.objects.filter(decision=decision, notice__in=[item.notice_id for item in items])
    }
    for item in items:
        notice = item.notice
        way = ways.get(notice.pk)
        with translation.override(notice.language):
            _mail(
                notice,
                "decision",
                _("Your notice %(number)s is decided") % {"number": notice.pk},
                [item],
                outcome=wording.outcome(decision),
                ground=wording.ground(decision, notice.language),
                human=str(wording.HUMAN),
                appeal_url=settings.SITE_URL + way.get_absolute_url() if way else "",
                appeal_until=timezone.localtime(way.open_until) if way else None,
            )
        _notify(notice, "moderation.notice_decided", f"decision:{decision.pk}:notice:{item.pk}", item)


def undone(decision: Decision) -> None:
    """Who was told of the decision is told that it no longer stands, and whether it is looked at again."""
    answered = Appeal.objects.filter(redress__decision=decision, state=Appeal.State.REVERSED, redress__notice__isnull=False)
    # Whoever objected themselves has just been written to, with reasons (moderation.appeals.telling).
    told = set(answered.values_list("redress__notice", flat=True))
    for item in _settled(decision):
        notice = item.notice
        if notice.pk in told:
            continue
        with translation.override(notice.language):
            _mail(
                notice,
                "undone",
                _("The decision on your notice %(number)s was taken back") % {"number": notice.pk},
                [item],
                is_open=item.state == NoticeItem.State.OPEN,
                is_upheld=item.state == NoticeItem.State.UPHELD,
            )
        _notify(notice, "moderation.notice_reopened", f"decision:{decision.pk}:undone:notice:{item.pk}", item)


def _settled(decision: Decision) -> list[NoticeItem]:
    found = NoticeItem.objects.filter(pk__in=list(decision.before.get("notices", {})))
    return list(found.select_related("notice__member", "case"))


def _mail(notice: LegalNotice, event: str, subject: str, items: list[NoticeItem], **more: Any) -> bool:
    """In the language of the notice. Nothing the notifier wrote is repeated: anybody can type anybody's address."""
    if not notice.email:
        return False
    context = {
        "site_name": SiteSettings.current().name,
        "site_url": settings.SITE_URL,
        "language": notice.language,
        "event": event,
        "number": notice.pk,
        "made_at": timezone.localtime(notice.made_at),
        "things": [settings.SITE_URL + item.snapshot.get("url", "") for item in items],
        "status_url": settings.SITE_URL + reverse("desk:notice_status", args=[notice.token]),
        "heading": subject,
    } | more
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:200],
        body=render_to_string("mail/legal_notice.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/legal_notice.html", context), "text/html")
    mail.send()
    return True


def _notify(notice: LegalNotice, verb: str, event: str, item: NoticeItem) -> None:
    if notice.member is not None:
        notify(
            member=notice.member,
            verb=verb,
            event=event,
            data={"title": item.snapshot.get("title", ""), "token": notice.token},
        )
