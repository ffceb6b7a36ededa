"""Polls: voting where it stands, making one for a post of one's own, and who voted for what."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.core.decisions import Refused
from forums.composing.attaching import add
from forums.polls import actions, policies, queries
from forums.polls.models import Ballot, Poll
from forums.posts.models import Post
from forums.posts.queries import url_of

from .guard import member_of, members_only
from .poll_forms import PollForm, initial_of


def _poll(request: HttpRequest, pk: int) -> Poll:
    poll = get_object_or_404(Poll.objects.select_related("post__thread__forum", "post__author"), pk=pk)
    if not Post.objects.visible_to(request.user).filter(pk=poll.post_id).exists():
        raise Http404
    return poll


def _chosen(request: HttpRequest, poll: Poll) -> list[int]:
    """The positions that were chosen, best first where order counts. What is no number of an option is no choice."""
    if not poll.is_ranked:
        return _named(request)
    places: list[tuple[int, int]] = []
    for position in range(len(poll.options)):
        raw = request.POST.get(f"place-{position}", "")
        if raw.isascii() and raw.isdigit() and 0 < len(raw) < 4:
            places.append((int(raw), position))
    if len({place for place, _position in places}) < len(places):
        raise ValidationError(_("Please give each place to one option only."))
    return [position for _place, position in sorted(places)]


def _named(request: HttpRequest) -> list[int]:
    return [int(raw) for raw in request.POST.getlist("option") if raw.isascii() and raw.isdigit() and len(raw) < 4]


@require_POST
@members_only
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    member, poll = member_of(request), _poll(request, pk)
    try:
        if "take_back" in request.POST:
            actions.take_back(by=member, poll=poll)
            messages.success(request, _("Your vote was taken back."))
        else:
            actions.vote(by=member, poll=poll, choices=_chosen(request, poll))
            messages.success(request, _("Your vote counts. You can change it while the poll is open."))
    except ValidationError as error:
        shown = queries.of_posts(member, [poll.post])[poll.post_id]
        context = {"poll": shown, "post": poll.post, "thread": poll.post.thread, "faults": error.messages}
        return render(request, "forums/poll.html", context | {"marked": _marked(request, poll)}, status=422)
    return redirect(url_of(poll.post))


def _marked(request: HttpRequest, poll: Poll) -> dict[int, str]:
    """What was filled in, so that a refusal costs nobody their choices."""
    if poll.is_ranked:
        return {position: request.POST.get(f"place-{position}", "")[:3] for position in range(len(poll.options))}
    return dict.fromkeys(_named(request), "on")


@require_POST
@members_only
def close(request: HttpRequest, pk: int) -> HttpResponse:
    poll = _poll(request, pk)
    actions.close(by=member_of(request), poll=poll)
    messages.success(request, _("The poll is closed."))
    return redirect(url_of(poll.post))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post of one's own a poll, change the one it has, or take it out again."""
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    poll = Poll.objects.filter(post=post).first()
    may = policies.can_change(member, poll, post) if poll else policies.can_add(member, post)
    status = 200 if may else 403
    form = PollForm(request.POST) if request.method == "POST" else PollForm(initial=initial_of(poll) if poll else None)
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                actions.remove(by=member, post=post)
                return redirect(url_of(post))
            status = 422
            if (new := form.new_poll()) is None:
                raise ValidationError({"poll_question": _("Please write the question of the poll.")})
            may.enforce()
            change = (lambda: actions.change(by=member, poll=poll, new=new)) if poll else None
            saved = add(by=member, post=post, extra=new, attach=change)
            return redirect(url_of(saved))
        except ValidationError as error:
            for name, faults in error.message_dict.items():
                if name not in form.errors:
                    form.add_error(name if name in form.fields else None, faults)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 403
    context = {"post": post, "thread": post.thread, "poll": poll, "form": form, "may": may, "show_poll": True}
    return render(request, "forums/poll_edit.html", context, status=status)


def _public(request: HttpRequest, pk: int) -> Poll:
    """A poll with names, as soon as this viewer may see what came out."""
    poll = _poll(request, pk)
    if not poll.is_public:
        raise Http404
    voted = Ballot.objects.filter(poll=poll, member=member_of(request)).exists()
    policies.can_see_results(poll, has_voted=voted).enforce()
    return poll


@require_safe
@members_only
def voters(request: HttpRequest, pk: int) -> HttpResponse:
    poll = _public(request, pk)
    context = {"poll": poll, "post": poll.post, "thread": poll.post.thread, "lines": queries.who_voted(poll)}
    return render(request, "forums/poll_voters.html", context | {"most": queries.MOST_NAMES})


@require_safe
@members_only
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever asked: every ballot, a row each."""
    poll = _public(request, pk)
    if poll.post.author_id != member_of(request).pk:
        raise Refused(_("Only who asked gets the ballots as a table."))
    answer = HttpResponse(queries.as_csv(poll), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="poll-{poll.pk}.csv"'
    return answer
