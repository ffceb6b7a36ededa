"""What the pages of moderation ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.attachments.models import Attachment
from forums.models import Forum
from forums.web.forms import EditForm
from moderation.decisions.models import LegalGround, Rule
from moderation.reports.models import Reason


class ReasonForm(forms.Form):
    """Why, for the log; colleagues read it."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the audit log."),
    )


class PinForm(ReasonForm):
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(1, _("1 day")), (7, _("1 week")), (30, _("30 days")), (0, _("until somebody unpins it"))],
        initial=7,
    )
    everywhere = forms.BooleanField(label=_("On every list, not only in its forum"), required=False)
    field_order = ("days", "everywhere", "reason")

    def __init__(self, *args: Any, may_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_everywhere:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        days = given.get("days")
        until: datetime | None = timezone.now() + timedelta(days=days) if days else None
        return {"everywhere": False} | given | {"until": until}


class MoveForm(ReasonForm):
    forum = forms.TypedChoiceField(label=_("To which forum"), coerce=int)
    field_order = ("forum", "reason")

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].choices = choices  # type: ignore[attr-defined]

    def clean_forum(self) -> Forum:
        return Forum.objects.get(pk=self.cleaned_data["forum"])


class GroundForm(forms.Form):
    """What a decision rests on, and what its author reads: a house rule, a law, or (`care`) that no rule was broken."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.Select(attrs={"class": "form-select"}))
    message = forms.CharField(
        label=_("Message to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Left empty, the author reads the usual message of the ground."),
    )

    def __init__(self, *args: Any, rules: list[Rule], laws: list[LegalGround], care: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grounds: dict[str, Rule | LegalGround | None] = {f"rule:{rule.pk}": rule for rule in rules}
        self.grounds |= {f"law:{law.pk}": law for law in laws}
        groups: list[Any] = [("", _("Please choose"))]
        for label, kind in ((_("House rules"), "rule:"), (_("Laws"), "law:")):
            if found := [(name, str(ground)) for name, ground in self.grounds.items() if name.startswith(kind)]:
                groups.append((label, found))
        if care:
            groups.append(("care", _("No rule was broken: care of the thread")))
            self.grounds["care"] = None
        self.fields["ground"].choices = groups  # type: ignore[attr-defined]
        self.fields["ground"].error_messages["required"] = _("Please choose the ground it rests on.")

    def given(self) -> dict[str, Any]:
        """The ground and the message as an action takes them."""
        name = self.cleaned_data["ground"]
        ground = self.grounds[name]
        return {
            "rule": ground if isinstance(ground, Rule) else None,
            "law": ground if isinstance(ground, LegalGround) else None,
            "message": self.cleaned_data["message"],
        } | ({"care": name == "care"} if "care" in self.grounds else {})


class TakeDownForm(GroundForm):
    """Of a post with images, the whole or one of them."""

    about = forms.TypedChoiceField(label=_("What is meant"), coerce=int, required=False, widget=forms.RadioSelect)
    field_order = ("about", "ground", "message")

    def __init__(self, *args: Any, images: list[Attachment] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_images(self, images or [])


class ReviseForm(GroundForm):
    days = forms.TypedChoiceField(
        label=_("Until when"), coerce=int, choices=[(1, _("1 day")), (3, _("3 days")), (7, _("1 week"))], initial=3
    )
    field_order = ("ground", "message", "days")


class DeskEditForm(EditForm, GroundForm):
    """New words, and why somebody else's were changed."""

    field_order = ("title", "kind", "tags", "body", "reason", "ground", "message", "version")


class ReportForm(forms.Form):
    reason = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    about = forms.TypedChoiceField(coerce=int, required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: list[Reason], images: list[Attachment] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = {reason.pk: reason for reason in reasons}
        self.fields["reason"].choices = [(reason.pk, reason.name) for reason in reasons]  # type: ignore[attr-defined]
        self.fields["reason"].error_messages["required"] = _("Please choose one of the reasons.")
        _offer_images(self, images or [])

    def clean_reason(self) -> Reason:
        return self.reasons[self.cleaned_data["reason"]]


class AdditionForm(forms.Form):
    body = forms.CharField(
        label=_("Add something"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write something.")},
    )


def _offer_images(form: forms.Form, images: list[Attachment]) -> None:
    """The whole post or one of its images; nothing to choose where it has none."""
    if not images:
        del form.fields["about"]
        return
    words = {True: _("Image %(n)s: %(name)s"), False: _("File %(n)s: %(name)s")}
    named = [(image.pk, words[image.is_picture] % {"n": n, "name": image.name}) for n, image in enumerate(images, start=1)]
    form.fields["about"].choices = [(0, _("The whole post")), *named]  # type: ignore[attr-defined]
    form.fields["about"].initial = 0
