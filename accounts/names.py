"""Which usernames may be taken. Pure: the database is asked elsewhere."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import fold

SHORTEST, LONGEST = 3, 30
# Names that speak for the house. Compared without dots, dashes and underscores, so that "ad.min" is no way around.
RESERVED = frozenset(
    """
    abuse account accounts admin administration administrator admins all anonymous api automod automoderator bot contact deleted
    desk everybody everyone folkmoot forum forumadmin forums guest guests help helpdesk here hostmaster imprint info legal login
    logout mail me member members mod moderation moderator moderators mods nobody noreply none notifications null official
    operator owner policy postmaster privacy register report reports root rules search security self settings signup site
    staff status superuser support sysadmin system team teamleitung terms undefined unknown user users verwaltung webmaster www
    """.split()  # noqa: SIM905
)
# Scripts that one name may mix; any other pair ("pаypal" with a Cyrillic а) is a disguise.
_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}, {"CJK", "HANGUL"})
_MARKS = re.compile(r"[\s._-]")


def tidy(name: str) -> str:
    """The name as it is stored: full-width and other compatibility letters become plain ones."""
    return unicodedata.normalize("NFKC", name).strip()


def check(name: str) -> None:
    """Raise ValidationError with a sentence unless a new member may be called `name` (already tidied)."""
    if not SHORTEST <= len(name) <= LONGEST:
        size = {"shortest": SHORTEST, "longest": LONGEST}
        raise ValidationError(_("A username has %(shortest)s to %(longest)s characters.") % size, code="length")
    # Mn and Mc: the marks without which Hindi or Thai cannot be written.
    if not all(c.isalnum() or c in "._-" or unicodedata.category(c) in ("Mn", "Mc") for c in name):
        raise ValidationError(_("A username is made of letters, digits, dots, dashes and underscores."), code="characters")
    if not (name[0].isalnum() and name[-1].isalnum()) or re.search(r"[._-]{2}", name):
        raise ValidationError(
            _("A username starts and ends with a letter or digit, with no two dots or dashes in a row."), code="punctuation"
        )
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("A username needs at least one letter."), code="no_letter")
    if not _one_script(name):
        raise ValidationError(_("Please do not mix letters of different alphabets in a username."), code="mixed")
    if speaks_for_the_house(name):
        raise ValidationError(_("This username is reserved. Please choose another."), code="reserved")


def speaks_for_the_house(name: str) -> bool:
    """Whether readers could take the name for the forum's own voice."""
    return _MARKS.sub("", fold(name)) in RESERVED


def _one_script(name: str) -> bool:
    scripts = {unicodedata.name(character, "UNKNOWN").split()[0] for character in name if character.isalpha()}
    return len(scripts) <= 1 or any(scripts <= allowed for allowed in _TOGETHER)
