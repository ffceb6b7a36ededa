"""What is written on the outside of a mail: who it is about, what it belongs to, and how to stop it (RFC 8058)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Member
from community.core.models import SiteSettings

from .models import SentMail


def address(path: str) -> str:
    """The whole address of a path of ours."""
    return path if "://" in path else settings.SITE_URL + path


def frame(member: Member) -> dict[str, str]:
    """What every mail's frame shows."""
    return {"site_name": SiteSettings.current().name, "site_url": settings.SITE_URL, "language": member.language}


def answers_go_to(member: Member, about: str) -> str:
    """The address at which the member answers by mail, "" when they cannot (settings.MAIL_REPLIES)."""
    return str(import_string(settings.MAIL_REPLIES)(member, about))


def put(
    *,
    to: Member,
    about: str,
    subject: str,
    text: str,
    html: str,
    mark: str,
    thread: str = "",
    unsubscribe: str = "",
    reply_to: str = "",
) -> SentMail:
    """Lay one mail into the outbox and remember it.

    mark makes its Message-ID and is used once; mails with the same `thread` are kept together by mail programs.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message_id = f"<{mark}.{to.pk}@{host}>"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": message_id}
    if thread:
        # Nobody sent a mail of this name: it is the root under which a program files all the others.
        root = f"<{thread.replace(':', '.')}.{to.pk}@{host}>"
        headers |= {"In-Reply-To": root, "References": root}
    if unsubscribe:
        headers |= _ways_to_stop(unsubscribe)
    # A title may hold a line break; a header may not.
    subject = " ".join(subject.split())[:200]
    answers_to = [reply_to] if reply_to else None
    mail = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to.email], reply_to=answers_to, headers=headers)
    mail.attach_alternative(html, "text/html")
    sent = SentMail.objects.create(member=to, about=about[:60], message_id=message_id, sent_at=timezone.now())
    mail.send()
    return sent


def _ways_to_stop(token: str) -> dict[str, str]:
    ways = [f"<{address(reverse('members:unsubscribe', args=[token]))}>"]
    if settings.UNSUBSCRIBE_ADDRESS:
        ways.append(f"<mailto:{settings.UNSUBSCRIBE_ADDRESS}?subject={quote(token)}>")
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
