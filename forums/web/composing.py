"""What the composer asks for while somebody writes: preview, images, drafts, names, quotes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import suggest
from community.core.decisions import Refused
from community.core.markup.quotes import quote as quoted
from community.core.ratelimit import hit
from forums.access import rights_of
from forums.attachments import actions as attachments
from forums.composing.actions import clean_body
from forums.composing.limits import TooFast
from forums.composing.rendering import render_source
from forums.models import Forum, Right
from forums.personal import actions as personal
from forums.personal import queries as mine
from forums.personal.models import Draft
from forums.posts.models import Post
from forums.threads.models import Thread

from .guard import member_of, members_only

MOST_BOOKMARKS = 100
# Previews of a short text in a minute, drawn while one types. The longest one, made to be slow, takes a second of computing.
PREVIEWED = 300


@require_POST
@members_only
def preview(request: HttpRequest) -> HttpResponse:
    """The text as publishing it would show it, by the same function with the same people and images."""
    body = request.POST.get("body", "")
    if not (allowed := hit(f"preview.{request.user.pk}", limit=PREVIEWED, seconds=60, cost=1 + len(body) // 2_000)):
        return render(request, "forums/_preview.html", {"errors": [allowed.reason]}, status=422)
    try:
        rendered = render_source(clean_body(body))
    except ValidationError as error:
        return render(request, "forums/_preview.html", {"errors": error.messages}, status=422)
    return render(request, "forums/_preview.html", {"preview": rendered})


@require_POST
@members_only
def upload(request: HttpRequest) -> HttpResponse:
    """One image; answers what to write into the text, or why not."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Please choose an image.")}, status=422)
    try:
        image = attachments.upload(by=member_of(request), file=file)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    except TooFast as error:
        return JsonResponse({"error": str(error)}, status=429)
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=403)
    url = f"/media/{image.path}"
    label = image.name.rsplit(".", 1)[0].translate(str.maketrans("", "", "[]\\\r\n"))
    return JsonResponse({"url": url, "markdown": f"![{label}]({url})", "width": image.width, "height": image.height})


@require_POST
@members_only
def save_draft(request: HttpRequest) -> HttpResponse:
    try:
        draft = personal.save_draft(
            by=member_of(request),
            place=request.POST.get("place", ""),
            title=request.POST.get("title", ""),
            body=request.POST.get("body", ""),
        )
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return JsonResponse({"saved_at": draft.updated_at.isoformat() if draft else None})


@require_safe
@members_only
def drafts(request: HttpRequest) -> HttpResponse:
    rows = list(mine.drafts_of(member_of(request))[: personal.DRAFTS_EACH])
    return render(request, "forums/drafts.html", {"drafts": _placed(request, rows)})


def _placed(request: HttpRequest, rows: list[Draft]) -> list[dict[str, object]]:
    """Each draft with the page it is to be finished on; three queries whatever their number."""
    ids: dict[str, set[int]] = {"forum": set(), "thread": set(), "post": set()}
    for draft in rows:
        kind, _colon, number = draft.place.partition(":")
        if kind in ids:
            ids[kind].add(int(number))
    forums = Forum.objects.filter(pk__in=rights_of(request.user).forums(Right.READ)).in_bulk(ids["forum"])
    threads = Thread.objects.visible_to(request.user).in_bulk(ids["thread"])
    posts = Post.objects.visible_to(request.user).select_related("thread").in_bulk(ids["post"])
    found: list[dict[str, object]] = []
    for draft in rows:
        kind, _colon, number = draft.place.partition(":")
        title, url = _("New thread"), reverse("forums:new")
        if kind == "forum" and (forum := forums.get(int(number))):
            title, url = (
                draft.title or _("New thread in %(forum)s") % {"forum": forum.name},
                reverse("forums:start", args=[forum.slug]),
            )
        elif kind == "thread" and (thread := threads.get(int(number))):
            title, url = thread.title, reverse("forums:reply", args=[thread.pk])
        elif kind == "post" and (post := posts.get(int(number))):
            title, url = _("Edit of “%(title)s”") % {"title": post.thread.title}, reverse("forums:edit", args=[post.pk])
        elif kind != "new":
            # Its place is gone or closed; the text is still theirs.
            title, url = draft.title or _("A text whose place is gone"), ""
        found.append({"draft": draft, "title": title, "url": url})
    return found


@require_POST
@members_only
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft, pk=pk, member=member_of(request))
    personal.discard_draft(by=member_of(request), place=draft.place)
    messages.success(request, _("The draft is gone."))
    return redirect("forums:drafts")


@require_safe
@members_only
def bookmarks(request: HttpRequest) -> HttpResponse:
    rows = mine.bookmarks_of(member_of(request))[:MOST_BOOKMARKS]
    return render(request, "forums/bookmarks.html", {"bookmarks": rows})


@require_safe
@members_only
def suggest_people(request: HttpRequest) -> HttpResponse:
    """Names that begin so, for the list behind an @."""
    found = suggest(request.GET.get("q", ""))
    return JsonResponse([{"username": member.username, "name": member.name} for member in found], safe=False)


@require_safe
@members_only
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """The Markdown that quotes a post; it goes into the value of a text field and nowhere else."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("author"), pk=pk)
    text = quoted(name=post.author.name, post_id=post.pk, source=post.source)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
