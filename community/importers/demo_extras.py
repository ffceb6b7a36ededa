"""What some threads have besides posts, and what members say to each other: an event, a poll, a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Member
from forums.conversations import actions as talking
from forums.events import actions as attending
from forums.events.making import new_event
from forums.events.models import Attendance, Event
from forums.polls import actions as voting
from forums.polls.making import new_poll
from forums.polls.models import Poll
from forums.posts.models import Post
from forums.threads.models import Thread

from .clock import at
from .models import IdMap

ZONE = "Europe/Berlin"
GOING = ("dariusz", "nadia", "jonas", "petra", "wren")
VOTES = {"petra": 0, "elif": 1, "jonas": 0, "basti": 3, "nadia": 0, "mako": 2}


def play(people: dict[str, Member], now: datetime) -> None:
    ours = IdMap.objects.filter(source="demo", kind="thread").values("our_id")
    threads = Thread.objects.filter(pk__in=ours)
    _meet_up(threads.get(title__startswith="Community meet-up"), people, now)
    _poll(threads.get(title__startswith="What are you listening to"), people, now)
    _talk(people, now)


def _opening(thread: Thread) -> Post:
    return Post.objects.select_related("thread__forum", "author").get(thread=thread, number=1)


def _meet_up(thread: Thread, people: dict[str, Member], now: datetime) -> None:
    here = now.astimezone(ZoneInfo(ZONE))
    day = datetime(here.year, 12, 12, 10)
    if day < here.replace(tzinfo=None) + timedelta(days=1):
        day = day.replace(year=here.year + 1)
    post = _opening(thread)
    new_event(
        title="Winter meet-up",
        starts=day,
        ends=day + timedelta(hours=7),
        time_zone=ZONE,
        place="Offene Werkstatt, Kassel",
        capacity=30,
    ).attach(post)
    event = Event.objects.select_related("post__thread__forum").get(post=post)
    for name in GOING:
        attending.answer(by=people[name], event=event, answer=Attendance.Answer.YES)


def _poll(thread: Thread, people: dict[str, Member], now: datetime) -> None:
    post = _opening(thread)
    options = ["Audiobooks", "Radio", "Music, loud", "Nothing: I want to hear the machine"]
    new_poll(question="And in one word?", options=options, closes_at=now + timedelta(days=9)).attach(post)
    poll = Poll.objects.select_related("post__thread__forum").get(post=post)
    for name, choice in VOTES.items():
        voting.vote(by=people[name], poll=poll, choices=[choice])


def _talk(people: dict[str, Member], now: datetime) -> None:
    petra, jonas, elif_ = people["petra"], people["jonas"], people["elif"]
    with at(now - timedelta(days=2)):
        first = talking.start(
            by=jonas,
            people=[petra, elif_],
            title="Rides to Kassel",
            body="I drive from Göttingen on the 12th, back the same evening. Two seats are free, and room for one long board.",
        )
    with at(now - timedelta(days=1)):
        talking.send(by=elif_, conversation=first.conversation, body="One seat for me, please. I bring the coffee.")
