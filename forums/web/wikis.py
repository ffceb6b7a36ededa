"""Making a post a wiki, and its author's own again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import policies
from forums.composing.wikis import open_to_all
from forums.posts.models import Post
from forums.posts.queries import url_of

from .guard import member_of, members_only


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def wiki(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what it means before, and asks."""
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    may = policies.can_make_wiki(member, post)
    if request.method == "POST":
        is_wiki = request.POST.get("wiki") == "1"
        open_to_all(by=member, post=post, is_wiki=is_wiki)
        messages.success(request, _("Others can edit it now.") if is_wiki else _("It is its author's own again."))
        return redirect(url_of(post))
    context = {"post": post, "thread": post.thread, "may": may}
    return render(request, "forums/wiki.html", context, status=200 if may else 403)
