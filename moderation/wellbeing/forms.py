"""How one wants the desk, and what one would decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import LegalGround, Rule

from .actions import HIGHEST_LIMIT
from .agreement import GROUPS, STAY


class DeskForm(forms.Form):
    blur = forms.BooleanField(
        label=_("Cover grave cases until I look"),
        required=False,
        help_text=_("What was written stays covered until you press a button, in the list too."),
    )
    grey = forms.BooleanField(label=_("Show images of cases in grey"), required=False)
    severe_a_day = forms.IntegerField(
        label=_("Grave cases a day"),
        required=False,
        min_value=0,
        max_value=HIGHEST_LIMIT,
        help_text=_("Beyond this, the desk suggests to hand over. It never locks you out. Leave it empty for no limit."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ReviewForm(forms.Form):
    """One list for both kinds of ground: "rule:3" or "law:7"."""

    group = forms.ChoiceField(
        choices=list(GROUPS.items()), error_messages={"required": _("Please choose what you would decide.")}
    )
    ground = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, rules: list[Rule], laws: list[LegalGround], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grounds: dict[str, Rule | LegalGround] = {f"rule:{rule.pk}": rule for rule in rules}
        self.grounds |= {f"law:{law.pk}": law for law in laws}
        self.fields["ground"].choices = [("", _("Choose the ground"))] + [  # type: ignore[attr-defined]
            (key, str(ground)) for key, ground in self.grounds.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = self.grounds.get(given.get("ground", ""))
        if chosen is None and given.get("group") not in (None, STAY) and "ground" not in self.errors:
            self.add_error("ground", _("Please choose the ground it rests on."))
        return given | {
            "rule": chosen if isinstance(chosen, Rule) else None,
            "law": chosen if isinstance(chosen, LegalGround) else None,
        }
