"""Posts that moderators hold up, and the page on which they do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.core.paging import BadCursor
from forums.people import actions, featuring, policies
from forums.people.models import FeaturedPost
from forums.posts.models import Post
from forums.posts.queries import url_of

from .guard import member_of, members_only
from .people import cursor_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    try:
        page = featuring.page_for(request.user, cursor_of(request))
    except BadCursor as error:
        raise Http404 from error
    return render(request, "forums/featured.html", {"page": page, "is_first_page": not request.GET.get("after")})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def feature(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a line why, then feature; or take it back."""
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    known = FeaturedPost.objects.filter(post=post).select_related("by").first()
    allowed = policies.can_unfeature(member, post) if known else policies.can_feature(member, post)
    allowed.enforce()
    if request.method == "POST":
        if "remove" in request.POST:
            actions.unfeature(by=member, post=post)
            messages.success(request, _("The post is no longer featured."))
        else:
            actions.feature(by=member, post=post, reason=request.POST.get("reason", ""))
            messages.success(request, _("The post is featured."))
        return redirect(url_of(post))
    return render(request, "forums/feature.html", {"post": post, "known": known})
