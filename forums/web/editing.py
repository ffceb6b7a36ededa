"""Edit a post. Of two edits at once the second is shown the first, and nothing of either is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from forums import policies
from forums.composing.editing import StaleEdit
from forums.composing.editing import edit as save_edit
from forums.personal.models import Draft
from forums.personal.queries import draft_at
from forums.posts.difference import difference, side_by_side
from forums.posts.merging import merge
from forums.posts.models import Post
from forums.posts.queries import url_of

from .attempts import attempt, carry, preview_of, sent
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
    based_on, clashes = post.version, None
    kinds = policies.kinds_open_to(member, post.thread) if post.is_opening else []
    if request.method == "POST":
        form = EditForm(request.POST, kinds=kinds)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form, by=member)
        elif "merge" in request.POST and may_edit:
            found = merge(_as_it_was(post, request.POST.get("based_on", "")), form.cleaned_data["body"], post.source)
            clashes = found.clashes
            carry(form, "body", found.text)
            # The text holds what was saved last: it may take its place.
            carry(form, "version", post.version)
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
                    return sent(request, url_of(saved))
            except StaleEdit as stale:
                current, status = stale.current, 409
                based_on = form.cleaned_data["version"]
                # Whoever has seen the other text may overwrite it knowingly: the form carries the newer version from here.
                carry(form, "version", current.version)
    else:
        draft = draft_at(member, place)
        form = EditForm(kinds=kinds, initial=_initial(post, draft))
        if draft and draft.body != post.source and (begun := _begun_from(draft, post)) < post.version:
            # The draft was begun on words that stand here no more.
            current, based_on = post, begun
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
        "rows": side_by_side(difference(current.source, str(form["body"].value() or ""))) if current else [],
        "based_on": based_on,
        "clashes": clashes,
    }
    return render(request, "forums/edit.html", context, status=status)


def _initial(post: Post, draft: Draft | None) -> dict[str, object]:
    kept = draft.fields if draft else {}
    tags = ", ".join(post.thread.tags.values_list("name", flat=True)) if post.is_opening else ""
    return {
        "title": (draft.title if draft else "") or post.thread.title,
        "kind": kept.get("kind", post.thread.kind),
        "tags": kept.get("tags", tags),
        "reason": kept.get("reason", ""),
        "body": draft.body if draft else post.source,
        "version": post.version,
    }


def _begun_from(draft: Draft, post: Post) -> int:
    """The version of the post the draft was begun from; 0 when nobody noted it and the post has changed since."""
    noted = draft.fields.get("version", "")
    if noted.isascii() and noted.isdigit() and len(noted) < 10:
        return int(noted)
    return 0 if draft.updated_at < (post.edited_at or post.created_at) else post.version


def _as_it_was(post: Post, version: str) -> str | None:
    """The text both edits grew out of; None when it was not kept (a slip mended at once leaves none)."""
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        return None
    return post.revisions.filter(number=int(version)).values_list("source", flat=True).first()
