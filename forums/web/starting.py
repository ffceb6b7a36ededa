"""Start a thread: where, in which shape, and whether it stands there already. Nothing typed is lost on any way."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from community.core.markup.render import Rendered
from forums import policies
from forums.access import rights_of
from forums.composing import actions
from forums.composing.rendering import render_source
from forums.composing.repeating import same_title
from forums.composing.shapes import templates_of, unfilled, with_template
from forums.composing.similar import similar_threads
from forums.models import Forum, Right, ThreadTemplate
from forums.personal.models import Draft
from forums.personal.queries import draft_at
from forums.posts.models import Post
from forums.threads.models import Thread
from forums.tree import flat, visible_tree

from .attached import Attached
from .attempts import attempt, carry, preview_of, published
from .forms import StartForm, fresh_token
from .guard import member_of, members_only


def rules_of(forum: Forum) -> Rendered | None:
    if not forum.rules.strip():
        return None
    try:
        return render_source(forum.rules)
    except ValidationError:
        # Whoever wrote rules too long to show must not keep people from writing.
        return None


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
    templates = templates_of(forum)
    attached = Attached(request)
    place, status, preview = f"forum:{forum.pk}", 200, None
    twin: Thread | None = None
    similar: list[Thread] = []
    if request.method == "POST":
        form = StartForm(request.POST, forum=forum, moderates=moderates)
        chosen = next((one for one in templates if str(one.pk) == request.POST.get("template")), None)
        if not form.is_valid():
            status = 422
        elif wanted := next((one for one in templates if str(one.pk) == request.POST.get("shape")), None):
            known = [forum.template, *(one.body for one in templates)]
            carry(form, "body", with_template(form.cleaned_data["body"], wanted, known=known))
            carry(form, "template", wanted.pk)
        elif "preview" in request.POST:
            preview, similar = preview_of(form, by=member), similar_threads(member, form.cleaned_data["title"])
        elif "anyway" not in request.POST and (twin := _twin(member, forum, form)):
            status = 409
        else:
            post, status = attempt(form, lambda: _publish(form, by=member, forum=forum, template=chosen, attached=attached))
            if post is not None:
                Draft.objects.filter(member=member, place=place).delete()
                return published(request, post)
    else:
        form = StartForm(forum=forum, moderates=moderates, initial=_initial(forum, draft_at(member, place)))
        status = 200 if may_start else 403
    context = {
        "forum": forum,
        "current_forum_id": forum.pk,
        "form": form,
        "may_start_here": may_start,
        "rules": rules_of(forum),
        "draft_place": place,
        "preview": preview,
        "templates": templates,
        "twin": twin,
        "similar": similar,
        **attached.context(),
    }
    return render(request, "forums/start.html", context, status=status)


def _twin(member: Member, forum: Forum, form: StartForm) -> Thread | None:
    """The thread that has this title already, unless it was made by this very form."""
    if actions.twin_of(member, form.cleaned_data["form_token"]):
        return None
    return same_title(member, forum, form.cleaned_data["title"])


def _publish(form: StartForm, *, by: Member, forum: Forum, template: ThreadTemplate | None, attached: Attached) -> Post:
    typed = form.cleaned_data
    if template and template.needs_headings and (missing := unfilled(template.body, typed["body"])):
        raise ValidationError(
            {"body": _("Please fill in: %(headings)s.") % {"headings": ", ".join(f"“{name}”" for name in missing)}}
        )
    return actions.start_thread(
        by=by,
        forum=forum,
        title=typed["title"],
        body=typed["body"],
        kind=typed["kind"],
        tags=typed["tags"],
        form_token=typed["form_token"],
        extras=attached.wanted(),
    )


def _initial(forum: Forum, draft: Draft | None) -> dict[str, object]:
    initial: dict[str, object] = {"form_token": fresh_token(), "title": "", "body": forum.template}
    if draft:
        initial |= {"title": draft.title, "body": draft.body}
        initial |= {name: draft.fields[name] for name in ("kind", "tags", "template") if name in draft.fields}
    return initial
