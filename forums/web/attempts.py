"""Trying to publish: the answer is a post, or the form again with the reason in it and every word kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Decision, Refused
from community.core.markup.render import Rendered
from community.core.ratelimit import hit
from forums.composing.actions import clean_body
from forums.composing.limits import TooFast
from forums.composing.rendering import render_source
from forums.composing.repeating import Repeated
from forums.posts.models import Post
from forums.posts.queries import url_of

# Previews of a short text in a minute, drawn while one types. The longest one, made to be slow, takes a second of computing.
PREVIEWED = 300
Written = TypeVar("Written")


def sent(request: HttpRequest, url: str) -> HttpResponse:
    """It is published: on to `url`. To the composer's script, which stays on its page until it knows, as an address."""
    if request.headers.get("X-Requested-With") == "composer":
        return JsonResponse({"url": url}, status=201)
    return redirect(url)


def published(request: HttpRequest, post: Post) -> HttpResponse:
    if post.state == Post.State.HELD:
        messages.info(request, _("Thank you. A moderator will look at your post before others can read it."))
    return sent(request, url_of(post))


def attempt(form: forms.Form, act: Callable[[], Written]) -> tuple[Written | None, int]:
    """The post or message, or the status of the refusal, whose sentence then stands in the form."""
    try:
        return act(), 302
    except ValidationError as error:
        _tell(form, error)
        return None, 422
    except Repeated as error:
        link = format_html('{} <a href="{}">{}</a>', str(error), url_of(error.post), _("Look at it"))
        form.add_error(None, link)
        return None, 409
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


def may_preview(member: Member, body: str) -> Decision:
    """Counts one preview, a long one for several."""
    return hit(f"preview.{member.pk}", limit=PREVIEWED, seconds=60, cost=1 + len(body) // 2_000)


def preview_of(form: forms.Form, *, by: Member) -> Rendered | None:
    """The text as it would be published; None when that is not possible, and the form says why."""
    if not (allowed := may_preview(by, form.cleaned_data["body"])):
        form.add_error(None, str(allowed.reason))
        return None
    try:
        return render_source(clean_body(form.cleaned_data["body"]))
    except ValidationError as error:
        _tell(form, error)
        return None


def carry(form: forms.Form, name: str, value: int | str) -> None:
    """Let the next sending of a form that was sent say this in a hidden field."""
    data = QueryDict(mutable=True)
    for key in form.data:
        data[key] = form.data[key]
    data[name] = str(value)
    form.data = data
