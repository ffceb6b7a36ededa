"""From an understood search to the posts it speaks of."""

from __future__ import annotations

from types import ModuleType

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Member, fold
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.posts.models import Post, PostQuerySet
from forums.threads.models import Tag, Thread
from forums.tree import nodes, with_descendants

from .entry import NEWEST, Sql
from .near import near_forums, near_members, near_tags
from .query import Begun, Query

# What a flag means; those that need to know who is looking stand in _flag_of.
_FLAGS = {
    "is:question": Q(thread__kind=Thread.Kind.QUESTION),
    "is:announcement": Q(thread__kind=Thread.Kind.ANNOUNCEMENT),
    "is:solved": Q(thread__accepted_number__isnull=False),
    "is:unsolved": Q(thread__kind=Thread.Kind.QUESTION, thread__accepted_number=None),
    "is:unanswered": Q(thread__reply_count=0),
    "is:open": Q(thread__is_locked=False),
    "is:locked": Q(thread__is_locked=True),
    "in:first": Q(number=1),
    # The renderer's own marks: what somebody types stands escaped in the stored page.
    "has:image": Q(html__contains="<img "),
    "has:link": Q(html__contains="<a href="),
    "has:code": Q(html__contains="<pre"),
}
_EXTRAS = {"is:poll": Thread.Extra.POLL, "is:event": Thread.Extra.EVENT}


def readable(viewer: Viewer, query: Query) -> tuple[PostQuerySet, tuple[str, ...]]:
    """Published posts the viewer may read and the operators allow, whatever their words; and what to tell the viewer."""
    posts = Post.objects.visible_to(viewer).published().filter(thread__state=Thread.State.PUBLISHED)
    posts, notes = _by_names(posts, viewer, query)
    if query.thread:
        posts = posts.filter(thread=query.thread)
    if query.before:
        posts = posts.filter(published_at__lt=query.before)
    if query.after:
        posts = posts.filter(published_at__gte=query.after)
    for flag in sorted(query.flags - {"in:title"}):
        posts = posts.filter(_flag_of(flag, viewer))
    for flag in sorted(query.unwanted_flags):
        posts = posts.filter(~_flag_of(flag, viewer))
    return posts, tuple(notes)


def _by_names(posts: PostQuerySet, viewer: Viewer, query: Query) -> tuple[PostQuerySet, list[str]]:
    notes: list[str] = []
    if authors := query.named("author"):
        posts = posts.filter(author__in=_member_ids(viewer, authors, notes))
    if forums := query.named("forum"):
        posts = posts.filter(thread__forum__in=_forums(viewer, forums, notes))
    for tag in query.named("tag"):
        slug = slugify(tag, allow_unicode=True)
        near = near_tags(viewer, slug) if not Tag.objects.filter(slug=slug).exists() else []
        if near:
            notes.append(_did_you_mean("tag", near))
        posts = posts.filter(thread__tags__slug=slug)
    unwanted: dict[str, list[str]] = {}
    for kind, name in query.unwanted_names:
        unwanted.setdefault(kind, []).append(name)
    if "author" in unwanted:
        posts = posts.exclude(author__in=_member_ids(viewer, unwanted["author"], notes))
    if "forum" in unwanted:
        posts = posts.exclude(thread__forum__in=_forums(viewer, unwanted["forum"], notes))
    if "tag" in unwanted:
        tagged = Thread.tags.through.objects.filter(
            thread=OuterRef("thread"), tag__slug__in=[slugify(tag, allow_unicode=True) for tag in unwanted["tag"]]
        )
        posts = posts.filter(~Exists(tagged))
    return posts, notes


def _member_ids(viewer: Viewer, names: list[str], notes: list[str]) -> list[int]:
    """Their ids, so that the database sees how few posts they are. "me" is whoever looks."""
    mine = [viewer.pk] if viewer.is_authenticated and "me" in names else []
    wanted = {fold(name): name for name in names}
    known = dict(Member.objects.filter(username_folded__in=wanted).values_list("username_folded", "pk"))
    for folded, name in wanted.items():
        if folded not in known and not (name == "me" and mine) and (near := near_members(viewer, folded)):
            notes.append(_did_you_mean("author", near))
    return [*known.values(), *mine]


def _forums(viewer: Viewer, names: list[str], notes: list[str]) -> set[int]:
    forum_ids: set[int] = set()
    for name in names:
        found = _forum_ids(viewer, name)
        forum_ids.update(found)
        if not found:
            notes.append(_("There is no forum “%(name)s”.") % {"name": name})
            if near := near_forums(viewer, name):
                notes.append(_did_you_mean("forum", near))
    return forum_ids


def _did_you_mean(operator: str, names: list[str]) -> str:
    return _("Did you mean %(names)s?") % {"names": ", ".join(f"{operator}:{name}" for name in names)}


def _flag_of(flag: str, viewer: Viewer) -> Q:
    if flag in _FLAGS:
        return _FLAGS[flag]
    if flag in _EXTRAS:
        bit = int(_EXTRAS[flag])
        marked = Thread.objects.annotate(bit=F("extras").bitand(bit)).filter(bit=bit, pk=OuterRef("thread"))
        return Q(Exists(marked))
    # in:bookmarks. A guest keeps none.
    return Q(bookmarks__member=viewer.pk) if viewer.is_authenticated else Q(pk__in=[])


def _forum_ids(viewer: Viewer, name: str) -> list[int]:
    """The forum with this address or name, and what lies below it. A forum the viewer must not see does not exist."""
    rights, folded = rights_of(viewer), fold(name)
    for node in nodes().values():
        if rights.can(Right.SEE, node.id) and folded in (node.slug, fold(node.name)):
            return with_descendants(node.id)
    return []


def begun_titles(begun: Begun, viewer: Viewer, engine: ModuleType, limit: int) -> Sql:
    """SQL for the ids of the newest opening posts whose titles go on like this. Raises EmptyResultSet when nothing can match."""
    posts = Post.objects.visible_to(viewer).published().filter(thread__state=Thread.State.PUBLISHED)
    return engine.titles(begun, Sql(*_compiled(posts.filter(pk=RawSQL(engine.TITLE_ID, [])))), limit)  # noqa: S611


def narrowed(viewer: Viewer, query: Query) -> Sql | None:
    """Ids of few posts among which every hit must be, found by an index of their own; None where nothing says so."""
    posts = Post.objects.all()
    if query.thread:
        posts = posts.filter(thread=query.thread)
    elif authors := query.named("author"):
        posts = posts.filter(author__in=_member_ids(viewer, authors, []))
    elif "in:bookmarks" in query.flags:
        posts = posts.filter(_flag_of("in:bookmarks", viewer))
    else:
        return None
    return Sql(*_compiled(posts))


def candidates(query: Query, posts: PostQuerySet, engine: ModuleType, narrow: Sql | None = None) -> Sql:
    """SQL for (id, score) of the newest matches. Raises EmptyResultSet when nothing can match.

    The right to read is asked inside, hit by hit, before anything is cut off: a page is never short of what was hidden.
    """
    if query.wanted:
        here = posts.filter(pk=RawSQL(engine.TITLE_ID if query.in_title else engine.POST_ID, []))  # noqa: S611
        return engine.hits(query, Sql(*_compiled(here)), narrow)
    if query.unwanted:
        unwanted = engine.without(query.unwanted)
        posts = posts.filter(~Q(pk__in=RawSQL(unwanted.text, unwanted.params)))  # noqa: S611
    text, params = _compiled(posts)
    text = f"SELECT id, 0 AS score FROM ({text}) AS readable ORDER BY id DESC LIMIT {NEWEST}"  # noqa: S608
    return Sql(text, params)


def _compiled(posts: PostQuerySet) -> tuple[str, tuple]:
    text, params = posts.order_by().values("id").query.sql_with_params()
    return text, tuple(params)
