"""From source to what is stored, for publishing and for the preview alike: what you see is what will stand there."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.queries import by_usernames
from community.core.markup import mentions
from community.core.markup.render import Rendered, RenderError, SourceTooLong, render
from community.core.models import SiteSettings
from forums.attachments.queries import media_of


def render_source(source: str) -> Rendered:
    """Render a post's source with the members it mentions and the images it shows. Two queries at most.

    Raises ValidationError (field "body") when it is too long or cannot be rendered.
    """
    limit = SiteSettings.current().post_max_length
    if len(source) > limit:
        raise ValidationError(
            {"body": _("This text has %(has)s characters; up to %(limit)s are possible.") % {"has": len(source), "limit": limit}}
        )
    names = mentions.find(source)
    people = {member.username_folded: member.get_absolute_url() for member in by_usernames(names)} if names else {}
    try:
        return render(
            source,
            people=people,
            site_hosts=frozenset({urlsplit(settings.SITE_URL).netloc}),
            limit=limit,
            media=media_of(source),
        )
    except (SourceTooLong, RenderError) as error:
        raise ValidationError(
            {"body": _("This text cannot be shown: it is nested too deep or its tables are too large.")}
        ) from error
