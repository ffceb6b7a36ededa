"""Split, move, merge: one page with a box at every post, and the way back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.core.decisions import Refused
from community.core.markup.excerpt import plain
from forums import policies as forum_policies
from forums.posts.models import Post
from forums.rearranging import actions, policies
from forums.rearranging.models import Transfer
from forums.threads.models import Thread

from .guard import member_of, members_only

ON_A_PAGE = 100
MOST_TRANSFERS = 20
# "123", "/t/123/…" or a whole address.
_RANGE = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
_ADDRESS = re.compile(r"(?:.*/t/)?([1-9][0-9]{0,17})(?:/.*)?")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rearrange(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    thread = get_object_or_404(Thread.objects.visible_to(member).select_related("forum"), pk=pk)
    forum_policies.can_moderate(member, thread.forum_id).enforce()
    status, faults = 200, []
    if request.method == "POST":
        try:
            transfer = _carry_out(request, thread)
            messages.success(request, _("Done. Whoever wrote there is told, and old addresses lead on."))
            return redirect(transfer.target)
        except ValidationError as error:
            faults, status = error.messages, 422
        except Refused as refused:
            faults, status = [str(refused)], 403
    chosen = {int(raw) for raw in (request.POST.getlist("post") or request.GET.getlist("post")) if _is_id(raw)}
    context = _context(request, thread) | {"faults": faults, "chosen": chosen}
    return render(request, "forums/rearrange.html", context, status=status)


def _carry_out(request: HttpRequest, thread: Thread) -> Transfer:
    member = member_of(request)
    chosen = [int(raw) for raw in request.POST.getlist("post")[: actions.MOST + 1] if _is_id(raw)]
    if request.POST.get("act") in ("split", "move"):
        chosen = list({*chosen, *_by_numbers(thread, request.POST.get("numbers", ""))})
    match request.POST.get("act"):
        case "split":
            return actions.split(by=member, thread=thread, post_ids=chosen, title=request.POST.get("title", "")[:1_000])
        case "move":
            return actions.move(by=member, thread=thread, post_ids=chosen, target=_target(request))
        case "merge":
            return actions.merge(by=member, thread=thread, target=_target(request))
    raise ValidationError(_("Please choose what is to happen."))


def _by_numbers(thread: Thread, typed: str) -> list[int]:
    """The posts with the numbers that were typed: "12, 15-40". Raises ValidationError (posts)."""
    wanted: set[int] = set()
    for part in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", typed[:1_000].replace("#", "")))):
        found = _RANGE.fullmatch(part)
        first, last = (int(found.group(1)), int(found.group(2) or found.group(1))) if found else (1, 0)
        if not first <= last < first + actions.MOST:
            raise ValidationError({"posts": _("Numbers are written like 12, 15-40; up to %(n)s.") % {"n": actions.MOST}})
        wanted.update(range(first, last + 1))
    # Gaps within a range are no mistake: those posts went before.
    numbered = Post.objects.filter(thread=thread, number__in=sorted(wanted)[: actions.MOST + 1])
    return list(numbered.values_list("pk", flat=True))


def _is_id(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 18


def _target(request: HttpRequest) -> Thread:
    found = _ADDRESS.fullmatch(request.POST.get("target", "").strip()[:500])
    threads = Thread.objects.visible_to(request.user).select_related("forum")
    thread = threads.filter(pk=int(found.group(1))).first() if found else None
    if thread is None:
        raise ValidationError(_("Please give the address or the number of a thread."))
    return thread


def _context(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    raw = request.GET.get("after", "0")
    after = int(raw) if _is_id(raw) and len(raw) < 10 else 0
    found = Post.objects.filter(thread=thread, number__gt=max(1, after)).select_related("author").order_by("number")
    posts = list(found[: ON_A_PAGE + 1])
    # Also what came here: a thread that was joined has no page of its own any more.
    transfers = list(
        Transfer.objects.filter(Q(source=thread) | Q(target=thread))
        .select_related("source", "target")
        .order_by("-pk")[:MOST_TRANSFERS]
    )
    ends = {end for one in transfers for end in (one.source_id, one.target_id)}
    readable = Thread.objects.visible_to(request.user).in_bulk(ends)
    return {
        "thread": thread,
        "may": policies.can_rearrange(request.user, thread),
        "posts": [(post, plain(post.text, 160)) for post in posts[:ON_A_PAGE]],
        "next": posts[ON_A_PAGE - 1].number if len(posts) > ON_A_PAGE else None,
        "transfers": [
            {
                "row": one,
                "came": one.target_id == thread.pk,
                "other": readable.get(one.source_id if one.target_id == thread.pk else one.target_id),
                "may_undo": policies.can_undo(request.user, one),
            }
            for one in transfers
        ],
        "typed": {name: request.POST.get(name, "") for name in ("title", "target", "numbers")},
    }


@require_POST
@members_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """From the page of the thread the posts came from, or from the one they are in."""
    member = member_of(request)
    transfer = get_object_or_404(Transfer.objects.select_related("source", "target"), pk=pk)
    for thread in (transfer.source, transfer.target):
        # To whoever does not moderate both ends there is no such transfer.
        get_object_or_404(Thread.objects.visible_to(member), pk=thread.pk)
    actions.undo(by=member, transfer=transfer)
    messages.success(request, _("The posts stand where they stood before."))
    return redirect("forums:thread_short", transfer.source_id)
