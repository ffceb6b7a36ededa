"""Start a thread, reply. Whatever goes wrong, the answer has what was typed in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from community.core.markup.quotes import quote
from community.core.markup.render import Rendered
from forums import policies
from forums.access import rights_of
from forums.composing import actions
from forums.composing.rendering import render_source
from forums.models import Forum, Right
from forums.personal.models import Draft
from forums.personal.queries import draft_at
from forums.posts.models import Post
from forums.posts.queries import url_of
from forums.threads.models import Thread
from forums.tree import flat, visible_tree

from .attempts import attempt, carry, preview_of
from .forms import ReplyForm, StartForm, fresh_token
from .guard import member_of, members_only
from .poll_forms import PollForm

# How many posts that came in meanwhile are shown above the form.
MOST_MEANWHILE = 20


def rules_of(forum: Forum) -> Rendered | None:
    if not forum.rules.strip():
        return None
    try:
        return render_source(forum.rules)
    except ValidationError:
        # Whoever wrote rules too long to show must not keep people from writing.
        return None


def _published(request: HttpRequest, post: Post) -> HttpResponse:
    if post.state == Post.State.HELD:
        messages.info(request, _("Thank you. A moderator will look at your post before others can read it."))
    return redirect(url_of(post))


@require_safe
@members_only
def new(request: HttpRequest) -> HttpResponse:
    """Choose the forum of a new thread."""
    rights = rights_of(request.user)
    choices = [node for node in flat(visible_tree(request.user)) if rights.can(Right.START, node.id)]
    open_to_me = [node for node in choices if not node.is_locked or rights.can(Right.MODERATE, node.id)]
    if len(open_to_me) == 1:
        return redirect("forums:start", slug=open_to_me[0].slug)
    return render(request, "forums/new.html", {"choices": open_to_me})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def start(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_of(request)
    rights = rights_of(member)
    forum = get_object_or_404(Forum, slug=slug, pk__in=rights.forums(Right.READ))
    moderates = rights.can(Right.MODERATE, forum.pk)
    may_start = policies.can_start(member, forum)
    place, status, preview = f"forum:{forum.pk}", 200, None
    poll_form = PollForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form = StartForm(request.POST, forum=forum, moderates=moderates)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form)
        else:
            post, status = attempt(
                form,
                lambda: actions.start_thread(
                    by=member,
                    forum=forum,
                    title=form.cleaned_data["title"],
                    body=form.cleaned_data["body"],
                    kind=form.cleaned_data["kind"],
                    tags=form.cleaned_data["tags"],
                    form_token=form.cleaned_data["form_token"],
                    extras=[extra for extra in [poll_form.new_poll()] if extra],
                ),
            )
            if post is not None:
                Draft.objects.filter(member=member, place=place).delete()
                return _published(request, post)
    else:
        draft = draft_at(member, place)
        form = StartForm(
            forum=forum,
            moderates=moderates,
            initial={
                "form_token": fresh_token(),
                "title": draft.title if draft else "",
                "body": draft.body if draft else forum.template,
            },
        )
        status = 200 if may_start else 403
    context = {
        "forum": forum,
        "current_forum_id": forum.pk,
        "form": form,
        "poll_form": poll_form,
        "may_start_here": may_start,
        "rules": rules_of(forum),
        "draft_place": place,
        "preview": preview,
    }
    return render(request, "forums/start.html", context, status=status)


def _thread_for(request: HttpRequest, pk: int) -> Thread:
    return get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)


def _meanwhile(member: Member, thread: Thread, seen: int) -> QuerySet[Post]:
    """What others published in the thread after the writer last looked."""
    newer = Post.objects.filter(thread=thread, number__gt=seen).visible_to(member).published().exclude(author=member)
    return newer.select_related("author").order_by("number")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    thread = _thread_for(request, pk)
    may_reply = policies.can_reply(member, thread)
    place, status, preview, meanwhile = f"thread:{thread.pk}", 200, None, []
    if request.method == "POST":
        form = ReplyForm(request.POST)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form)
        else:
            token, seen = form.cleaned_data["form_token"], form.cleaned_data["seen_number"]
            twin = actions.twin_of(member, token)
            if twin is None and seen is not None and seen < thread.last_number and "anyway" not in request.POST and may_reply:
                meanwhile = list(_meanwhile(member, thread, seen)[:MOST_MEANWHILE])
            if meanwhile:
                status = 409
                carry(form, "seen_number", thread.last_number)
            else:
                post, status = attempt(
                    form,
                    lambda: actions.reply(
                        by=member,
                        thread=thread,
                        body=form.cleaned_data["body"],
                        reply_to=form.cleaned_data["reply_to"],
                        form_token=token,
                    ),
                )
                if post is not None:
                    Draft.objects.filter(member=member, place=place).delete()
                    return _published(request, post)
    else:
        form = ReplyForm(initial=_reply_initial(request, member, thread, place))
        status = 200 if may_reply else 403
    context = {
        "thread": thread,
        "current_forum_id": thread.forum_id,
        "form": form,
        "may_reply": may_reply,
        "meanwhile": meanwhile,
        "draft_place": place,
        "preview": preview,
    }
    return render(request, "forums/reply.html", context, status=status)


def _reply_initial(request: HttpRequest, member: Member, thread: Thread, place: str) -> dict[str, object]:
    draft = draft_at(member, place)
    body = draft.body if draft else ""
    initial: dict[str, object] = {"form_token": fresh_token(), "seen_number": thread.last_number}
    readable = Post.objects.filter(thread=thread).visible_to(member).select_related("author")
    quoted = request.GET.get("quote", "")
    if quoted.isascii() and quoted.isdigit() and len(quoted) <= 18 and (post := readable.filter(pk=int(quoted)).first()):
        body = f"{body}\n\n" if body.strip() else ""
        body += quote(name=post.author.name, post_id=post.pk, source=post.source)
        initial["reply_to"] = post.number
    number = request.GET.get("to", "")
    if number.isascii() and number.isdigit() and len(number) <= 9:
        initial["reply_to"] = int(number)
    return initial | {"body": body}
