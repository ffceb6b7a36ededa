"""The taxonomy in templates."""

from __future__ import annotations

from django import template

from moderation.law import taxonomy

register = template.Library()


@register.filter
def category(code: str, keyword: str = "") -> str:
    """A category of the taxonomy, more exactly where there is a keyword, in the reader's language."""
    return taxonomy.category_label(code, keyword)
