"""Who wrote and where: members without a way to log in, and forums everybody may read."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify

from accounts.groups import EVERYONE, MEMBERS, MODERATORS
from accounts.models import Member, fold
from forums.access import forget
from forums.models import Access, Forum, Right

from .id_map import BATCH, Known
from .records import Survey

LONGEST_NAME = 60
READERS = Right.SEE | Right.READ
WRITERS = READERS | Right.START | Right.REPLY


@transaction.atomic
def make_people(survey: Survey, known: Known) -> int:
    """Members for those who are not known yet; a name that somebody here has already gets a number behind it."""
    new = [person for person in survey.people.values() if known.get("member", person.their_id) is None]
    taken = set(Member.objects.values_list("username_folded", flat=True))
    members = []
    for person in new:
        name = next(name for name in names(person.username) if fold(name) not in taken)
        taken.add(fold(name))
        members.append(
            Member(
                username=name,
                username_folded=fold(name),
                password=make_password(None),
                is_imported=True,
                date_joined=person.joined,
                trust=person.trust,
                mail_direct=Member.Mail.NEVER,
                mail_following=Member.Mail.NEVER,
            )
        )
    Member.objects.bulk_create(members, batch_size=BATCH)
    known.add("member", [(person.their_id, member.pk) for person, member in zip(new, members, strict=True)])
    return len(members)


@transaction.atomic
def make_forums(survey: Survey, known: Known, *, prefix: str = "") -> None:
    """Forums that everybody reads, members write in and moderators look after, at the end of the list."""
    new = [
        (their_id, name)
        for their_id, name in sorted(survey.forums.items(), key=_by_number)
        if known.get("forum", their_id) is None
    ]
    taken = set(Forum.objects.values_list("slug", flat=True))
    position = max(Forum.objects.values_list("position", flat=True), default=0)
    made = []
    for place, (their_id, name) in enumerate(new, start=1):
        title = f"{prefix}{name}"[:80]
        slug = next(slug for slug in names(slugify(title) or "forum", 70) if slug not in taken)
        taken.add(slug)
        forum = Forum.objects.create(name=title, slug=slug, position=position + place, hue=(place * 75) % 360)
        open_to_all(forum)
        made.append((their_id, forum.pk))
    known.add("forum", made)
    forget()


def open_to_all(forum: Forum) -> None:
    for name, rights in ((EVERYONE, READERS), (MEMBERS, WRITERS), (MODERATORS, Right.MODERATE)):
        Access.objects.create(forum=forum, group=Group.objects.get_or_create(name=name)[0], rights=rights)


def names(wanted: str, longest: int = LONGEST_NAME) -> Iterator[str]:
    wanted = wanted[: longest - 4]
    yield wanted
    for number in range(2, 1000):
        yield f"{wanted}-{number}"


def _by_number(item: tuple[str, str]) -> tuple[int, str]:
    return (int(item[0]) if item[0].isdigit() else 0, item[0])
