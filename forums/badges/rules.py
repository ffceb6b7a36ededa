"""What earns a badge, as data: each rule asks once who of these members has earned it. For useful acts; no streaks, no volume."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from forums.people.counting import accepted_answers, posts_for_all, thanks_for_all
from forums.people.models import FeaturedPost
from forums.posts.models import Post, Revision
from forums.reactions.models import Reaction
from forums.threads.models import Thread

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# After which acts a rule may newly hold; the nightly look asks all of them.
ACTS = ("post", "edit", "accept", "reaction", "feature")

# (member, subject); the subject is empty where the badge is had once.
Earned = Iterable[tuple[int, str]]


@dataclass(frozen=True)
class Rule:
    """One way to a badge. `find` takes members and answers who has earned it, in one query or two."""

    name: str
    title: _StrOrPromise
    description: _StrOrPromise
    sign: str
    find: Callable[[Collection[int]], Earned]
    acts: tuple[str, ...] = ()


def _once(member_ids: Iterable[int]) -> Earned:
    return ((pk, "") for pk in set(member_ids))


def _first_answer(members: Collection[int]) -> Earned:
    return _once(accepted_answers(members).values_list("author", flat=True).distinct())


def _ten_answers(members: Collection[int]) -> Earned:
    counted = accepted_answers(members).values("author").annotate(n=Count("pk")).filter(n__gte=10)
    return _once(counted.order_by().values_list("author", flat=True))


def _first_thanks(members: Collection[int]) -> Earned:
    return _once(thanks_for_all().filter(post__author__in=members).values_list("post__author", flat=True).distinct())


def _thanked_by_ten(members: Collection[int]) -> Earned:
    thanked = thanks_for_all().filter(post__author__in=members).values("post__author")
    return _once(
        thanked.annotate(n=Count("member", distinct=True)).filter(n__gte=10).order_by().values_list("post__author", flat=True)
    )


def _grateful(members: Collection[int]) -> Earned:
    thanked = thanks_for_all().filter(member__in=members).values("member")
    return _once(
        thanked.annotate(n=Count("post__author", distinct=True)).filter(n__gte=10).order_by().values_list("member", flat=True)
    )


def _closed_the_loop(members: Collection[int]) -> Earned:
    """Asked, and said which answer helped."""
    answered = posts_for_all(members).filter(number=1, thread__kind=Thread.Kind.QUESTION, thread__accepted_number__gt=1)
    return _once(answered.values_list("author", flat=True).distinct())


def _welcomer(members: Collection[int]) -> Earned:
    """Was the first to answer somebody's very first post."""
    earlier = Post.objects.published().filter(author=OuterRef("thread__author"), pk__lt=OuterRef("first_pk"))
    opening = Post.objects.published().filter(thread=OuterRef("thread"), number=1)
    replies = posts_for_all(members).filter(number=2).exclude(author=F("thread__author"))
    welcomed = replies.annotate(first_pk=opening.values("pk")[:1]).filter(~Exists(earlier), first_pk__isnull=False)
    return _once(welcomed.values_list("author", flat=True).distinct())


def _good_question(members: Collection[int]) -> Earned:
    """Asked what is solved, and what five others found worth a reaction."""
    others = Reaction.objects.exclude(member=F("post__author")).filter(
        post__author__in=members,
        post__number=1,
        post__in=posts_for_all(members),
        post__thread__kind=Thread.Kind.QUESTION,
        post__thread__accepted_number__isnull=False,
    )
    liked = others.values("post", "post__author").annotate(n=Count("member", distinct=True)).filter(n__gte=5)
    return _once(liked.order_by().values_list("post__author", flat=True))


def _featured(members: Collection[int]) -> Earned:
    rows = FeaturedPost.objects.filter(post__in=posts_for_all(members))
    return ((author, f"post:{post}") for author, post in rows.values_list("post__author", "post"))


def _wiki_editor(members: Collection[int]) -> Earned:
    """Improved a post that is open to everybody's edits and was begun by somebody else."""
    later = Q(edited_by__in=members) & ~Q(edited_by=F("author"))
    wikis = Post.objects.published().filter(is_wiki=True, thread__state=Thread.State.PUBLISHED)
    newest = wikis.filter(later).values_list("edited_by", flat=True)
    earlier = (
        Revision.objects.filter(written_by__in=members, post__in=wikis, number__gt=1)
        .exclude(written_by=F("post__author"))
        .values_list("written_by", flat=True)
    )
    return _once([*newest.distinct(), *earlier.distinct()])


CATALOGUE = (
    Rule(
        "first-answer", _("First answer"), _("Somebody said: this reply solved it."), "✓",
        _first_answer, ("accept",),
    ),
    Rule("ten-answers", _("Ten answers"), _("Ten replies that solved it for somebody."), "✔", _ten_answers, ("accept",)),
    Rule("first-thanks", _("First thanks"), _("Somebody said thank you."), "🙏", _first_thanks, ("reaction",)),
    Rule("thanked-by-ten", _("Ten grateful people"), _("Ten people said thank you."), "💐", _thanked_by_ten, ("reaction",)),
    Rule("grateful", _("Grateful"), _("Said thank you to ten people."), "🌱", _grateful, ("reaction",)),
    Rule(
        "closed-the-loop", _("Came back to tell"), _("Asked, and marked the answer that helped."), "↩",
        _closed_the_loop, ("accept",),
    ),
    Rule("welcomer", _("Warm welcome"), _("Was the first to answer somebody's first post."), "👋", _welcomer, ("post",)),
    Rule(
        "good-question", _("Good question"), _("Asked something that was solved and that five people liked."), "?",
        _good_question, ("accept", "reaction"),
    ),
    Rule("featured", _("Featured"), _("A moderator featured a post."), "☆", _featured, ("feature",)),
    Rule("wiki-editor", _("Wiki gardener"), _("Improved a wiki post of somebody else."), "✎", _wiki_editor, ("edit",)),
)  # fmt: skip


@cache
def known() -> dict[str, Rule]:
    """The rules of this house by name: our own, and those that rooms above add (settings.BADGE_RULES)."""
    added: list[Rule] = [import_string(path) for path in settings.BADGE_RULES]
    return {rule.name: rule for rule in (*CATALOGUE, *added)}
