"""What makes an event: cleaned once, whoever asks for it. Times are typed by the clock of the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from community.core.markup.limits import without_unwanted
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from .models import Event

TITLE_LENGTH, PLACE_LENGTH, LINK_LENGTH = 200, 200, 300
LATEST, LONGEST = timedelta(days=3 * 366), timedelta(days=31)
MOST_PLACES = 100_000
_is_address = URLValidator(schemes=["http", "https"])


@cache
def zones() -> tuple[str, ...]:
    """The names to choose from: places, and UTC."""
    return (
        "UTC",
        *sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))),
    )


def by_the_clock(naive: datetime, zone: str) -> datetime:
    """The moment when the clocks of `zone` show this; of an hour that comes twice, the first.

    Raises ValidationError for an hour that is left out when clocks go forward.
    """
    moment = naive.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise ValidationError(_("This time does not exist there: the clocks go forward in that night."))
    return moment


@dataclass(frozen=True)
class NewEvent:
    """An event that is asked for, cleaned; `attach` makes it in the transaction of its post."""

    title: str
    starts_at: datetime
    ends_at: datetime | None
    time_zone: str
    place: str
    link: str
    capacity: int | None

    @property
    def text(self) -> str:
        """What is to be screened with the post."""
        return "\n".join([self.title, self.place, self.link])

    @property
    def links(self) -> tuple[str, ...]:
        return (self.link,) if self.link else ()

    def attach(self, post: Post) -> None:
        if not post.is_opening:
            raise ValidationError({"event_title": _("An event is announced by the first post of a thread.")})
        if Event.objects.filter(post=post).exists():
            raise ValidationError({"event_title": _("This thread has an event already.")})
        now = timezone.now()
        Event.objects.create(post=post, created_at=now, changed_at=now, **self.columns())
        thread_levers.mark(post.thread, Thread.Extra.EVENT)

    def columns(self) -> dict[str, object]:
        return {
            "title": self.title,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "time_zone": self.time_zone,
            "place": self.place,
            "link": self.link,
            "capacity": self.capacity,
        }


def new_event(
    *,
    title: str,
    starts: datetime | None,
    ends: datetime | None = None,
    time_zone: str,
    place: str = "",
    link: str = "",
    capacity: int | None = None,
    may_lie_back: bool = False,
) -> NewEvent:
    """`starts` and `ends` are naive, by the clock of `time_zone`. `may_lie_back`: an event is changed that began already.

    Raises ValidationError by field (event_title, event_starts, event_ends, event_zone, event_place, event_link, event_capacity).
    """
    title, place = (" ".join(without_unwanted(words).split()) for words in (title, place))
    faults: dict[str, str] = {}
    if not title or len(title) > TITLE_LENGTH:
        faults["event_title"] = _("An event needs a title of up to %(n)s characters.") % {"n": TITLE_LENGTH}
    if len(place) > PLACE_LENGTH:
        faults["event_place"] = _("Up to %(n)s characters.") % {"n": PLACE_LENGTH}
    if link and (len(link) > LINK_LENGTH or not _is_web(link)):
        faults["event_link"] = _("Please write a whole address, with https:// in front.")
    if capacity is not None and not 1 <= capacity <= MOST_PLACES:
        faults["event_capacity"] = _("At least one place, or none for no limit.")
    start = end = None
    if time_zone not in zones():
        faults["event_zone"] = _("Please choose a time zone.")
    elif starts is None:
        faults["event_starts"] = _("Please say when it begins.")
    else:
        start = _moment(faults, "event_starts", starts, time_zone)
        end = _moment(faults, "event_ends", ends, time_zone) if ends else None
        now = timezone.now()
        if start and (start > now + LATEST or (start < now and not may_lie_back)):
            faults["event_starts"] = _("An event begins in the future, within three years.")
        if start and end and not start < end <= start + LONGEST:
            faults["event_ends"] = _("It ends after it begins, within a month.")
    if faults or start is None:
        raise ValidationError(faults)
    return NewEvent(title, start, end, time_zone, place, link, capacity)


def _moment(faults: dict[str, str], field: str, naive: datetime, zone: str) -> datetime | None:
    try:
        return by_the_clock(naive, zone)
    except ValidationError as error:
        faults[field] = str(error.message)
        return None
    except OverflowError:
        faults[field] = _("An event begins in the future, within three years.")
        return None


def _is_web(link: str) -> bool:
    try:
        _is_address(link)
    except ValidationError:
        return False
    return True
