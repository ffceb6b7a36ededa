"""Cleaning up is for spam accounts: nobody's long work is removed at one stroke."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import is_moderator, moderates_everything

# So many posts are removed by one person; more need a second one, and still more are no spam account's.
ALONE, AT_ALL = 100, 500
TRUSTED = 3


def can_clean(by: Viewer, member: Member) -> Decision:
    """Whether `by` may remove everything the member wrote at one stroke, however much it is."""
    if not moderates_everything(by):
        return denied(gettext_lazy("Only who moderates every forum can clean up an account."))
    if member.pk == by.pk:
        return denied(gettext_lazy("This is your own account."))
    if member.is_staff or member.is_superuser or is_moderator(member):
        return denied(gettext_lazy("Who works for the site is not cleaned up."))
    if member.trust >= TRUSTED:
        return denied(
            _("%(name)s has trust level %(level)s. This is no spam account: decide about single posts.")
            % {"name": member.name, "level": member.trust}
        )
    return ALLOWED


def can_clean_so_much(posts: int) -> Decision:
    """Something, and no more than a spam account has."""
    if not posts:
        return denied(_("Nothing of this account is left to remove. To suspend it, open a case about the member."))
    if posts > AT_ALL:
        return denied(
            _("%(n)s posts are more than %(most)s: decide about single posts, or suspend the account.")
            % {"n": posts, "most": AT_ALL}
        )
    return ALLOWED
