"""The fields that a community adds to its members' profiles: as form fields, and as what a profile shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Member, ProfileAnswer, ProfileField

LONGEST = 200
# A community that asks for more than this asks too much.
MOST = 20
Kind = ProfileField.Kind


def asked(*, at_sign_up: bool = False) -> list[ProfileField]:
    """The fields in their order; one query."""
    rows = ProfileField.objects.filter(at_sign_up=True) if at_sign_up else ProfileField.objects.all()
    return list(rows[:MOST])


def key_of(field: ProfileField) -> str:
    return f"field_{field.pk}"


def form_field(field: ProfileField) -> forms.Field:
    shared: dict[str, Any] = {"label": field.name, "help_text": field.help, "required": field.is_required}
    if field.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "–"), *((option, option) for option in field.options)], **shared)
    if field.kind == Kind.URL:
        return forms.URLField(max_length=LONGEST, assume_scheme="https", validators=[_only_web], **shared)
    return forms.CharField(max_length=LONGEST, validators=[_only_visible], **shared)


def _only_web(address: str) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValidationError(_("A web address starts with https:// or http://."), code="scheme")


def _only_visible(text: str) -> None:
    # Characters that turn the direction let one text pass for another.
    if not text.isprintable():
        raise ValidationError(_("Please use visible characters only."), code="invisible")


def answers_of(member: Member) -> dict[str, str]:
    """By the key of the form field, as initial data; one query."""
    rows = ProfileAnswer.objects.filter(member=member).values_list("field_id", "value")
    return {f"field_{field}": value for field, value in rows}


def keep_answers(member: Member, fields: Iterable[ProfileField], cleaned: Mapping[str, Any]) -> None:
    """Store what was typed into these fields; an emptied field is no row. Takes clean values."""
    given = {field.pk: str(cleaned.get(key_of(field)) or "")[:LONGEST] for field in fields}
    ProfileAnswer.objects.filter(member=member, field__in=[pk for pk, value in given.items() if not value]).delete()
    ProfileAnswer.objects.bulk_create(
        [ProfileAnswer(member=member, field_id=pk, value=value) for pk, value in given.items() if value],
        update_conflicts=True,
        unique_fields=["member", "field"],
        update_fields=["value"],
    )


def shown_of(member: Member, *, to_staff: bool = False) -> list[ProfileAnswer]:
    """What the profile shows; to staff also what only they see. One query."""
    rows = ProfileAnswer.objects.filter(member=member).select_related("field").order_by("field__position", "field")
    return [row for row in rows[:MOST] if row.field.is_shown or to_staff]
