"""What is typed for a poll, beside a new thread or on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.polls.making import MOST, NewPoll, new_poll
from forums.polls.models import Poll

_MOST_CHARACTERS = 10_000


class PollForm(forms.Form):
    poll_question = forms.CharField(label=_("What do you ask?"), required=False, max_length=1_000)
    poll_options = forms.CharField(
        label=_("Options, one a line"),
        required=False,
        max_length=_MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    poll_kind = forms.ChoiceField(label=_("People choose"), required=False, choices=Poll.Kind.choices)
    poll_least = forms.IntegerField(label=_("at least"), required=False, min_value=1, max_value=MOST)
    poll_most = forms.IntegerField(label=_("at most"), required=False, min_value=1, max_value=MOST)
    poll_results = forms.ChoiceField(label=_("Results are shown"), required=False, choices=Poll.Results.choices)
    poll_public = forms.BooleanField(label=_("Show who voted for what. People see this before they vote."), required=False)
    poll_closes = forms.DateTimeField(
        label=_("Closes"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed: an empty poll is none."""
        if not self.is_bound:
            return bool(self.initial)
        return any(str(self.data.get(name, "")).strip() for name in ("poll_question", "poll_options"))

    def new_poll(self) -> NewPoll | None:
        """None when none was asked for. Raises ValidationError by field."""
        if not self.is_asked:
            return None
        if not self.is_valid():
            raise ValidationError({name: list(faults) for name, faults in self.errors.items()})
        given = self.cleaned_data
        return new_poll(
            question=given["poll_question"],
            options=given["poll_options"].splitlines(),
            kind=given["poll_kind"] or Poll.Kind.SINGLE,
            least=given["poll_least"],
            most=given["poll_most"],
            results=given["poll_results"] or Poll.Results.ALWAYS,
            is_public=given["poll_public"],
            closes_at=given["poll_closes"],
        )


def initial_of(poll: Poll) -> dict[str, Any]:
    several = poll.kind == Poll.Kind.SEVERAL
    return {
        "poll_question": poll.question,
        "poll_options": "\n".join(poll.options),
        "poll_kind": poll.kind,
        "poll_least": poll.least if several else None,
        "poll_most": poll.most if several else None,
        "poll_results": poll.results,
        "poll_public": poll.is_public,
        "poll_closes": timezone.localtime(poll.closes_at) if poll.closes_at else None,
    }
