"""From an understood search to the posts it speaks of."""

from __future__ import annotations

from types import ModuleType

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import fold
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.posts.models import Post, PostQuerySet
from forums.threads.models import Thread
from forums.tree import nodes, with_descendants

from .entry import NEWEST, Sql
from .query import Query


def readable(viewer: Viewer, query: Query) -> tuple[PostQuerySet, tuple[str, ...]]:
    """Published posts the viewer may read and the operators allow, whatever their words; and what to tell the viewer."""
    posts = Post.objects.visible_to(viewer).published().filter(thread__state=Thread.State.PUBLISHED)
    notes: list[str] = []
    if query.authors:
        posts = posts.filter(author__username_folded__in=[fold(name) for name in query.authors])
    if query.forums:
        forum_ids: set[int] = set()
        for name in query.forums:
            found = _forum_ids(viewer, name)
            forum_ids.update(found)
            if not found:
                notes.append(_("There is no forum “%(name)s”.") % {"name": name})
        posts = posts.filter(thread__forum__in=forum_ids)
    for tag in query.tags:
        posts = posts.filter(thread__tags__slug=slugify(tag, allow_unicode=True))
    if query.before:
        posts = posts.filter(published_at__lt=query.before)
    if query.after:
        posts = posts.filter(published_at__gte=query.after)
    if query.is_question:
        posts = posts.filter(thread__kind=Thread.Kind.QUESTION)
    if query.is_solved is not None:
        posts = posts.filter(thread__accepted_number__isnull=not query.is_solved)
    return posts, tuple(notes)


def _forum_ids(viewer: Viewer, name: str) -> list[int]:
    """The forum with this address or name, and what lies below it. A forum the viewer must not see does not exist."""
    rights, folded = rights_of(viewer), fold(name)
    for node in nodes().values():
        if rights.can(Right.SEE, node.id) and folded in (node.slug, fold(node.name)):
            return with_descendants(node.id)
    return []


def candidates(query: Query, posts: PostQuerySet, engine: ModuleType) -> Sql:
    """SQL for (id, score) of the newest matches. Raises EmptyResultSet when nothing can match.

    The right to read is asked inside, hit by hit, before anything is cut off: a page is never short of what was hidden.
    """
    if query.wanted:
        here = posts.filter(pk=RawSQL(engine.POST_ID, []))  # noqa: S611
        return engine.hits(query, Sql(*_compiled(here)))
    if query.unwanted:
        unwanted = engine.without(query.unwanted)
        posts = posts.filter(~Q(pk__in=RawSQL(unwanted.text, unwanted.params)))  # noqa: S611
    text, params = _compiled(posts)
    text = f"SELECT id, 0 AS score FROM ({text}) AS readable ORDER BY id DESC LIMIT {NEWEST}"  # noqa: S608
    return Sql(text, params)


def _compiled(posts: PostQuerySet) -> tuple[str, tuple]:
    text, params = posts.order_by().values("id").query.sql_with_params()
    return text, tuple(params)
