"""A notification as a mail: a row in the outbox, written in the transaction that caused it, in the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Member
from community.core.models import SiteSettings

from .models import Notification
from .registry import Verb

def pace_of(member: Member, verb: Verb) -> str:
    """How soon this member wants mail about this verb: a Member.Mail value."""
    if verb.mail == "needed":
        return Member.Mail.NOW
    if verb.mail == "never":
        return Member.Mail.NEVER
    return member.mail_direct if verb.mail == "direct" else member.mail_following


def wants(member: Member, verb: Verb) -> bool:
    return bool(member.email) and pace_of(member, verb) == Member.Mail.NOW


def send(notification: Notification, verb: Verb) -> bool:
    """Put the mail into the outbox unless the member does not want it; says whether."""
    member = notification.member
    if not wants(member, verb):
        return False
    with translation.override(member.language):
        sentence = verb.sentence(notification)
        context = {
            "site_name": SiteSettings.current().name,
            "site_url": settings.SITE_URL,
            "language": member.language,
            "member": member,
            "notification": notification,
            "sentence": sentence,
            "text": notification.data.get("text", ""),
            "url": settings.SITE_URL + verb.url(notification),
            "preferences_url": settings.SITE_URL + reverse("members:preferences"),
            "needed": verb.mail == "needed",
        }
        mail = EmailMultiAlternatives(
            # A title may hold a line break; a header may not.
            subject=" ".join(sentence.split())[:200],
            body=render_to_string("mail/notice.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[member.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
        mail.send()
    return True
