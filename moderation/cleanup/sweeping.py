"""Taking down everything an account wrote, and putting exactly that back. Called by decisions only (actions.py, receivers)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from forums.posts.models import Post
from forums.threads.models import Thread, ThreadQuerySet
from moderation.cases import opening
from moderation.cases.models import Case, CaseNote, CaseQuerySet
from moderation.cases.targets import TARGETS
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report

from . import queries

REMOVE = "remove"


def lock_all(member: Member) -> list[Case]:
    """The open cases about what will go, and then every thread it stands in, locked before anything moves.

    Cases before threads, each in the order of their keys, as everybody takes them: nobody waits for us while we wait for them.
    """
    cases = list(queries.open_cases_about(member).select_for_update(of=("self",), no_key=True).order_by("pk"))
    here = queries.posts_of(member).values("thread")
    list(
        (Thread.objects.filter(pk__in=here) | queries.threads_of(member))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    return cases


def take_down(member: Member) -> dict[str, Any]:
    """Remove the posts, answers before openings, then the threads others wrote in. What each was and became, by id."""
    posts, threads = {}, {}
    rows = queries.posts_of(member).select_related("thread__forum", "author")
    for post in rows.order_by("thread", F("number").desc(nulls_first=True), "-pk"):
        was = post.state
        if TARGETS["post"].levers[REMOVE](post):
            posts[str(post.pk)] = [was, post.state]
    # A thread whose opening post stood alone went with it.
    for thread in queries.threads_of(member).select_related("forum", "author").order_by("pk"):
        was = thread.state
        if TARGETS["thread"].levers[REMOVE](thread):
            threads[str(thread.pk)] = [was, thread.state]
    return {"posts": posts, "threads": threads}


def close_cases(cases: list[Case], decision: Decision) -> dict[str, Any]:
    """The open cases about it end with a reference; who reported was right and is told with this decision."""
    now, ids = timezone.now(), [case.pk for case in cases]
    reports = dict(Report.objects.filter(case__in=ids, state=Report.State.OPEN).values_list("pk", "state"))
    notices = dict(NoticeItem.objects.filter(case__in=ids, state=NoticeItem.State.OPEN).values_list("pk", "state"))
    Report.objects.filter(pk__in=reports).update(state=Report.State.UPHELD, decided_at=now)
    NoticeItem.objects.filter(pk__in=notices).update(state=NoticeItem.State.UPHELD, decided_at=now)
    Case.objects.filter(pk__in=ids).update(state=Case.State.CLOSED, decided_at=now, version=F("version") + 1)
    word = _("Closed with case %(number)s: the account was cleaned up.") % {"number": decision.case_id}
    CaseNote.objects.bulk_create([CaseNote(case=case, author=decision.by, body=word) for case in cases])
    return {
        "cases": ids,
        "reports": {str(pk): state for pk, state in reports.items()},
        "notices": {str(pk): state for pk, state in notices.items()},
    }


def lock_with(decision: Decision) -> None:
    """Lock what `put_back` will put back, before anything else of the decision is taken back."""
    if decision.outcome == "clean":
        list(_closed(decision).select_for_update(of=("self",), no_key=True).order_by("pk"))
        list(_threads(decision).select_for_update(of=("self",), no_key=True).order_by("pk"))


def _closed(decision: Decision) -> CaseQuerySet:
    found: CaseQuerySet = Case.objects.filter(pk__in=decision.before.get("cases", []), state=Case.State.CLOSED)
    return found


def _threads(decision: Decision) -> ThreadQuerySet:
    """Every thread in which the clean-up removed something."""
    posts = Post.objects.filter(pk__in=[int(pk) for pk in decision.before.get("posts", {})])
    found: ThreadQuerySet = Thread.objects.filter(
        Q(pk__in=posts.values("thread")) | Q(pk__in=[int(pk) for pk in decision.before.get("threads", {})])
    )
    return found


def put_back(decision: Decision) -> int:
    """What the clean-up changed stands as it stood before; what others changed since stays. Returns how many posts.

    Its reports come back with the decision itself (decisions.actions.take_back); their cases open again only with its own.
    """
    if decision.outcome != "clean":
        return 0
    closed = _closed(decision)
    if not Case.objects.open().filter(pk=decision.case_id).exists():
        # An objection was successful: what was reported is answered, but what waits for a moderator still does.
        closed = closed.filter(kind=Case.Kind.HELD)
    for case in closed.order_by("pk"):
        _open_again(case)
    posts, threads = decision.before.get("posts", {}), decision.before.get("threads", {})
    for thread in Thread.objects.filter(pk__in=[int(pk) for pk in threads]).select_related("forum", "author").order_by("pk"):
        was, became = threads[str(thread.pk)]
        if thread.state == became:
            TARGETS["thread"].put_back(thread, was)
    back = 0
    rows = Post.objects.filter(pk__in=[int(pk) for pk in posts]).select_related("thread__forum", "author")
    for post in rows.order_by("thread", F("number").asc(nulls_last=True), "pk"):
        was, became = posts[str(post.pk)]
        if post.state == became:
            back += TARGETS["post"].put_back(post, was)
    return back


def _open_again(case: Case) -> None:
    """Open, as it was; where somebody opened a new one about the same thing since, what was reported goes on there."""
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=Case.State.OPEN, decided_at=None, version=F("version") + 1)
    except IntegrityError:
        other = Case.objects.open().on(case.target_type, case.target_id).first()
        known = Report.objects.filter(case=other, state=Report.State.OPEN).values("reporter")
        Report.objects.filter(case=case, state=Report.State.OPEN).exclude(reporter__in=known).update(case=other)
        return
    case.refresh_from_db(fields=["state", "decided_at", "version"])
    opening.weigh(case)
