"""A reply with its blanks filled. Pure: the values come from outside, the database stays there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Every blank there is, with what stands in it.
VARIABLES = {
    "member": gettext_lazy("the name of the author"),
    "title": gettext_lazy("the title of the thread"),
    "rule": gettext_lazy("the rule or law it rests on"),
    "rule_text": gettext_lazy("what the rule or law says"),
    "link": gettext_lazy("the address of what it is about"),
    "site": gettext_lazy("the name of this forum"),
    "moderators": gettext_lazy("how the moderators sign"),
    "deadline": gettext_lazy("until when it can be changed, where a change is asked for"),
    "appeal": gettext_lazy("how to object, where something is restricted"),
}
# A doubled brace stands for itself, so that somebody can write about braces.
_BLANK = re.compile(r"\{\{|\}\}|\{([A-Za-z_]{1,40})\}")


def blanks(text: str) -> set[str]:
    """The names that stand in braces, known or not."""
    return {found.group(1) for found in _BLANK.finditer(text) if found.group(1)}


def unknown(text: str) -> set[str]:
    return blanks(text) - VARIABLES.keys()


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` as it is sent. A blank without a value is never sent: raises ValidationError (field message) naming each.

    What is filled in is not looked at again: a title with braces in it stays as it is.
    """
    if missing := blanks(text) - {name for name, value in values.items() if value}:
        raise ValidationError({"message": [_say(name) for name in sorted(missing)]})
    return _BLANK.sub(lambda found: values[found.group(1)] if found.group(1) else found.group()[0], text)


def fill_known(text: str, values: Mapping[str, str]) -> str:
    """The same for a draft that somebody goes on writing: what has no value yet stays as it stands."""
    return _BLANK.sub(lambda found: values.get(found.group(1) or "") or found.group(), text)


def _say(name: str) -> str:
    blank = f"{{{name}}}"
    if name not in VARIABLES:
        names = get_text_list([f"{{{known}}}" for known in VARIABLES], _("and"))
        return _("Nothing can stand for %(blank)s. Known are %(names)s.") % {"blank": blank, "names": names}
    return _("There is nothing to put in for %(blank)s (%(meaning)s) with this decision. Please take it out.") % {
        "blank": blank,
        "meaning": VARIABLES[name],
    }
