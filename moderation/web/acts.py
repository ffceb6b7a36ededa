"""Staff acts on the spot: one page that asks for the reason, reached from the thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.decisions import Refused
from forums.access import rights_of
from forums.attachments.queries import images_of
from forums.models import Right
from forums.posts.models import Post
from forums.threads.models import Thread
from forums.tree import flat, visible_tree
from moderation.access import moderates_everything
from moderation.cases.targets import TARGETS
from moderation.decisions import queries as decided
from moderation.decisions.actions import StaleCase
from moderation.interventions import actions, policies, timed

from .forms import GroundForm, MoveForm, PinForm, ReasonForm, ReviseForm, TakeDownForm
from .guard import desk
from .timed_forms import SlowForm, TimerForm

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Act:
    label: _StrOrPromise
    effect: _StrOrPromise  # what it will cause, before it is pressed
    done: _StrOrPromise


ACTS = {
    "lock": Act(
        _("Lock this thread"),
        _("Nobody but moderators can reply. Whoever began it gets a statement of reasons."),
        _("The thread is locked."),
    ),
    "unlock": Act(_("Unlock this thread"), _("Members can reply again."), _("The thread is open again.")),
    "pin": Act(_("Pin this thread"), _("It stays at the top of its list."), _("The thread is pinned.")),
    "unpin": Act(_("Unpin this thread"), _("It goes back to its place in the list."), _("The thread is no longer pinned.")),
    "move": Act(_("Move this thread"), _("Its address stays the same."), _("The thread was moved.")),
    "slow": Act(
        _("Set the pace"),
        _("Between two posts of a member lies some time. It holds for everybody but moderators."),
        _("The pace of the thread is set."),
    ),
    "timer": Act(
        _("Set a timer"),
        _("It closes or opens by itself. Readers see until when."),
        _("The timer is set."),
    ),
    "revise": Act(
        _("Ask for a change"),
        _("Only the author and moderators see it until the author has changed it and somebody has looked again."),
        _("It is hidden, and the author is asked to change it."),
    ),
    "hide": Act(
        _("Hide"),
        _("Only the author and moderators still see it. The author gets a statement of reasons."),
        _("It is hidden and the author is told why."),
    ),
    "remove": Act(
        _("Remove"),
        _("Only moderators still see it. The author gets a statement of reasons."),
        _("It is removed and the author is told why."),
    ),
    "restore": Act(_("Restore"), _("It is readable again, and whoever was told is told."), _("It is readable again.")),
}
_ON_POSTS = ("revise", "hide", "remove", "restore")
_ON_THREADS = ("lock", "unlock", "slow", "timer", "pin", "unpin", "move", "hide", "remove", "restore")


@require_http_methods(["GET", "POST"])
@desk
def thread(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum", "author"), pk=pk)
    if act not in _ON_THREADS:
        raise Http404
    return _act(request, "thread", found, act)


@require_http_methods(["GET", "POST"])
@desk
def post(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__forum", "author"), pk=pk)
    if act not in _ON_POSTS:
        raise Http404
    return _act(request, "post", found, act)


def _act(request: HttpRequest, kind: str, thing: Any, act: str) -> HttpResponse:
    target = TARGETS[kind]
    by = request.user
    assert isinstance(by, Member)
    policies.can_intervene(by, target.forum_id(thing) or 0).enforce()
    form = _form(request, by, kind, thing, act)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _carry_out(by, kind, thing, act, form)
            except ValidationError as error:
                add_faults(form, error)
            except StaleCase as stale:
                form.add_error(None, str(stale))
                status = 409
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 403
            else:
                messages.success(request, ACTS[act].done)
                return redirect(thing)
    context = {
        "form": form,
        "act": act,
        "words": ACTS[act],
        "title": target.title(thing),
        "back": thing.get_absolute_url(),
        "danger": act in ("hide", "remove"),
    }
    return render(request, "moderation/act.html", context, status=status)


def add_faults(form: Any, error: ValidationError) -> None:
    """Each fault at its field; what the action calls rule or law is one field here."""
    for field, faults in error.message_dict.items():
        name = {"rule": "ground", "law": "ground"}.get(field, field)
        form.add_error(name if name in form.fields else None, faults)


def _form(request: HttpRequest, by: Member, kind: str, thing: Any, act: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if act == "remove":
        images = images_of(thing) if kind == "post" else []
        return TakeDownForm(data, rules=decided.rules(), laws=decided.laws(), images=images)
    if act == "hide":
        return GroundForm(data, rules=decided.rules(), laws=decided.laws())
    if act == "revise":
        return ReviseForm(data, rules=decided.rules(), laws=decided.laws())
    if act == "lock" and thing.author_id != by.pk:
        return GroundForm(data, rules=decided.rules(), laws=decided.laws(), care=True)
    if act == "move":
        mine = rights_of(by).forums(Right.MODERATE)
        return MoveForm(
            data,
            choices=[
                (n.id, f"{'— ' * n.depth}{n.name}") for n in flat(visible_tree(by)) if n.id in mine and n.id != thing.forum_id
            ],
        )
    if act == "slow":
        return SlowForm(data, initial={"seconds": thing.slow_seconds})
    if act == "timer":
        own = thing.author_id == by.pk
        return TimerForm(data, rules=decided.rules(), laws=decided.laws(), care=True, is_own=own)
    if act == "pin":
        return PinForm(data, may_everywhere=moderates_everything(by))
    return ReasonForm(data)


def _carry_out(by: Member, kind: str, thing: Any, act: str, form: Any) -> None:
    given = form.cleaned_data
    reason = given.get("reason", "")
    match act:
        case "hide":
            actions.take_down(by=by, target_type=kind, thing=thing, outcome=act, **form.given())
        case "remove":
            image = TARGETS["attachment"].load(given["about"]) if given.get("about") else None
            actions.take_down(
                by=by, target_type="attachment" if image else kind, thing=image or thing, outcome=act, **form.given()
            )
        case "revise":
            within = timedelta(days=given["days"])
            actions.take_down(by=by, target_type=kind, thing=thing, outcome=act, revise_within=within, **form.given())
        case "lock":
            ground = form.given() if isinstance(form, GroundForm) else {"message": reason}
            actions.lock(by=by, thread=thing, **ground)
        case "restore":
            actions.restore(by=by, target_type=kind, thing=thing, reason=reason)
        case "move":
            actions.move(by=by, thread=thing, forum=given["forum"], reason=reason)
        case "pin":
            actions.pin(by=by, thread=thing, until=given["until"], everywhere=given["everywhere"], reason=reason)
        case "slow":
            timed.slow_down(by=by, thread=thing, seconds=given["seconds"], until=given["until"], reason=reason)
        case "timer":
            timed.set_timer(by=by, thread=thing, **form.given())
        case "unpin":
            actions.unpin(by=by, thread=thing, reason=reason)
        case "unlock":
            actions.unlock(by=by, thread=thing, reason=reason)
