"""The moderators' part of the story: played through the real actions, at the time it happened, so that the desk shows real rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Member
from forums.composing.actions import reply, start_thread
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases import opening
from moderation.cases.actions import claim, note, snooze
from moderation.cases.models import Case
from moderation.decisions.actions import decide, undo
from moderation.decisions.models import Decision, Rule
from moderation.reports.actions import report
from moderation.reports.models import Reason

from .clock import at
from .demo_script import age
from .models import IdMap


class Stage:
    """Who is there, and what they can do at a time of the story."""

    def __init__(self, people: dict[str, Member], now: datetime) -> None:
        self.people, self.now = people, now
        ids = dict(IdMap.objects.filter(source="demo", kind__in=["thread", "forum"]).values_list("their_id", "our_id"))
        self.threads = Thread.objects.filter(pk__in=ids.values())
        self.forums = Forum.objects.in_bulk([pk for name, pk in ids.items() if not name.isdigit()])
        self.forum_ids = {name: pk for name, pk in ids.items() if not name.isdigit()}

    def ago(self, text: str) -> datetime:
        return self.now - age(text)

    def thread(self, words: str) -> Thread:
        return self.threads.select_related("forum").get(title__contains=words)

    def post(self, words: str) -> Post:
        return Post.objects.select_related("thread__forum", "author").get(thread__in=self.threads, source__contains=words)

    def replies(self, ago: str, who: str, thread: str, body: str) -> Post:
        with at(self.ago(ago)):
            return reply(by=self._fresh(who), thread=self.thread(thread), body=body)

    def starts(self, ago: str, who: str, forum: str, title: str, body: str) -> Post:
        with at(self.ago(ago)):
            return start_thread(by=self._fresh(who), forum=Forum.objects.get(pk=self.forum_ids[forum]), title=title, body=body)

    def reports(self, ago: str, who: str, post: Post, reason: str, words: str = "") -> Case:
        with at(self.ago(ago)):
            thing = Post.objects.select_related("thread__forum", "author").get(pk=post.pk)
            found = Reason.objects.filter(slug=reason).first() or Reason.objects.filter(is_active=True).order_by("position")[0]
            made = report(by=self._fresh(who), target_type="post", thing=thing, reason=found, note=words or "(see the post)" * found.needs_note)
            return made.case

    def decides(self, ago: str, who: str, post: Post, outcome: str, rule: int | None = None, message: str = "") -> Decision:
        with at(self.ago(ago)):
            case = Case.objects.get(target_type="post", target_id=post.pk, state=Case.State.OPEN)
            ground = (Rule.objects.filter(number=rule).first() or Rule.objects.order_by("number").first()) if rule else None
            return decide(by=self._fresh(who), case=case, outcome=outcome, version=case.version, rule=ground, message=message)

    def _fresh(self, who: str) -> Member:
        """As a new request would load them: rights and counters of this moment."""
        return Member.objects.get(pk=self.people[who].pk)


def play(people: dict[str, Member], now: datetime) -> None:
    stage = Stage(people, now)
    _decided(stage)
    _open(stage)
    for case in Case.objects.open():
        opening.weigh(case)


def _decided(stage: Stage) -> None:
    spam = stage.starts("6d23h", "dealz4u", "market", "BEST tool deals 90 % off", "Only today!!! Everything must go. https://deals.example/werkstatt")
    stage.decides("6d22h", "elif", spam, "reject", 4)

    kept = stage.post("That is the highest grade there is")
    stage.reports("6d5h", "uwe", kept, "other", "This is not a grade. There are norms for this.")
    stage.decides("6d4h", "kirsten", kept, "keep")

    hello = stage.replies("4d22h", "mattis", "introduce yourself", "Mattis, Tromsø. Skis, sledges and a very small boat. My first project was a sledge. It was faster than I was.")
    stage.decides("4d21h", "elif", hello, "release")

    first = stage.replies("4d3h", "r4zor", "Is a jointer worth it", "Whoever needs a *sled* for that should take up knitting. Pathetic, all of you.")
    stage.reports("4d2h", "mako", first, "harassment", "I asked an honest question.")
    stage.decides(
        "4d1h",
        "elif",
        first,
        "hide",
        1,
        "I have hidden your post because it makes fun of the people here instead of the idea. If you know a better way to flatten a board in "
        "a small shop, please write that; we would like to read it.",
    )

    harsh = stage.post("For making dust and a noise")
    stage.reports("3d8h", "uwe", harsh, "harassment")
    mistake = stage.decides("3d7h", "elif", harsh, "hide", 1, "This reads as mockery.")
    with at(stage.ago("3d6h")):
        undo(by=stage._fresh("kirsten"), decision=Decision.objects.get(pk=mistake.pk), reason="Basti laughed. Friendly teasing among friends.")
    stage.decides("3d5h", "kirsten", harsh, "keep")

    second = stage.replies("2d23h", "r4zor", "CNC in a wooden world", "If you let a computer do it, you are not a maker. You are a printer with legs.")
    stage.reports("2d22h", "anouk", second, "harassment")
    stage.decides("2d21h", "elif", second, "hide", 1, "The second one this week. Please argue about the machine and leave the person out of it.")


def _open(stage: Stage) -> None:
    politics = stage.post("Thank Brussels!")
    stage.reports("4h30m", "wren", politics, "off-topic", "I would just like to talk about vinegar.")

    numbers = stage.post("What is in the air of a 14 m² workshop")
    stage.reports("3h", "uwe", numbers, "other", "Far too many numbers. Numbers are a matter of opinion.")
    with at(stage.ago("2h40m")):
        case = Case.objects.get(target_type="post", target_id=numbers.pk, state=Case.State.OPEN)
        note(by=stage._fresh("elif"), case=case, body="Third report of this sort from Uwe. I will give him a call; he is having a hard autumn.")

    stage.starts(
        "1h",
        "marta_o",
        "help",
        "Planer leaves a step at the end of every board",
        "Hello, I am new here. My planer takes a deeper bite on the last 5 cm of each board. I read about it here "
        "https://wood.example/snipe and here https://planers.example/manual but both say something different. What should I check first?",
    )

    insult = stage.replies("52m", "hobel", "Cordless routers compared", "Anyone who buys that brand is an idiot. I said so ten years ago and I say so today.")
    stage.reports("45m", "mako", insult, "harassment", "I own two of them.")
    stage.reports("41m", "basti", insult, "harassment")

    stage.starts(
        "25m",
        "gregor",
        "deutsch",
        "Hobelbank vom Großvater: was zuerst?",
        "Grüß Gott! Ich habe die Hobelbank meines Großvaters geerbt. Die Platte ist hohl (4 mm in der Mitte), die Vorderzange klemmt, und "
        "irgendwer hat darauf Farbe gemischt. Was mache ich zuerst, und was lasse ich lieber so, wie es ist?",
    )

    threat = stage.replies(
        "12m",
        "r4zor",
        "Dust extraction on a budget",
        "You people never learn. Keep it up and you will regret posting this, I know where your shop is.",
    )
    stage.reports("11m", "nadia", threat, "threat", "Threat against a member. My address is on my website.")
    stage.reports("10m", "hobel", threat, "threat", "I disagree with Nadia about everything, but not like this.")
    stage.reports("7m", "tomas", threat, "threat")
    stage.replies("6m", "nadia", "Dust extraction on a budget", "Reported. Not okay.")
    with at(stage.ago("2m")):
        case = Case.objects.get(target_type="post", target_id=threat.pk, state=Case.State.OPEN)
        claim(by=stage._fresh("elif"), case=case)

    stage.starts("9m", "promo_2231", "market", "Cheap followers and likes", "Cheap followers and likes — visit my page https://followers.example/go today and be famous tomorrow!")

    slow = stage.post("Drum and bass. Also explains my edges")
    stage.reports("5h30m", "hobel", slow, "off-topic", "Not urgent. But ear defenders were the question.")
    with at(stage.ago("5h")):
        case = Case.objects.get(target_type="post", target_id=slow.pk, state=Case.State.OPEN)
        snooze(by=stage._fresh("kirsten"), case=case, until=stage.now + timedelta(days=2))
