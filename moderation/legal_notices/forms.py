"""The form of a notice. What it says is judged by the action; here it is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from moderation.law import taxonomy

from .actions import EMAIL_MAX, EXPLANATION_MAX, NAME_MAX, REFERENCE_MAX, Given
from .addresses import ADDRESS_MAX, LOCATOR_MAX, MOST

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_ALL_ADDRESSES = MOST * (ADDRESS_MAX + LOCATOR_MAX + 4)


def new_form_word() -> str:
    return get_random_string(32)


def kinds() -> list[Any]:
    """One list of what it can be: a category in general, or more exactly one of its keywords; first, that one is not sure."""
    found: list[Any] = [(taxonomy.NOT_SPECIFIED, _("Not sure, or something else"))]
    for code, category in taxonomy.CATEGORIES.items():
        if code in (taxonomy.NOT_SPECIFIED, taxonomy.OTHER_VIOLATION):
            continue
        exact: list[tuple[str, _StrOrPromise]] = [
            (f"{code}/{keyword}", words) for keyword, words in category.keywords.items() if keyword != taxonomy.OTHER
        ]
        exact.append((code, category.keywords[taxonomy.OTHER]))
        found.append((category.label, exact))
    return found


class NoticeForm(forms.Form):
    addresses = forms.CharField(max_length=_ALL_ADDRESSES, strip=False, widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.ChoiceField(choices=kinds, initial=taxonomy.NOT_SPECIFIED, required=False)
    explanation = forms.CharField(max_length=EXPLANATION_MAX, widget=forms.Textarea(attrs={"rows": 7}))
    legal_reference = forms.CharField(max_length=REFERENCE_MAX, required=False)
    name = forms.CharField(max_length=NAME_MAX, required=False)
    email = forms.EmailField(max_length=EMAIL_MAX, required=False)
    good_faith = forms.BooleanField()
    website = forms.CharField(required=False, max_length=200)  # nobody sees it; programs that fill in everything do
    form_word = forms.CharField(required=False, max_length=64)
    flagger = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addresses"].error_messages["required"] = _("Please give the address of what you mean.")
        self.fields["explanation"].error_messages["required"] = _("Please explain why it is illegal.")
        self.fields["good_faith"].error_messages["required"] = _("Please confirm this: the law asks for it.")

    def clean_category(self) -> tuple[str, str]:
        category, _slash, keyword = (self.cleaned_data["category"] or taxonomy.NOT_SPECIFIED).partition("/")
        return category, keyword

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("A field that is there for programs only was filled in. Please send the form once more."))
        return ""

    def given(self) -> Given:
        clean = self.cleaned_data
        category, keyword = clean["category"]
        return Given(
            addresses=clean["addresses"],
            explanation=clean["explanation"],
            category=category,
            keyword=keyword,
            legal_reference=clean["legal_reference"],
            name=clean["name"],
            email=clean["email"],
            good_faith=clean["good_faith"],
        )
