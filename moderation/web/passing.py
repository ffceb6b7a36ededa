"""The page on which a case is passed on to a colleague."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from moderation.cases import passing, queries
from moderation.cases.filtering import Filter
from moderation.cases.models import Case

from .guard import desk


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    found = get_object_or_404(Case.objects.visible_to(by).select_related(*queries.RELATED), pk=pk)
    wanted = Filter.read(request.POST if request.method == "POST" else request.GET)
    people = passing.candidates(found, by)
    allowed = passing.can_pass_on(by, found)
    errors: dict[str, list[str]] = {}
    if request.method == "POST" and allowed:
        chosen = request.POST.get("to", "")
        to = next((member for member in people if str(member.pk) == chosen), None)
        try:
            if to is None and chosen != "nobody":
                raise ValidationError({"to": _("Please choose a colleague.")})
            # The list is for passing on; where it goes to is settled before anything is written.
            following = queries.after(by, wanted, found)
            passing.pass_on(by=by, case=found, to=to, note=request.POST.get("note", ""))
        except ValidationError as error:
            errors = error.message_dict
        else:
            return _done(request, found, to, following, wanted)
    context = {
        "case": found,
        "people": people,
        "allowed": allowed,
        "errors": errors,
        "chosen": request.POST.get("to", ""),
        "note": request.POST.get("note", ""),
        "wanted": wanted,
        "query": wanted.query(),
    }
    return render(request, "moderation/pass_on.html", context, status=422 if errors else 200 if allowed else 403)


def _done(request: HttpRequest, found: Case, to: Member | None, following: Case | None, wanted: Filter) -> HttpResponse:
    if to is None:
        messages.success(request, _("Case %(number)s is everybody's again.") % {"number": found.pk})
        where = found.get_absolute_url()
    else:
        messages.success(request, _("Case %(number)s was passed on to %(name)s.") % {"number": found.pk, "name": to.name})
        where = following.get_absolute_url() if following else reverse("desk:queue")
    query = wanted.query()
    return redirect(f"{where}?{query}" if query else where)
