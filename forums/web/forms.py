"""What people type. What it means is judged by the actions; the forms keep it safe until then."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.models import Forum
from forums.threads.models import Thread

_TOKEN = re.compile(r"[A-Za-z0-9-]{8,40}")
# Larger than any post may be: the action answers with the limit that is set, and the text stays in the form.
MOST_CHARACTERS = 400_000


def fresh_token() -> str:
    """Names one filled-in form, so that sending it twice makes one post."""
    return uuid4().hex


class _Once(forms.Form):
    form_token = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_form_token(self) -> str | None:
        token = self.cleaned_data["form_token"]
        return token if _TOKEN.fullmatch(token) else None


class _Body(forms.Form):
    body = forms.CharField(
        label=_("Text"), required=False, strip=False, max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 10})
    )


class ReplyForm(_Once, _Body):
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    seen_number = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class StartForm(_Once, _Body):
    template = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), required=False, max_length=1_000)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Thread.Kind.choices)
    tags = forms.CharField(label=_("Tags"), required=False, max_length=400, help_text=_("Up to five, with commas between them."))

    field_order = ["title", "kind", "body", "tags"]

    def __init__(self, *args: Any, forum: Forum, moderates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [Thread.Kind.QUESTION] if forum.questions_only else [Thread.Kind.DISCUSSION, Thread.Kind.QUESTION]
        if moderates:
            kinds.append(Thread.Kind.ANNOUNCEMENT)
        self.kinds = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].initial = kinds[0].value

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or str(self.fields["kind"].initial)

    def clean_tags(self) -> list[str]:
        return split_tags(self.cleaned_data["tags"])


def split_tags(typed: str) -> list[str]:
    return [name for name in typed.split(",") if name.strip()]


class EditForm(_Body):
    title = forms.CharField(label=_("Title"), required=False, max_length=1_000)
    # Absent (an older form, a script that only changes the text) means: as it is.
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Thread.Kind.choices)
    tags = forms.CharField(label=_("Tags"), required=False, max_length=400, help_text=_("Up to five, with commas between them."))
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason (everybody can read it)"), required=False, max_length=200)

    def __init__(self, *args: Any, kinds: list[Thread.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [(kind.value, kind.label) for kind in kinds]

    def clean_kind(self) -> str | None:
        return self.cleaned_data["kind"] or None

    def clean_tags(self) -> list[str] | None:
        return split_tags(self.cleaned_data["tags"]) if "tags" in self.data else None
