"""What a badge is called: as the back office says, or in the reader's language where it left our own words alone."""

from __future__ import annotations

from django.utils import translation

from .rules import known


def words_of(rule_name: str, name: str, description: str) -> tuple[str, str]:
    """(name, description) for the reader. Words that the back office wrote win over ours."""
    rule = known().get(rule_name)
    if rule is None:
        return name, description
    with translation.override("en"):
        ours = str(rule.title), str(rule.description)
    return (
        str(rule.title) if name in ("", ours[0]) else name,
        str(rule.description) if description in ("", ours[1]) else description,
    )
