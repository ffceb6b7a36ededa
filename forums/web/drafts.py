"""Drafts: kept while somebody writes, listed, thrown away. And what a page that was open for long must ask before it sends."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forums.access import rights_of
from forums.models import Forum, Right
from forums.personal import actions as personal
from forums.personal import queries as mine
from forums.personal.models import Draft
from forums.posts.models import Post
from forums.threads.models import Thread

from .guard import member_of, members_only


@require_POST
@members_only
def save(request: HttpRequest) -> HttpResponse:
    place = request.POST.get("place", "")
    try:
        draft = personal.save_draft(
            by=member_of(request),
            place=place,
            title=request.POST.get("title", ""),
            body=request.POST.get("body", ""),
            fields={name: request.POST[name] for name in personal.FIELDS if name in request.POST},
        )
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    answer: dict[str, object] = {"saved_at": draft.updated_at.isoformat() if draft else None}
    kind, _colon, number = place.partition(":")
    if kind == "thread":
        # Whoever writes learns what others wrote meanwhile, without asking a second time.
        newest = Thread.objects.visible_to(request.user).filter(pk=int(number)).values_list("last_number", flat=True).first()
        answer["newest"] = newest
    return JsonResponse(answer)


@require_safe
@never_cache
def who_writes(request: HttpRequest) -> HttpResponse:
    """Whose session this is, and the key its forms need: a form outlives the log-in in another window.

    Only a page of ours can read the answer; another site's script may not.
    """
    member = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"member": member, "token": get_token(request) if member else ""})


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
        what, title, url = _("New thread"), draft.title or _("New thread"), reverse("forums:new")
        if kind == "forum" and (forum := forums.get(int(number))):
            what = _("New thread in %(forum)s") % {"forum": forum.name}
            title, url = draft.title or what, reverse("forums:start", args=[forum.slug])
        elif kind == "thread" and (thread := threads.get(int(number))):
            what, title, url = _("Reply"), thread.title, reverse("forums:reply", args=[thread.pk])
        elif kind == "post" and (post := posts.get(int(number))):
            what, title = _("Edit"), _("Edit of “%(title)s”") % {"title": post.thread.title}
            url = reverse("forums:edit", args=[post.pk])
        elif kind == "talk":
            what, title = _("Conversation"), draft.title or _("Conversation")
            url = reverse("forums:new_conversation") if number == "new" else reverse("forums:conversation", args=[int(number)])
        elif kind != "new":
            # Its place is gone or closed; the text is still theirs.
            what, title, url = "", draft.title or _("A text whose place is gone"), ""
        found.append({"draft": draft, "what": what, "title": title, "url": url})
    return found


@require_POST
@members_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft, pk=pk, member=member_of(request))
    personal.discard_draft(by=member_of(request), place=draft.place)
    messages.success(request, _("The draft is gone."))
    return redirect("forums:drafts")
