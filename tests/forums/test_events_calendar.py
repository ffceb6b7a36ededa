"""Calendar files keep RFC 5545 whatever is typed, and clocks are right on the days they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forums.events.calendar import Entry, calendar, fold, text
from forums.events.making import by_the_clock, new_event

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")


def read(value: str) -> str:
    """As a calendar reads an escaped TEXT value."""
    found, rest = "", iter(value)
    for character in rest:
        found += {"n": "\n"}.get(after := next(rest), after) if character == "\\" else character
    return found


@given(anything, anything)
def test_every_line_fits_and_every_word_comes_back(title, place):
    file = calendar([Entry("1@x", title, NOON, None, NOON, 0, place=place, url="https://x/\r\nATTACH:evil")], name=title)

    lines = file.split("\r\n")
    assert lines[-1] == "" and all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    found = dict(line.split(":", 1) for line in unfolded(file) if line)
    shown = "".join(
        c for c in title.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or not (ord(c) < 32 or ord(c) == 127)
    )
    assert read(found["SUMMARY"]) == shown
    assert [line for line in unfolded(file) if line.startswith(("BEGIN", "END", "ATTACH"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS"} <= set(found)


@given(anything.map(lambda line: line.replace("\r", "").replace("\n", "")))
def test_folding_cuts_no_character_and_is_undone_by_unfolding(line):
    folded = fold(line)

    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


def test_the_marks_of_the_format_are_escaped():
    assert text("a;b,c\\d\r\ne\rf") == "a\\;b\\,c\\\\d\\ne\\nf"


CLOCKS = [
    # typed by the clock of the place, zone -> the moment; None: that time does not exist there
    ("2026-07-01 12:00", "Europe/Berlin", "2026-07-01 10:00"),
    ("2026-12-01 12:00", "Europe/Berlin", "2026-12-01 11:00"),
    ("2026-03-29 01:59", "Europe/Berlin", "2026-03-29 00:59"),
    ("2026-03-29 02:30", "Europe/Berlin", None),
    ("2026-03-29 03:00", "Europe/Berlin", "2026-03-29 01:00"),
    ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30"),  # it comes twice: the first
    ("2026-03-08 02:15", "America/New_York", None),
    ("2026-07-01 12:00", "Asia/Kolkata", "2026-07-01 06:30"),
    ("2026-07-01 12:00", "UTC", "2026-07-01 12:00"),
]


def test_a_time_is_what_the_clock_of_the_place_says():
    for typed, zone, moment in CLOCKS:
        naive = datetime.fromisoformat(typed)
        if moment is None:
            with pytest.raises(ValidationError):
                by_the_clock(naive, zone)
        else:
            assert by_the_clock(naive, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC), (typed, zone)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
)
def test_what_was_typed_is_shown_again_by_the_same_clock(naive, zone):
    try:
        moment = by_the_clock(naive, zone)
    except ValidationError:
        return
    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive


def test_an_event_is_cleaned_and_its_faults_stand_at_their_fields(db):
    soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=3)
    good = {"title": "Meet", "starts": soon, "time_zone": "UTC"}
    faults = {
        "event_title": {"title": " "},
        "event_zone": {"time_zone": "Mars/Olympus"},
        "event_starts": {"starts": None},
        "event_ends": {"ends": soon - timedelta(hours=1)},
        "event_place": {"place": "x" * 201},
        "event_link": {"link": "javascript:alert(1)"},
        "event_capacity": {"capacity": 0},
    }
    for field, how in faults.items():
        with pytest.raises(ValidationError) as error:
            new_event(**good | how)
        assert list(error.value.message_dict) == [field]
    for starts in (soon - timedelta(days=4), soon + timedelta(days=2000), datetime(1, 1, 1), datetime(9999, 12, 31, 23)):
        with pytest.raises(ValidationError) as error:
            new_event(**good | {"starts": starts, "time_zone": "Asia/Tokyo"})
        assert list(error.value.message_dict) == ["event_starts"]

    assert new_event(**good, link="https://example.org/").starts_at == soon.replace(tzinfo=UTC)
