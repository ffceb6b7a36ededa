"""What a member may do at all, before any forum is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.core.decisions import ALLOWED, Decision, denied

from .models import Member

Viewer = Member | AnonymousUser

# Not datetime.max: that one cannot be moved into a time zone.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def in_words(until: datetime) -> str:
    """A moment for people, in the time zone of whoever reads."""
    return date_format(timezone.localtime(until), "DATETIME_FORMAT")


def can_log_in(member: Member) -> Decision:
    """Nobody inactive or suspended; the sentence says until when."""
    if member.is_suspended:
        until = member.suspended_until
        assert until is not None
        if until >= FOREVER:
            return denied(gettext_lazy("Your account is closed. You find the reason and how to object in your mail."))
        return denied(
            _("Your account is suspended until %(until)s. You find the reason and how to object in your mail.")
            % {"until": in_words(until)}
        )
    if not member.is_active:
        return denied(gettext_lazy("This account is not active."))
    return ALLOWED


def can_write(member: Viewer, *, forum_id: int | None = None, thread_id: int | None = None) -> Decision:
    """Signed in and neither suspended nor read-only. A log-in exists only after the e-mail address was confirmed.

    Of a member whom something limits, settings.WRITE_GATES are asked too, with the place where it is to be written.
    """
    if not isinstance(member, Member):
        return denied(gettext_lazy("Please log in to write."))
    if not (allowed := can_log_in(member)):
        return allowed
    if member.is_silenced:
        assert member.silenced_until is not None
        if member.silenced_until >= FOREVER:
            return denied(gettext_lazy("You can read, but not write here any more."))
        return denied(_("You can read, but not write, until %(until)s.") % {"until": in_words(member.silenced_until)})
    if member.is_limited:
        for path in settings.WRITE_GATES:
            decision: Decision = import_string(path)(member, forum_id=forum_id, thread_id=thread_id)
            if not decision:
                return decision
    return ALLOWED


def can_see_profile(viewer: Viewer, member: Member) -> Decision:
    """Members see each other. Everybody else sees whoever chose that, is no longer new, and whose account is open."""
    if isinstance(viewer, Member) and (viewer.is_staff or viewer.pk == member.pk):
        return ALLOWED
    if not member.is_active:
        return denied(gettext_lazy("This profile is not public."))
    if isinstance(viewer, Member) or (member.profile_audience == Member.Audience.EVERYONE and not member.is_new):
        return ALLOWED
    return denied(gettext_lazy("Only members see this profile. Please log in."))


def can_edit_profile(by: Viewer, member: Member) -> Decision:
    """Only one's own, and not while kept from writing: a profile is read by others as a post is."""
    if not isinstance(by, Member) or by.pk != member.pk:
        return denied(gettext_lazy("This is not your profile."))
    return can_write(by)
