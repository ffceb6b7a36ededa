"""What a long thread comes down to: its beginning, its answer, and the replies others appreciated most."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Member
from forums import policies
from forums.access import Viewer
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread
from forums.tree import nodes

from .offering import offer

# A shorter thread is read whole; of a longer one a fifth is shown, a page of forty at most.
FROM, SHARE, MOST = 50, 5, 40
_SECONDS = 600


def has_best(thread: Thread) -> bool:
    return thread.reply_count >= FROM


def best_of(viewer: Viewer, thread: Thread) -> list[Post]:
    """In the order of the thread. The ranking is everybody's and cached; the right to read is the viewer's own."""
    key = f"forums.web.best.{thread.pk}"
    ranked = cache.get(key)
    if ranked is None:
        given = Reaction.objects.filter(post__thread=thread.pk, post__state=Post.State.PUBLISHED)
        rows = given.values_list("post__number").annotate(n=Count("pk")).order_by("-n", "post__number")
        ranked = [number for number, _n in rows[: min(MOST, thread.reply_count // SHARE)]]
        cache.set(key, ranked, _SECONDS)
    wanted = {1, *ranked} | ({thread.accepted_number} if thread.accepted_number else set())
    posts = (
        Post.objects.visible_to(viewer).published().filter(thread=thread, number__in=wanted).select_related("author", "edited_by")
    )
    if isinstance(viewer, Member):
        posts = posts.annotate(is_bookmarked=Exists(viewer.bookmarks.filter(post=OuterRef("pk"))))
    found = list(posts.order_by("number"))
    for post in found:
        post.thread = thread
    return found


@require_safe
def best(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)
    if not has_best(thread):
        raise Http404
    posts = best_of(request.user, thread)
    shown = len(posts)
    return render(
        request,
        "forums/best.html",
        {
            "thread": thread,
            "current_forum_id": thread.forum_id,
            "node": nodes()[thread.forum_id],
            "posts": posts,
            "offers": offer(request.user, thread, posts),
            "may_reply": policies.can_reply(request.user, thread),
            "may_moderate": policies.can_moderate(request.user, thread.forum_id),
            "sentence": ngettext("%(n)d post of %(of)d", "%(n)d posts of %(of)d", shown)
            % {"n": shown, "of": thread.reply_count + 1},
        },
    )
