"""The hints of hints.py with their facts and words; each stays away once it was put away in a thread."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Member
from forums.personal.models import HintSeen
from forums.posts.models import Post
from forums.threads.models import Thread

from . import hints

_NEWEST = 2 * hints.ROUND_TRIPS


@dataclass(frozen=True)
class Hint:
    kind: str
    text: str
    url: str = ""
    label: str = ""


def hints_for(member: Member, thread: Thread) -> list[Hint]:
    """Advice for this member before they answer here. Two queries, a third in long threads."""
    newest = list(
        Post.objects.published()
        .filter(thread=thread, number__gt=thread.last_number - 3 * _NEWEST)
        .order_by("-number")
        .values_list("author_id", "pk", "number")[:_NEWEST]
    )
    posts = thread.reply_count + 1
    own = Post.objects.published().filter(thread=thread, author=member).count() if posts >= hints.LONG else 0
    facts = hints.Facts(
        member=member.pk,
        post_count=member.post_count,
        writers=[author for author, _pk, _number in newest],
        last_post_at=thread.last_post_at,
        posts=posts,
        own_posts=own,
        participants=thread.participant_count,
        now=timezone.now(),
    )
    if not hints.advise(facts):
        return []
    seen = frozenset(HintSeen.objects.filter(member=member, thread=thread).values_list("kind", flat=True))
    return [_worded(kind, facts, thread, newest[0][1] if newest else None) for kind in hints.advise(facts, put_away=seen)]


def put_away(*, by: Member, thread: Thread, kind: str) -> None:
    """Do not show this hint here again. Repeating it is harmless; a kind there is none of is nothing to put away."""
    if kind in hints.KINDS:
        HintSeen.objects.bulk_create([HintSeen(member=by, thread=thread, kind=kind)], ignore_conflicts=True)


def _worded(kind: str, facts: hints.Facts, thread: Thread, last_own: int | None) -> Hint:
    if kind == "newcomer":
        return Hint(
            kind,
            _(
                "Welcome. Say what you know and what you tried; a picture often helps. "
                "You can edit your post afterwards, and nobody expects it to be perfect."
            ),
        )
    if kind == "third":
        return Hint(
            kind,
            _("You wrote the last two posts here. What comes to mind later may also go into the last one."),
            reverse("forums:edit", args=[last_own]),
            _("Add to my last post"),
        )
    if kind == "old":
        months = max(6, (facts.now - facts.last_post_at).days // 30)
        return Hint(
            kind,
            _("The last post here is %(n)s months old. For a question of your own a new thread finds more readers.")
            % {"n": months},
            reverse("forums:start", args=[thread.forum.slug]),
            _("Start a new thread"),
        )
    if kind == "two" and (other := Member.objects.filter(pk=hints.other_of_two(facts) or 0).first()):
        return Hint(
            kind,
            _("You and %(name)s have been answering each other for a while. What concerns only you two may fit a conversation.")
            % {"name": other.name},
            f"{reverse('forums:new_conversation')}?{urlencode({'to': other.username})}",
            _("Begin a conversation"),
        )
    return Hint(kind, _("Much of this thread is yours already. Perhaps somebody else would like to come in first."))
