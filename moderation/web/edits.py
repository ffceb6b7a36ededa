"""Changing what somebody else wrote: the edit page of the forum, with the reason its author is owed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.decisions import Refused
from forums import policies
from forums.composing.editing import StaleEdit
from forums.posts.difference import difference
from forums.posts.models import Post
from forums.posts.queries import url_of
from forums.web.attempts import carry, preview_of
from moderation.decisions import queries as decided
from moderation.decisions.actions import StaleCase
from moderation.interventions import actions

from .acts import add_faults
from .forms import DeskEditForm
from .guard import desk


@require_http_methods(["GET", "POST"])
@desk
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    post = get_object_or_404(Post.objects.visible_to(by).select_related("thread__forum", "author"), pk=pk)
    policies.can_moderate(by, post.thread.forum_id).enforce()
    may = policies.can_rewrite(by, post)
    kinds = policies.kinds_open_to(by, post.thread) if post.is_opening else []
    choices: dict[str, Any] = {"kinds": kinds, "rules": decided.rules(), "laws": decided.laws(), "care": True}
    preview, current, status = None, None, 200 if may else 403
    if request.method == "POST":
        form, status = DeskEditForm(request.POST, **choices), 422
        # To look at a preview takes no reason yet.
        if "preview" in request.POST:
            form.fields["ground"].required = False
        if form.is_valid() and "preview" in request.POST:
            preview, status = preview_of(form, by=by), 200
        elif form.is_valid():
            try:
                actions.edit_post(
                    by=by,
                    post=post,
                    body=form.cleaned_data["body"],
                    version=form.cleaned_data["version"],
                    title=form.cleaned_data["title"] if post.is_opening else None,
                    kind=form.cleaned_data["kind"],
                    tags=form.cleaned_data["tags"],
                    reason=form.cleaned_data["reason"],
                    **form.given(),
                )
            except ValidationError as error:
                add_faults(form, error)
            except StaleEdit as stale:
                current, status = stale.current, 409
                carry(form, "version", current.version)
            except StaleCase as stale:
                form.add_error(None, str(stale))
                status = 409
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 403
            else:
                messages.success(request, _("Your words stand there now, and the author is told why."))
                post.thread.refresh_from_db()
                return redirect(url_of(post))
    else:
        form = DeskEditForm(
            initial={
                "title": post.thread.title,
                "kind": post.thread.kind,
                "tags": ", ".join(post.thread.tags.values_list("name", flat=True)) if post.is_opening else "",
                "body": post.source,
                "version": post.version,
            },
            **choices,
        )
    context = {
        "post": post,
        "thread": post.thread,
        "form": form,
        "may": may,
        "preview": preview,
        "current": current,
        "pieces": difference(current.source, form.cleaned_data["body"]) if current else [],
    }
    return render(request, "moderation/edit.html", context, status=status)
