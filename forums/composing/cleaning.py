"""Titles and texts as they are stored: without what nobody can see, and not empty."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.core.markup.limits import without_unwanted

TITLE_MIN, TITLE_MAX = 4, 200
SHOUTED = 15  # letters, all of them capitals


def clean_title(title: str) -> str:
    """The title with its white space folded. Raises ValidationError (field "title")."""
    title = " ".join(without_unwanted(title).split())
    # What nobody can see is no letter of a title.
    if sum(character.isprintable() for character in title) < TITLE_MIN:
        raise ValidationError({"title": _("Please write a title of at least %(n)s characters.") % {"n": TITLE_MIN}})
    if len(title) > TITLE_MAX:
        raise ValidationError(
            {"title": _("A title has up to %(n)s characters; this one has %(has)s.") % {"n": TITLE_MAX, "has": len(title)}}
        )
    letters = [character for character in title if character.isalpha()]
    if len(letters) >= SHOUTED and title.isupper():
        raise ValidationError({"title": _("Please do not write the whole title in capital letters.")})
    return title


def clean_body(body: str) -> str:
    """The text with line ends unified. Raises ValidationError (field "body") when nothing is left."""
    body = without_unwanted(body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()
    if not any(character.isprintable() and not character.isspace() for character in body):
        raise ValidationError({"body": _("Please write something.")})
    return body
