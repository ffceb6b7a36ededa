"""The desk's saved replies: the list, one reply, and how it reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from moderation.replies import actions, policies, queries
from moderation.replies.forms import SavedReplyForm
from moderation.replies.models import SavedReply
from moderation.replies.rendering import VARIABLES, fill_known
from moderation.replies.values import sample

from .guard import desk

_VOICES = (
    ("text_en", "en", gettext_lazy("English")),
    ("text_de_formal", "de", gettext_lazy("German, formal")),
    ("text_de_informal", "de", gettext_lazy("German, informal")),
)


@require_safe
@desk
def replies(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    found = queries.all_of(request.user)
    today = timezone.localdate()
    for reply in found:
        reply.may_change = policies.can_change(request.user, reply)  # type: ignore[attr-defined]
        reply.is_due = reply.is_active and reply.review_on is not None and reply.review_on <= today  # type: ignore[attr-defined]
    return render(request, "moderation/replies.html", {"replies": found})


@require_http_methods(["GET", "POST"])
@desk
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@desk
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    reply = get_object_or_404(queries.visible_to(request.user), pk=pk)
    policies.can_change(request.user, reply).enforce()
    return _edit(request, reply)


def _edit(request: HttpRequest, reply: SavedReply | None) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    may_team = bool(policies.can_keep(by, for_team=True))
    is_post = request.method == "POST"
    form = SavedReplyForm(request.POST if is_post else None, instance=reply, may_team=may_team)
    if is_post and form.is_valid():
        if "preview" in request.POST:
            return _page(request, form, reply, shown=_as_read(form.cleaned_data))
        given = {name: form.cleaned_data[name] for name in form.Meta.fields}
        # The form has filled the instance already; the action gets the row as it is stored.
        stored = SavedReply.objects.get(pk=reply.pk) if reply is not None else None
        try:
            actions.keep(by=by, reply=stored, for_team=form.cleaned_data.get("for_team", False), **given)
        except ValidationError as error:
            for field, faults in error.message_dict.items():
                form.add_error(field if field in form.fields else None, faults)
        else:
            messages.success(request, _("The reply is kept."))
            return redirect("desk:replies")
    return _page(request, form, reply, status=422 if is_post else 200)


def _page(
    request: HttpRequest, form: SavedReplyForm, reply: SavedReply | None, *, shown: list[Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "reply": reply,
        "variables": [(f"{{{name}}}", meaning) for name, meaning in VARIABLES.items()],
        "shown": shown,
    }
    return render(request, "moderation/reply.html", context, status=status)


def _as_read(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each text with made-up values: (language, label, text)."""
    found = []
    for field, language, label in _VOICES:
        if given.get(field):
            with translation.override(language):
                found.append((language, str(label), fill_known(given[field], sample())))
    return found
