"""How people look on a page: {% load people %}."""

from __future__ import annotations

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Member

register = template.Library()


@register.simple_tag
def avatar(member: Member | None, size: int = 40) -> SafeString:
    """The member's picture, or their first letter on their colour. Decoration: the name always stands beside it."""
    if member is None:
        return format_html('<span class="avatar avatar--{} avatar--nobody" aria-hidden="true">?</span>', size)
    if member.avatar:
        return format_html(
            '<img class="avatar avatar--{0}" src="{1}" width="{0}" height="{0}" alt="" loading="lazy" decoding="async">',
            size,
            default_storage.url(member.avatar),
        )
    return format_html(
        '<span class="avatar avatar--{} hue-{}" aria-hidden="true">{}</span>', size, member.hue, member.name[:1].upper() or "?"
    )


@register.simple_tag
def member_badges(member: Member | None) -> SafeString:
    """What readers should know about who speaks: their office, or that they are new here. Costs no query."""
    if member is None:
        return SafeString("")
    badges: list[tuple[str, str]] = []
    if member.title:
        badges.append(("badge badge--title", member.title))
    elif member.is_staff:
        badges.append(("badge badge--title", _("Team")))
    if member.is_new:
        badges.append(("badge badge--new", _("New member")))
    return format_html_join(" ", '<span class="{}">{}</span>', badges)


@register.filter
def at_most_99(count: int) -> str:
    """A number for a small round mark."""
    return "99+" if count > 99 else str(count)
