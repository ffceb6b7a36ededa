"""Edit a post. Of two edits at once the second is shown the first, and nothing of either is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from forums import policies
from forums.composing.editing import StaleEdit
from forums.composing.editing import edit as save_edit
from forums.personal.models import Draft
from forums.personal.queries import draft_at
from forums.posts.difference import difference
from forums.posts.models import Post
from forums.posts.queries import url_of

from .attempts import attempt, carry, preview_of
from .forms import EditForm
from .guard import member_of, members_only


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    may_edit = policies.can_edit(member, post)
    place, status, preview = f"post:{post.pk}", 200, None
    current: Post | None = None
    kinds = policies.kinds_open_to(member, post.thread) if post.is_opening else []
    if request.method == "POST":
        form = EditForm(request.POST, kinds=kinds)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form)
        else:
            try:
                saved, status = attempt(
                    form,
                    lambda: save_edit(
                        by=member,
                        post=post,
                        body=form.cleaned_data["body"],
                        version=form.cleaned_data["version"],
                        title=form.cleaned_data["title"] if post.is_opening else None,
                        kind=form.cleaned_data["kind"],
                        tags=form.cleaned_data["tags"],
                        reason=form.cleaned_data["reason"],
                    ),
                )
                if saved is not None:
                    Draft.objects.filter(member=member, place=place).delete()
                    return redirect(url_of(saved))
            except StaleEdit as stale:
                current, status = stale.current, 409
                # Whoever has seen the other text may overwrite it knowingly: the form carries the newer version from here.
                carry(form, "version", current.version)
    else:
        draft = draft_at(member, place)
        if draft and draft.updated_at < (post.edited_at or post.created_at):
            draft = None  # begun before the text became what it is now
        form = EditForm(
            kinds=kinds,
            initial={
                "title": post.thread.title,
                "kind": post.thread.kind,
                "tags": ", ".join(post.thread.tags.values_list("name", flat=True)) if post.is_opening else "",
                "body": draft.body if draft else post.source,
                "version": post.version,
            },
        )
        status = 200 if may_edit else 403
    context = {
        "post": post,
        "thread": post.thread,
        "current_forum_id": post.thread.forum_id,
        "form": form,
        "may_edit": may_edit,
        "may_rewrite": policies.can_rewrite(member, post),
        "draft_place": place,
        "preview": preview,
        "current": current,
        "pieces": difference(current.source, form.cleaned_data["body"]) if current else [],
    }
    return render(request, "forums/edit.html", context, status=status)
