"""The same thing twice: a text sent again a moment later is refused, a title that stands there already is mentioned."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Refused
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread

WITHIN = timedelta(minutes=5)
# Shorter texts ("Thank you!") may be said in two threads, not twice in one.
SHORT = 20
# Nobody writes more than this within the time.
_LATEST = 30


class Repeated(Refused):
    """The author wrote just this a moment ago; `post` is where."""

    def __init__(self, post: Post) -> None:
        super().__init__(_("You have just posted exactly this text."))
        self.post = post


def refuse_repeated(*, by: Member, body: str, thread: Thread | None, moderates: bool, form_token: str | None) -> None:
    """Raise Repeated when the author posted this text within the last minutes. One query, a second one if they wrote at all.

    What this very form has made in the same moment is no repetition: it is what the form was to make.
    """
    since = timezone.now() - WITHIN
    latest = Post.objects.filter(author=by).order_by("-id").values_list("pk", "created_at")[:_LATEST]
    recent = [pk for pk, at in latest if at > since]
    if not recent:
        return
    same = Post.objects.filter(pk__in=recent, source=body, state__in=[Post.State.PUBLISHED, Post.State.HELD])
    if form_token:
        same = same.exclude(form_token=form_token)
    if moderates or len(body) < SHORT:
        # The same friendly sentence in many threads is a moderator's daily work.
        same = same.filter(thread=thread)
    if post := same.select_related("thread").first():
        raise Repeated(post)


def same_title(viewer: Member, forum: Forum, title: str) -> Thread | None:
    """An open thread of this forum that has this title already and that the viewer may read."""
    words = " ".join(title.split())
    if not words:
        return None
    threads = Thread.objects.visible_to(viewer).published().filter(forum=forum, is_locked=False, title__iexact=words)
    return threads.order_by("-last_post_at").first()
