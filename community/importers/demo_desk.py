"""The moderators' part of the story, played through the real actions at the time it happened: the desk shows real rows."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import Member
from forums.composing.actions import reply, start_thread
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.appeals.actions import appeal
from moderation.appeals.models import Redress
from moderation.cases import opening
from moderation.cases.actions import claim, note, snooze
from moderation.cases.models import Case
from moderation.decisions import telling
from moderation.decisions.actions import decide, undo
from moderation.decisions.models import Decision, Rule
from moderation.legal_notices.actions import Given, give_notice
from moderation.replies.actions import keep as keep_reply
from moderation.replies.models import SavedReply
from moderation.reports.actions import report
from moderation.reports.models import Reason
from moderation.sanctions.actions import acknowledge
from moderation.sanctions.ladder import proposal_for
from moderation.sanctions.models import Sanction

from .clock import at
from .demo_script import CONTENT, age
from .models import IdMap

TEXTS: dict[str, str] = tomllib.loads((CONTENT / "desk.toml").read_text("utf-8"))


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
            return report(by=self._fresh(who), target_type="post", thing=thing, reason=found, note=words or "Please look.").case

    def decides(
        self,
        ago: str,
        who: str,
        post: Post,
        outcome: str,
        rule: int | None = None,
        message: str = "",
        *,
        with_strike: bool = False,
    ) -> Decision:
        with at(self.ago(ago)):
            case = Case.objects.get(target_type="post", target_id=post.pk, state=Case.State.OPEN)
            ground = (Rule.objects.filter(number=rule).first() or Rule.objects.order_by("number").first()) if rule else None
            by = self._fresh(who)
            strike = proposal_for(case.subject, ground) if with_strike and case.subject else None
            decision = decide(
                by=by, case=case, outcome=outcome, version=case.version, rule=ground, message=message, sanction=strike
            )
            # In the story the seconds to take it back are over.
            telling.tell(decision.pk)
            return decision

    def _fresh(self, who: str) -> Member:
        """As a new request would load them: rights and counters of this moment."""
        return Member.objects.get(pk=self.people[who].pk)


def play(people: dict[str, Member], now: datetime) -> None:
    stage = Stage(people, now)
    _replies(stage)
    _decided(stage)
    _open(stage)
    for case in Case.objects.open():
        opening.weigh(case)


def _replies(stage: Stage) -> None:
    for title, name, rule in (("Be kind, gently", "kind", 1), ("Threats, firm", "threat", 2), ("Offers elsewhere", "offers", 4)):
        if SavedReply.objects.filter(owner=None, title=title).exists():
            continue
        with at(stage.ago("7d")):
            keep_reply(
                by=stage._fresh("kirsten"),
                title=title,
                text_en=TEXTS[f"reply_{name}_en"],
                text_de_formal=TEXTS[f"reply_{name}_formal"],
                text_de_informal=TEXTS[f"reply_{name}_informal"],
                rule=Rule.objects.filter(number=rule).first(),
                for_team=True,
            )


def _decided(stage: Stage) -> None:
    spam = stage.starts("6d23h", "dealz4u", "market", "BEST tool deals 90 % off", TEXTS["deals"])
    stage.decides("6d22h", "elif", spam, "reject", 4)

    kept = stage.post("That is the highest grade there is")
    stage.reports("6d5h", "uwe", kept, "other", "This is not a grade. There are norms for this.")
    stage.decides("6d4h", "kirsten", kept, "keep")

    hello = stage.replies("4d22h", "mattis", "introduce yourself", TEXTS["sledge"])
    stage.decides("4d21h", "elif", hello, "release")

    first = stage.replies("4d3h", "r4zor", "Is a jointer worth it", TEXTS["knitting"])
    stage.reports("4d2h", "mako", first, "harassment", "I asked an honest question.")
    stage.decides(
        "4d1h",
        "elif",
        first,
        "hide",
        1,
        TEXTS["idea"],
    )

    harsh = stage.post("For making dust and a noise")
    stage.reports("3d8h", "uwe", harsh, "harassment")
    mistake = stage.decides("3d7h", "elif", harsh, "hide", 1, "This reads as mockery.")
    with at(stage.ago("3d6h")):
        undo(by=stage._fresh("kirsten"), decision=Decision.objects.get(pk=mistake.pk), reason=TEXTS["teasing"])
    stage.decides("3d5h", "kirsten", harsh, "keep")

    second = stage.replies("2d23h", "r4zor", "CNC in a wooden world", TEXTS["printer"])
    stage.reports("2d22h", "anouk", second, "harassment")
    warned = stage.decides("2d21h", "elif", second, "hide", 1, TEXTS["second"], with_strike=True)
    with at(stage.ago("2d20h")):
        member = stage._fresh("r4zor")
        acknowledge(by=member, sanction=Sanction.objects.get(decision=warned))
    with at(stage.ago("2d19h")):
        appeal(
            way=Redress.objects.get(decision=warned, role=Redress.Role.AFFECTED), text=TEXTS["appeal"], by=stage._fresh("r4zor")
        )


def _open(stage: Stage) -> None:
    politics = stage.post("Thank Brussels!")
    stage.reports("4h30m", "wren", politics, "off-topic", "I would just like to talk about vinegar.")

    numbers = stage.post("What is in the air of a 14 m² workshop")
    stage.reports("3h", "uwe", numbers, "other", "Far too many numbers. Numbers are a matter of opinion.")
    with at(stage.ago("2h40m")):
        case = Case.objects.get(target_type="post", target_id=numbers.pk, state=Case.State.OPEN)
        note(by=stage._fresh("elif"), case=case, body=TEXTS["call"])

    stage.starts(
        "1h",
        "marta_o",
        "help",
        "Planer leaves a step at the end of every board",
        TEXTS["snipe"],
    )

    insult = stage.replies("52m", "hobel", "Cordless routers compared", TEXTS["brand"])
    stage.reports("45m", "mako", insult, "harassment", "I own two of them.")
    stage.reports("41m", "basti", insult, "harassment")

    stage.starts(
        "25m",
        "gregor",
        "deutsch",
        "Hobelbank vom Großvater: was zuerst?",
        TEXTS["bench"],
    )

    threat = stage.replies(
        "12m",
        "r4zor",
        "Dust extraction on a budget",
        TEXTS["threat"],
    )
    stage.reports("11m", "nadia", threat, "threat", "Threat against a member. My address is on my website.")
    stage.reports("10m", "hobel", threat, "threat", "I disagree with Nadia about everything, but not like this.")
    stage.reports("7m", "tomas", threat, "threat")
    stage.replies("6m", "nadia", "Dust extraction on a budget", "Reported. Not okay.")
    with at(stage.ago("2m")):
        case = Case.objects.get(target_type="post", target_id=threat.pk, state=Case.State.OPEN)
        claim(by=stage._fresh("elif"), case=case)

    stage.starts("9m", "promo_2231", "market", "Cheap followers and likes", TEXTS["followers"])

    scan = stage.replies("3h20m", "wren", "Linseed oil went sticky", TEXTS["scan"])
    with at(stage.ago("2h10m")):
        give_notice(
            by=AnonymousUser(),
            given=Given(
                addresses=f"{settings.SITE_URL}{scan.get_absolute_url()}",
                explanation=TEXTS["notice"],
                category="STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
                name="Verlag Holz & Heft",
                email="rechte@holz-und-heft.example",
                good_faith=True,
            ),
            language="en",
        )

    slow = stage.post("Drum and bass. Also explains my edges")
    stage.reports("5h30m", "hobel", slow, "off-topic", "Not urgent. But ear defenders were the question.")
    with at(stage.ago("5h")):
        case = Case.objects.get(target_type="post", target_id=slow.pk, state=Case.State.OPEN)
        snooze(by=stage._fresh("kirsten"), case=case, until=stage.now + timedelta(days=2))
