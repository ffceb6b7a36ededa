"""The key with which an open page hears what happens. {% load live %}{% live_key %} in the head of a member's page."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.core.live import publishing, tokens
from community.core.live.hearing import heard

register = template.Library()


@register.simple_tag(takes_context=True)
def live_key(context: RequestContext) -> SafeString:
    """The member's own channel and what the view let the page hear, from the moment the request came in."""
    request = context["request"]
    key = tokens.sign([f"member:{request.user.pk}", *heard(request)])
    # What came after the request began may have been too late for the page.
    since = getattr(request, "began", None) or publishing.now()
    return format_html('<meta name="live" content="{}" data-since="{}" data-url="{}">', key, since, reverse("live"))
