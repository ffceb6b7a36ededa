"""What members do to their own account, and how an account is opened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from community.core.images import Upload
from community.core.markup.render import Rendered, render
from community.core.ratelimit import hit

from . import avatar, fields
from .models import Member, PastName
from .policies import can_edit_profile

BIO_LENGTH = 2000
AVATARS, AVATARS_WITHIN = 10, 600


@transaction.atomic
def open_account(*, username: str, email: str = "", password: str | None = None, verified: bool = True, **fields: Any) -> Member:
    """A member who did not come through the sign-up page: demo, import, command line. Without a password nobody can log in."""
    member = Member.objects.create_user(username, email.lower(), password, **fields)
    if email:
        EmailAddress.objects.create(user=member, email=email.lower(), verified=verified, primary=True)
    return member


@transaction.atomic
def edit_profile(*, by: Member, display_name: str, bio: str, location: str, website: str, **answers: str) -> None:
    """Takes clean values (forms.ProfileForm), those of added fields by their key (fields.key_of).

    Raises RenderError when the text about oneself cannot be shown.
    """
    can_edit_profile(by, by).enforce()
    for path in settings.PROFILE_GATES if by.is_limited else ():
        import_string(path)(by, **_new_addresses(by, bio, [website, *answers.values()])).enforce()
    by.display_name, by.location, by.website = display_name, location, website
    by.bio, by.bio_html = bio, bio_html(bio)
    keep_past_names(by)
    by.save(update_fields=["display_name", "bio", "bio_html", "location", "website"])
    if answers:
        fields.keep_answers(by, [field for field in fields.asked() if fields.key_of(field) in answers], answers)


def _new_addresses(member: Member, bio: str, given: Iterable[str]) -> dict[str, list[str]]:
    """Links and images that the page about this member does not show yet."""
    before = Member.objects.get(pk=member.pk)
    there, now = _rendered(before.bio), _rendered(bio)
    known = {before.website, *fields.answers_of(before).values(), *there.links}
    typed = [address for address in given if urlsplit(address).scheme in ("http", "https")]
    return {
        "links": [address for address in (*now.links, *typed) if address not in known],
        "images": [address for address in now.image_urls if address not in there.image_urls],
    }


def keep_past_names(member: Member) -> int:
    """Before `member` is saved under other names: keep those it had, for whoever looks for them. Returns how many."""
    before = Member.objects.filter(pk=member.pk).values_list("username", "display_name").first()
    if before is None:
        return 0
    now = timezone.now()
    old = [was for was, is_now in zip(before, (member.username, member.display_name), strict=True) if was and was != is_now]
    PastName.objects.bulk_create([PastName(member=member, name=name, until=now) for name in old])
    return len(old)


def bio_html(bio: str) -> str:
    return _rendered(bio).html if bio.strip() else ""


def _rendered(bio: str) -> Rendered:
    return render(bio, site_hosts=frozenset({urlsplit(settings.SITE_URL).netloc}), limit=BIO_LENGTH)


@transaction.atomic
def set_avatar(*, by: Member, file: Upload) -> None:
    """Show this picture from now on; the old file goes when the change is certain. Raises ValidationError."""
    can_edit_profile(by, by).enforce()
    hit(f"avatar.{by.pk}", limit=AVATARS, seconds=AVATARS_WITHIN).enforce()
    path = avatar.store(file)
    try:
        _replace_avatar(by, path)
    except BaseException:
        avatar.remove(path)
        raise


@transaction.atomic
def drop_avatar(*, by: Member) -> None:
    """Back to the letter."""
    can_edit_profile(by, by).enforce()
    _replace_avatar(by, "")


def _replace_avatar(member: Member, path: str) -> None:
    # The row tells which file is the old one; the object in hand may be stale after an upload in another tab.
    old = Member.objects.select_for_update(no_key=True).values_list("avatar", flat=True).get(pk=member.pk)
    member.avatar = path
    member.save(update_fields=["avatar"])
    if old and old != path:
        transaction.on_commit(partial(avatar.remove, old))
