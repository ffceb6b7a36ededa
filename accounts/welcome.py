"""The words for a new member, as the back office wrote them."""

from __future__ import annotations

from community.core.markup.render import RenderError, SourceTooLong, render
from community.core.models import SiteSettings

from .models import Member

NAME = "{name}"


def text_for(member: Member) -> str:
    """The site's welcome as HTML, the member's name in place of {name}; empty when the site says nothing."""
    source = SiteSettings.current().welcome.strip()
    if not source:
        return ""
    # A name is text, whatever signs it is made of.
    plain = "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~:@&" else sign for sign in member.name)
    try:
        return render(source.replace(NAME, plain), limit=20_000).html
    except (RenderError, SourceTooLong):
        return ""


def thread_address() -> str:
    """Where newcomers introduce themselves, if the site says so; only an address of this site."""
    address = SiteSettings.current().welcome_thread.strip()
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else ""
