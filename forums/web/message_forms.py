"""What people type into private conversations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import _Body, _Once


class MessageForm(_Once, _Body):
    """Words for a conversation."""


class PeopleForm(forms.Form):
    to = forms.CharField(label=_("People"), required=False, max_length=2_000)


class ConversationForm(_Once, PeopleForm, _Body):
    title = forms.CharField(label=_("Title"), required=False, max_length=1_000)


class EditMessageForm(_Body):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
