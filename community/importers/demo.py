"""The demo community: an archive we wrote ourselves, brought in like any other, and then brought to life."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.groups import MODERATORS
from accounts.models import Member, fold
from community.core.markup.render import render
from community.core.models import SiteSettings
from forums.access import forget
from forums.badges import awarding
from forums.composing.recount import recount
from forums.models import Access, Forum, Right
from forums.people import counting

from . import demo_desk, demo_extras, demo_life, demo_script, places
from .base import Import
from .clock import at
from .html_to_markdown import PostAddress
from .id_map import Known
from .markdown_text import escape
from .models import IdMap
from .records import ArchivedPost, ArchivedThread, Person, Survey

SOURCE = "demo"
PASSWORD = "sawdust-and-glue"  # noqa: S105 - printed on purpose; given to accounts only where the demo mailbox is on
# (role, name, password), as `manage.py welcome` prints them.
LOGINS = [("member", "petra", PASSWORD), ("moderator", "elif", PASSWORD), ("admin", "kirsten", PASSWORD)]


@transaction.atomic
def load() -> bool:
    """Make the demo community, once; answers whether there was anything to do. All of it or nothing."""
    if IdMap.objects.filter(source=SOURCE, kind="thread").exists():
        return False
    now = timezone.now()
    script = tomllib.loads((demo_script.CONTENT / "community.toml").read_text("utf-8"))
    scenes = demo_script.scenes()
    known = Known(SOURCE)
    _site()
    people = _people(script["people"], known, now)
    _forums(script["forums"], known)
    Import(DemoArchive(scenes, script["people"], now), stream=io.StringIO()).run()
    demo_life.react(scenes, people, now)
    demo_life.follow_and_read(people, now)
    demo_desk.play(people, now)
    demo_extras.play(people, now)
    with at(now - timedelta(days=2)):
        # As the worker would have, the night after.
        ids = [member.pk for member in people.values()]
        counting.count(ids)
        awarding.award(ids)
    demo_life.announce(people, now)
    for _drift in recount(repair=True):
        pass
    return True


@dataclass
class DemoArchive:
    scenes: list[demo_script.Scene]
    people: list[dict[str, Any]]
    now: datetime
    source: str = SOURCE

    def survey(self) -> Survey:
        found = Survey()
        for person in self.people:
            found.people[person["username"]] = Person(person["username"], person["username"], self.now)
        for number, scene in enumerate(self.scenes, start=1):
            found.numbers[str(number)] = frozenset(range(1, len(scene.lines) + 1))
            found.post_ids |= {f"{number}-{place}" for place in found.numbers[str(number)]}
        return found

    def threads(self) -> Iterator[ArchivedThread]:
        for number, scene in enumerate(self.scenes, start=1):
            facts = scene.facts
            posts = tuple(self._post(number, place, scene) for place in range(1, len(scene.lines) + 1))
            yield ArchivedThread(
                their_id=str(number),
                title=scene.title,
                forum=facts["forum"],
                posts=posts,
                kind=facts.get("kind", "discussion"),
                is_locked="locked" in facts,
                is_pinned="pinned" in facts,
                is_pinned_everywhere=facts.get("pinned") == "everywhere",
                accepted_number=int(facts["accepted"]) if "accepted" in facts else None,
                views=int(facts.get("views", 0)),
                tags=tuple(facts["tags"].split(", ")) if "tags" in facts else (),
            )

    def to_markdown(self, post: ArchivedPost, thread: str, *, host: str, address: PostAddress) -> Iterator[str]:
        """A line ">>3 words" quotes words of post 3."""
        scene = self.scenes[int(thread) - 1]
        lines = []
        for line in post.typed.split("\n"):
            if line.startswith(">>"):
                number, _space, words = line[2:].partition(" ")
                name = self._name(scene.lines[int(number) - 1].who)
                line = f"> [{escape(name)}]({address(thread, int(number))}):\n>\n> {words}"
            lines.append(line)
        yield "\n".join(lines)

    def _post(self, thread: int, place: int, scene: demo_script.Scene) -> ArchivedPost:
        line = scene.lines[place - 1]
        return ArchivedPost(
            their_id=f"{thread}-{place}",
            number=place,
            author=_username(line.who, self.people),
            created_at=self.now - line.age,
            typed=line.text,
            edited_at=self.now - line.edited if line.edited else None,
            version=2 if line.edited else 1,
            reply_to=line.reply_to,
        )

    def _name(self, who: str) -> str:
        return next(person.get("name", person["username"]) for person in self.people if fold(person["username"]) == fold(who))


def _username(who: str, people: list[dict[str, Any]]) -> str:
    """In the play names are written small."""
    return next(person["username"] for person in people if fold(person["username"]) == fold(who))


def _people(script: list[dict[str, Any]], known: Known, now: datetime) -> dict[str, Member]:
    """By folded name. Three of them can log in, where this is a demo on somebody's own machine."""
    taken = set(Member.objects.values_list("username_folded", flat=True))
    may_log_in = {name for _role, name, _password in LOGINS} if settings.DEMO_MAILBOX else set()
    password, none = make_password(PASSWORD), make_password(None)
    members: dict[str, Member] = {}
    for person in script:
        name = person["username"]
        if fold(name) in taken:
            name = next(other for other in places.names(name) if fold(other) not in taken)
        role = person.get("role")
        bio = person.get("bio", "")
        members[fold(person["username"])] = Member(
            username=name,
            username_folded=fold(name),
            display_name=person.get("name", ""),
            email=f"{name}@werkstatt.example" if role else "",
            password=password if name in may_log_in else none,
            title=person.get("title", ""),
            bio=bio,
            bio_html=render(bio).html if bio else "",
            location=person.get("location", ""),
            language=person.get("language", "en"),
            address=person.get("address", "informal"),
            trust=person["trust"],
            is_staff=role == "admin",
            is_superuser=role == "admin" and name in may_log_in,
            date_joined=now - demo_script.age(person["joined"]),
            last_seen_at=now,
        )
    Member.objects.bulk_create(members.values())
    known.add("member", [(person["username"], members[fold(person["username"])].pk) for person in script])
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user=member, email=member.email, verified=True, primary=True)
            for member in members.values()
            if member.email
        ]
    )
    moderators = Group.objects.get_or_create(name=MODERATORS)[0]
    moderators.user_set.add(
        *[members[fold(person["username"])] for person in script if person.get("role") in ("admin", "moderator")]
    )
    return members


def _forums(script: list[dict[str, Any]], known: Known) -> None:
    taken = set(Forum.objects.values_list("slug", flat=True))
    made = []
    for position, facts in enumerate(script, start=1):
        slug = next(slug for slug in places.names(facts["slug"]) if slug not in taken)
        forum = Forum.objects.create(
            name=facts["name"],
            slug=slug,
            description=facts["description"],
            rules=facts.get("rules", ""),
            template=facts.get("template", ""),
            hue=facts["hue"],
            position=position,
        )
        if facts.get("only"):
            Access.objects.create(forum=forum, group=Group.objects.get_or_create(name=facts["only"])[0], rights=Right.MODERATE)
        else:
            places.open_to_all(forum)
        if facts.get("announce"):
            # Everybody answers, moderators begin.
            Access.objects.filter(forum=forum, rights=places.WRITERS).update(rights=places.READERS | Right.REPLY)
        made.append((facts["slug"], forum.pk))
    known.add("forum", made)
    forget()


def _site() -> None:
    """A name and plain pages, unless somebody has set the site up already."""
    if SiteSettings.objects.exists():
        return
    SiteSettings(
        name="Werkstatt Forum",
        tagline="For people who make things out of wood",
        welcome=(
            "Good that you are here, {name}. Ask whatever you want to know; everybody here has "
            "cut a board too short. Your first post is read by a moderator before it appears: that is so for everybody."
        ),
        contact_email="kirsten@werkstatt.example",
        imprint="This is a demo. People, posts and accidents are invented.\n\nKirsten Beispiel, Musterweg 1, 34117 Kassel",
        privacy="This demo runs on your own machine. Nothing leaves it.",
        terms="What you write stays yours. By posting it you allow this forum to show it. The house rules say the rest.",
    ).save()
