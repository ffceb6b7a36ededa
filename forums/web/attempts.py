"""Trying to publish: the answer is a post, or the form again with the reason in it and every word kept."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from community.core.decisions import Refused
from community.core.markup.render import Rendered
from forums.composing.actions import clean_body
from forums.composing.limits import TooFast
from forums.composing.rendering import render_source
from forums.posts.models import Post


def attempt(form: forms.Form, act: Callable[[], Post]) -> tuple[Post | None, int]:
    """The post, or the status of the refusal, whose sentence then stands in the form."""
    try:
        return act(), 302
    except ValidationError as error:
        _tell(form, error)
        return None, 422
    except TooFast as error:
        form.add_error(None, str(error))
        return None, 429
    except Refused as error:
        form.add_error(None, str(error))
        return None, 403


def _tell(form: forms.Form, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def preview_of(form: forms.Form) -> Rendered | None:
    """The text as it would be published; None when that is not possible, and the form says why."""
    try:
        return render_source(clean_body(form.cleaned_data["body"]))
    except ValidationError as error:
        _tell(form, error)
        return None


def carry(form: forms.Form, name: str, value: int) -> None:
    """Let the next sending of a form that was sent say this in a hidden field."""
    data = QueryDict(mutable=True)
    for key in form.data:
        data[key] = form.data[key]
    data[name] = str(value)
    form.data = data
