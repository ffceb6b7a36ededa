"""The files that came with a mail: they go below the text as if uploaded here; of what may not, the writer is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Refused
from forums.attachments.actions import upload

from .letter import Enclosure

MOST = 10


@dataclass
class Enclosed:
    """The text with its files, and [(name, why)] of what could not come along."""

    body: str
    left_out: list[tuple[str, str]] = field(default_factory=list)


def enclose(text: str, enclosures: list[Enclosure], *, by: Member, mark: str) -> Enclosed:
    """Upload the files and put them below the text. A second try for the same `mark` uploads none twice."""
    lines: list[str] = []
    done = Enclosed(text)
    for number, one in enumerate(enclosures):
        name = one.name or _("picture")
        if number >= MOST:
            done.left_out.append((name, _("Up to %(n)s files can come along.") % {"n": MOST}))
            continue
        try:
            sign = "!" if one.is_picture else ""
            lines.append(f"{sign}[{_alt(name)}]({_uploaded(one, name, by=by, mark=f'{mark}:{number}')})")
        except Refused as refused:
            done.left_out.append((name, str(refused)))
        except ValidationError as faults:
            done.left_out.append((name, " ".join(faults.messages)))
    done.body = "\n\n".join([text, *lines]).strip("\n")
    return done


def _uploaded(one: Enclosure, name: str, *, by: Member, mark: str) -> str:
    known = cache.get(f"mailin.{mark}")
    if known is None:
        known = upload(by=by, file=SimpleUploadedFile(name, one.content), name=name).file_url
        # Only saves work: an image that nobody shows is swept up after a day.
        cache.set(f"mailin.{mark}", known, 3_600)
    return str(known)


def _alt(name: str) -> str:
    return "".join(c for c in name if c not in "[]()\\`<>!\n")[:80]
