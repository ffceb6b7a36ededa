"""Lifting a sanction early, with the reason the member reads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from moderation.sanctions import actions, policies, queries

from .forms import ReasonForm
from .guard import desk


class LiftForm(ReasonForm):
    """Why, for the member and for the log."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reason = self.fields["reason"]
        reason.required = True
        reason.help_text = gettext_lazy("The member reads this. It is kept in the audit log.")
        reason.error_messages["required"] = gettext_lazy("Please say why: the member reads it, and so do colleagues.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    found = get_object_or_404(queries.visible_to(by).distinct(), pk=pk)
    allowed = policies.can_lift(by, found)
    form = LiftForm(request.POST if request.method == "POST" else None)
    status = 200 if allowed else 403
    if request.method == "POST":
        if form.is_valid():
            try:
                moved = actions.lift(by=by, sanction=found, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error("reason", error.message_dict["reason"])
            else:
                messages.success(request, _("It is lifted and the member is told.") if moved else _("It was lifted already."))
                return redirect("desk:member", username=found.member.username)
        status = 422
    context = {"sanction": found, "form": form, "allowed": allowed}
    return render(request, "moderation/standing_lift.html", context, status=status)
