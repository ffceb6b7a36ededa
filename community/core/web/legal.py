"""What the law asks a site to say, from the site settings; and two files that machines look for."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from community.core.markup.render import RENDERER_VERSION
from community.core.markup.render import render as render_markup
from community.core.models import SiteSettings

PAGES = {"imprint": _("Imprint"), "privacy": _("Privacy"), "terms": _("Terms of use"), "contact": _("Contact")}


@require_safe
def legal(request: HttpRequest, page: str) -> HttpResponse:
    """One of PAGES. The house rules are moderation's own page at the same kind of address."""
    if page not in PAGES:
        raise Http404
    site = SiteSettings.current()
    source = "" if page == "contact" else getattr(site, page)
    return render(request, "core/legal.html", {"page": page, "heading": PAGES[page], "html": _html(source), "pages": PAGES})


def _html(source: str) -> str:
    if not source.strip():
        return ""
    key = f"core.legal.{RENDERER_VERSION}.{sha256(source.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = render_markup(source, limit=200_000).html
        cache.set(key, found, 86_400)
    return found


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("accounts", "admin", "appeal", "bookmarks", "desk", "drafts", "notifications", "report", "search", "settings")
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole."""
    email = SiteSettings.current().contact_email
    contact = f"mailto:{email}" if email else settings.SITE_URL + reverse("legal", args=["contact"])
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    text = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
