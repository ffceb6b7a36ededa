"""What a member keeps: the list, and one bookmark's name and reminder."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.core.paging import BadCursor, after_key
from forums.personal import bookmarks
from forums.personal.forms import BookmarkForm
from forums.posts.models import Post
from forums.posts.queries import url_of

from .guard import member_of, members_only

A_PAGE = 50


@require_safe
@members_only
def index(request: HttpRequest) -> HttpResponse:
    words, reminders = request.GET.get("q", "")[:100].strip(), request.GET.get("show") == "reminders"
    rows = bookmarks.of(member_of(request), words=words, reminders=reminders)
    try:
        listing = after_key(rows, order=("pk",), cursor=request.GET.get("after", ""), size=A_PAGE)
    except BadCursor as error:
        raise Http404 from error
    context = {
        "bookmarks": listing.rows,
        "listing": listing,
        "is_first_page": not request.GET.get("after"),
        "words": words,
        "reminders": reminders,
    }
    return render(request, "forums/bookmarks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and reminder of the bookmark at this post. A post that is not kept yet is kept by saving."""
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    kept = member.bookmarks.filter(post=post).first()
    if request.method == "POST":
        form = BookmarkForm(request.POST)
        if form.is_valid():
            kept = bookmarks.keep(by=member, post=post)
            bookmarks.rename(by=member, bookmark=kept, name=form.cleaned_data["name"], remind_at=form.cleaned_data["when"])
            messages.success(request, _("Your bookmark is saved."))
            return redirect("forums:bookmarks" if request.POST.get("from") == "list" else url_of(post))
    else:
        due = kept.remind_at if kept else None
        form = BookmarkForm(initial={"name": kept.name if kept else "", "remind": "at" if due else "", "remind_at": due})
    context = {"form": form, "post": post, "kept": kept, "from": request.POST.get("from") or request.GET.get("from", "")}
    return render(request, "forums/bookmark.html", context, status=422 if form.errors else 200)
