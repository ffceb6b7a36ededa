"""Small acts on posts, threads and forums. Each is a plain form first; htmx gets the button group back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.core.decisions import Refused
from forums import policies
from forums.access import rights_of
from forums.composing import actions, answering
from forums.models import Forum, Right
from forums.personal import actions as personal
from forums.personal import bookmarks, marks
from forums.personal.models import Subscription
from forums.posts.models import Post
from forums.posts.queries import url_of
from forums.reactions import actions as reactions
from forums.reactions import queries as reacted
from forums.threads.models import Tag, Thread

from .guard import member_of, members_only
from .offering import offer_one


def _post(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__forum", "author"), pk=pk)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To where the form stood, when that is a page of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        # Not redirect(): that takes a bare word for the name of a view.
        return HttpResponseRedirect(target)
    return redirect(fallback)


@require_POST
@members_only
def react(request: HttpRequest, pk: int) -> HttpResponse:
    member, post = member_of(request), _post(request, pk)
    try:
        reactions.toggle(by=member, post=post, kind=request.POST.get("kind", ""))
    except ValidationError as error:
        return HttpResponseBadRequest(" ".join(error.messages), content_type="text/plain; charset=utf-8")
    if not _is_fragment(request):
        return redirect(url_of(post))
    offered = offer_one(member, post, reacted.mine(member, [post.pk]).get(post.pk, set()))
    return render(request, "forums/_reactions.html", {"offered": offered, "post": post})


@require_POST
@members_only
def bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    member, post = member_of(request), _post(request, pk)
    try:
        kept = bookmarks.toggle(by=member, post=post)
    except ValidationError as error:
        return HttpResponseBadRequest(" ".join(error.messages), content_type="text/plain; charset=utf-8")
    if not _is_fragment(request):
        return _back(request, url_of(post))
    return render(request, "forums/_bookmark.html", {"post": post, "is_bookmarked": kept})


@require_POST
@members_only
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the post as the answer, or take the mark away when it has it."""
    member, post = member_of(request), _post(request, pk)
    number = None if post.number == post.thread.accepted_number else post.number
    if number is None and post.number is None:
        raise Refused(_("Only a reply that everybody can read can be the answer."))
    answering.accept_answer(by=member, thread=post.thread, number=number)
    return redirect(url_of(post))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks before, and offers the way back afterwards."""
    member = member_of(request)
    own = Post.objects.select_related("thread__forum", "author").filter(author=member, state=Post.State.DELETED, pk=pk).first()
    if own and request.method != "POST" and rights_of(member).can(Right.READ, own.thread.forum_id):
        thread_remains = Thread.objects.visible_to(member).filter(pk=own.thread_id).exists()
        return render(
            request,
            "forums/deleted.html",
            {"post": own, "may_restore": policies.can_restore_own(member, own), "thread_remains": thread_remains},
        )
    post = _post(request, pk)
    if request.method == "POST":
        actions.delete_own(by=member, post=post)
        return redirect("forums:delete", pk=post.pk)
    may_delete = policies.can_delete(member, post)
    return render(request, "forums/delete.html", {"post": post, "may_delete": may_delete}, status=200 if may_delete else 403)


@require_POST
@members_only
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    # Their own deleted post is in nobody's visible_to; it is found by its author here, and only by them.
    readable = rights_of(member).forums(Right.READ)
    mine = Post.objects.select_related("thread__forum").filter(author=member, thread__forum__in=readable)
    post = get_object_or_404(mine, pk=pk)
    actions.restore_own(by=member, post=post)
    post.thread.refresh_from_db()
    return redirect(url_of(post))


def _follow(request: HttpRequest, **about: Thread | Forum | Tag) -> HttpResponse:
    [place] = about.values()
    raw = request.POST.get("level", "")
    level = int(raw) if raw in {str(level) for level in Subscription.Level.values} else 99
    try:
        personal.follow(by=member_of(request), level=level, **about)  # type: ignore[arg-type]
    except ValidationError as error:
        return HttpResponseBadRequest(" ".join(error.messages), content_type="text/plain; charset=utf-8")
    if not _is_fragment(request):
        return _back(request, place.get_absolute_url())
    return render(request, "forums/_follow.html", {**about, "level": Subscription.Level(level)})


@require_POST
@members_only
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    return _follow(request, thread=get_object_or_404(Thread.objects.visible_to(request.user), pk=pk))


@require_POST
@members_only
def follow_forum(request: HttpRequest, slug: str) -> HttpResponse:
    readable = rights_of(request.user).forums(Right.READ)
    return _follow(request, forum=get_object_or_404(Forum, slug=slug, pk__in=readable))


@require_POST
@members_only
def follow_tag(request: HttpRequest, slug: str) -> HttpResponse:
    # To those who may read none of its threads, a tag does not exist.
    used = Thread.objects.visible_to(request.user).filter(tags=OuterRef("pk"))
    return _follow(request, tag=get_object_or_404(Tag.objects.filter(Exists(used)), slug=slug.replace("\0", "")))


@require_POST
@members_only
def mark_read(request: HttpRequest) -> HttpResponse:
    """Everything counts as read: in one forum and those below it, or everywhere."""
    slug = request.POST.get("forum", "")
    forum = None
    if slug:
        forum = get_object_or_404(Forum, slug=slug.replace("\0", ""), pk__in=rights_of(request.user).forums(Right.SEE))
    marks.mark_forum(member=member_of(request), forum=forum)
    messages.success(request, _("Everything is marked as read."))
    return _back(request, forum.get_absolute_url() if forum else "/")
