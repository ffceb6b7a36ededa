"""What a member says about mails to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member


class HearingForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ("mail_direct", "mail_following", "mail_digest", "quiet_from", "quiet_to")
        labels = {
            "mail_direct": gettext_lazy("Somebody means me"),
            "mail_following": gettext_lazy("What I follow"),
            "mail_digest": gettext_lazy("News of the forum"),
            "quiet_from": gettext_lazy("From"),
            "quiet_to": gettext_lazy("Until"),
        }
        help_texts = {
            "mail_direct": gettext_lazy("Mentions, answers, quotes and messages."),
            "mail_following": gettext_lazy("New posts and threads that you watch."),
            "mail_digest": gettext_lazy(
                "New threads where you follow, what was talked about, questions that wait for an answer."
            ),
        }
        widgets = {
            "mail_direct": forms.RadioSelect,
            "mail_following": forms.RadioSelect,
            "mail_digest": forms.RadioSelect,
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        missing = "quiet_to" if start and not end else "quiet_from" if end and not start else None
        if missing and missing not in self.errors:
            self.add_error(missing, _("Quiet hours need a beginning and an end."))
        return cleaned
