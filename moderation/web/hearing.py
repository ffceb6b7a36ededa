"""The member's side of a proposal: what is intended, why, and a place to answer before anything is decided."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.decisions import Refused
from community.core.ratelimit import hit
from moderation.proposals import actions, keys, policies, wording
from moderation.proposals.models import Proposal

from .appeals import secret
from .guard import member_page

TRIES, TRIES_WITHIN = 10, 3600


class TooOften(Refused):
    """More answers than somebody needs who looks for words."""


@require_http_methods(["GET", "POST"])
@member_page
def hearing(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    return _page(request, get_object_or_404(_hearings(), pk=pk, member=request.user.pk), request.user)


@require_http_methods(["GET", "POST"])
@secret
def hearing_by_key(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """From the link in the letter, without a log-in: the account may be suspended for something else already."""
    found = get_object_or_404(_hearings().select_related("member"), pk=pk)
    if found.member is None or not keys.opens(found, key):
        raise Http404
    return _page(request, found, found.member)


def _hearings() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("origin__case", "origin__rule", "origin__law").exclude(hearing_until=None)


def _page(request: HttpRequest, found: Proposal, by: Member) -> HttpResponse:
    # Nobody hears of a decision before it can no longer be taken back unseen.
    if found.origin is None or found.origin.tell_at > timezone.now():
        raise Http404
    if found.origin.undone_at is not None and found.origin.told_at is None:
        raise Http404
    typed, fault, status = found.heard_text, "", 200
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            # Each answer makes a decision about the one before it stale: nobody keeps the matter open by writing on and on.
            if not (often := hit(f"hearing.{found.pk}", limit=TRIES, seconds=TRIES_WITHIN)):
                raise TooOften(often.reason)
            actions.answer_hearing(by=by, proposal=found, text=typed)
        except ValidationError as error:
            fault, status = error.message_dict["text"][0], 422
        except TooOften as refused:
            fault, status = str(refused), 429
        except Refused as refused:
            fault, status = str(refused), 403
        else:
            messages.success(request, _("Your answer is kept. Whoever decides reads it first; you can change it until then."))
            return HttpResponseRedirect(request.path)
    basis = found.origin.basis
    context = {
        "proposal": found,
        "announced": wording.announced(found),
        "ground": basis.in_language()[:2] if basis else None,
        "snapshot": found.origin.case.snapshot,
        "about_account": found.origin.case.target_type == "member",
        "allowed": policies.can_answer(by, found),
        "typed": typed,
        "fault": fault,
        "most": actions.ANSWER_MAX,
    }
    return render(request, "moderation/hearing.html", context, status=status)
