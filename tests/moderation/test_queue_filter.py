"""What the queue shows: filters in the address, order, groups; and that it costs the same however long it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from moderation.cases import actions, grouping, queries
from moderation.cases.filtering import QUEUES, SORTS, Filter, rows
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from tests import make

PAGES = reverse("desk:queue")


def read(query: str) -> Filter:
    return Filter.read(QueryDict(query))


@pytest.fixture
def cases(forum, alice, bob, charlie, spam):
    """rows in bulk: cases(3, severity=2, subject=bob)."""

    def many(n: int, **fields) -> list[Case]:
        now = timezone.now()
        first = Case.objects.count()
        usual = {
            "kind": "report", "target_type": "post", "forum": forum, "subject": alice, "severity": 2, "priority": 20,
            "headline": "Spam", "reason": spam, "opened_at": now, "due_at": now + timedelta(hours=24), "excerpt": "Cheap pills",
            "snapshot": {"title": "Wood", "source": "x", "url": "/", "version": 1, "author": "alice"},
        }  # fmt: skip
        return Case.objects.bulk_create([Case(target_id=10_000 + first + k, **(usual | fields)) for k in range(n)])

    return many


# ---- The address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", ""),
        ("queue=open&sort=priority", ""),
        ("queue=held&forum=3", "queue=held&forum=3"),
        ("kind=report&severity=4&overdue=on", "kind=report&severity=4&overdue=1"),
        ("subject=bob&reporter=%00ann&q=+pills+", "subject=bob&reporter=ann&q=pills"),
        ("holder=me&sort=due&group=text", "holder=me&sort=due&group=text"),
        ("text=0123456789abcdef&thread=4", "thread=4&text=0123456789abcdef"),
    ],
)
def test_a_filter_says_itself_as_an_address(query, said):
    assert read(query).query() == said
    assert read(read(query).query()) == read(query)


@pytest.mark.parametrize(
    "nonsense",
    ["queue=x", "kind=x", "forum=-1", "forum=%C2%B2", "severity=9", "holder=x", "sort=x", "group=x", "text=zz",
     "thread=" + "9" * 20,
     "reason=x", "overdue=maybe", "view=%26%3D", "queue=" + "x" * 3000],
)  # fmt: skip
def test_nonsense_is_left_out(nonsense, client_of, mona, forum):
    assert read(nonsense) == Filter()
    assert client_of(mona).get(f"{PAGES}?{nonsense}").status_code == 200


def test_a_form_carries_the_filter_in_one_field_so_that_no_other_field_is_taken_for_it():
    posted = QueryDict("view=queue%3Dheld%26kind%3Dheld&kind=suspend&forum=7&reason=because")

    assert Filter.read(posted) == Filter(queue="held", kind="held")


# ---- What is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=held", {"held"}),
        ("severity=4", {"grave"}),
        ("subject=BOB", {"bobs"}),
        ("q=gLuE", {"words"}),
        ("overdue=1", {"late"}),
        ("queue=held", {"held"}),
        ("queue=appeals", {"appeal"}),
        ("queue=notices", {"notice"}),
        ("queue=proposals", set()),
        ("queue=snoozed", {"asleep"}),
        ("queue=waiting", {"hearing"}),
        ("queue=decided", {"decided"}),
        ("text=0123456789abcdef", {"hash"}),
        ("thread=77", {"thread"}),
    ],
)
def test_each_filter(query, expected, cases, mona, bob):
    now = timezone.now()
    named = {
        "plain": {},
        "held": {"kind": "held"},
        "grave": {"severity": 4},
        "bobs": {"subject": bob},
        "words": {"excerpt": "Which GLUE"},
        "late": {"due_at": now - timedelta(hours=1)},
        "appeal": {"kind": "appeal"},
        "notice": {"kind": "notice"},
        "asleep": {"snoozed_until": now + timedelta(hours=1)},
        "hearing": {"kind": "proposal", "snoozed_until": now + timedelta(hours=1)},
        "decided": {"state": "decided", "decided_at": now},
        "hash": {"text_hash": "0123456789abcdef"},
        "thread": {"thread_id": 77},
    }
    made = {cases(1, **fields)[0].pk: name for name, fields in named.items()}

    found = {made[pk] for pk in rows(mona, read(query)).values_list("pk", flat=True)}

    assert found == expected


def test_whose_hands_a_case_is_in(cases, mona, max):
    free, mine, maxs, given, run_out = cases(5)
    actions.claim(by=mona, case=mine)
    actions.claim(by=max, case=maxs)
    actions.claim(by=max, case=run_out)
    Case.objects.filter(pk=run_out.pk).update(claimed_at=timezone.now() - timedelta(hours=1))
    Case.objects.filter(pk=given.pk).update(assigned_to=mona)

    def found(query):
        return set(rows(mona, read(query)).values_list("pk", flat=True))

    assert found("queue=mine") == found("holder=me") == {mine.pk, given.pk}
    assert found("holder=nobody") == {free.pk, run_out.pk}
    assert found("holder=others") == {maxs.pk}


def test_who_is_reported_does_not_find_out_by_filtering_for_reporters(case, mona, charlie, bob):
    assert list(rows(mona, read("reporter=charlie"))) == [case]
    Case.objects.update(subject=mona)

    assert list(rows(mona, read("reporter=charlie"))) == []


def test_a_moderator_of_one_forum_sees_and_counts_its_cases_only(cases, kim, mona):
    from forums.models import Forum

    cases(2)
    garden = cases(1, forum=Forum.objects.get(slug="garden"))[0]

    assert list(rows(kim, read(""))) == [garden]
    assert queries.counts(kim)["open"] == 1
    assert [choice.label for choice in queries.choices(kim, Filter()).forums] == ["Garden"]
    assert queries.counts(mona)["open"] == 2, "the garden is kim's"


def test_waiting_for_the_author_ends_when_they_have_changed_it(case, mona, spam, bob):
    decisions.decide(by=mona, case=case, outcome="revise", rule=spam.rule, version=case.version)

    assert list(rows(mona, read("queue=waiting"))) == [case]
    Case.objects.create(
        kind="changed", target_type="post", target_id=case.target_id, forum=case.forum, headline="x",
        opened_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
    assert list(rows(mona, read("queue=waiting"))) == []


@pytest.mark.parametrize("sort", SORTS)
def test_paging_and_going_on_follow_the_order(sort, cases, mona, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    now = timezone.now()
    for n in range(8):
        cases(1, priority=n % 3, opened_at=now - timedelta(minutes=n % 4), due_at=now + timedelta(hours=n % 3))
    key = {"priority": lambda c: (-c.priority, -c.pk), "newest": lambda c: (-c.opened_at.timestamp(), -c.pk),
           "due": lambda c: (c.due_at.timestamp(), c.pk)}[sort]  # fmt: skip
    expected = [case.pk for case in sorted(Case.objects.all(), key=key)]

    seen, wanted = [], Filter(sort=sort)
    while True:
        page = queries.queue(mona, wanted)
        seen += [case.pk for case in page.rows]
        if not page.next:
            break
        wanted = Filter(sort=sort, cursor=page.next)

    assert seen == expected
    walked = [Case.objects.get(pk=expected[0])]
    while len(walked) < 8:
        walked.append(Case.objects.get(pk=queries.after(mona, Filter(sort=sort), walked[-1]).pk))
    assert [case.pk for case in walked] == expected


# ---- Groups -----------------------------------------------------------------------------------------------------------


def test_cases_of_one_author_thread_or_text_are_one_row(cases, mona, alice, bob, django_assert_num_queries):
    cases(3, subject=bob, priority=30, thread_id=5, text_hash="a" * 16)
    cases(2, subject=alice, priority=90, thread_id=6, text_hash="b" * 16)
    cases(1, subject=None, thread_id=None, text_hash="")
    grouping.groups(mona, Filter(group="text"))  # from now on her rights are known

    for group, narrowed in (("author", "subject=bob"), ("thread", "thread=5"), ("text", "text=" + "a" * 16)):
        with django_assert_num_queries(2):
            first, second = grouping.groups(mona, Filter(group=group))
        assert (first.n, first.priority, second.n, second.priority) == (2, 90, 3, 30)
        assert second.query == narrowed
        assert rows(mona, read(second.query)).count() == 3


def test_the_page_of_groups_leads_to_deciding_all_of_one(cases, client_of, mona, bob):
    cases(3, subject=bob)

    page = client_of(mona).get(f"{PAGES}?group=author").content.decode()

    assert "Decide all 3 together" in page
    assert f"{reverse('desk:bulk')}?subject=bob&amp;all=1" in page


# ---- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "queue=notices&sort=due", "group=author", "group=text", "queue=decided", "q=pills&reporter=bob"]
)
def test_the_queue_costs_the_same_for_3_and_2000_cases(query, cases, client_of, mona, forum, django_assert_max_num_queries):
    reason = Reason.objects.first()
    cases(3, reason=reason)
    client = client_of(mona)
    client.get(PAGES)
    people = [make.member(f"person{n}") for n in range(6)]
    Case.objects.bulk_create(
        [
            Case(kind="report", target_type="post", target_id=50_000 + n, forum=forum, subject=people[n % 6], severity=1 + n % 4,
                 priority=n % 100, headline="x", reason=reason, opened_at=timezone.now(), due_at=timezone.now(), excerpt="x",
                 text_hash=f"{n % 7:016x}", thread_id=n % 9, snapshot={"title": "x"})
            for n in range(2000)
        ]
    )  # fmt: skip
    cache.clear()
    client.get(PAGES)

    with django_assert_max_num_queries(9):
        answer = client.get(f"{PAGES}?{query}")

    assert answer.status_code == 200
    assert len(answer.content) < 150_000


def test_every_queue_has_words_for_being_empty(client_of, mona, forum):
    client = client_of(mona)

    for name in QUEUES:
        assert "cases-empty" in client.get(f"{PAGES}?queue={name}").content.decode(), name


def test_the_filter_says_how_many_each_choice_leaves(cases, mona, forum, spam):
    cases(2, due_at=timezone.now() - timedelta(hours=1))
    cases(1, kind="held", severity=4)

    found = queries.choices(mona, Filter())

    assert [(choice.label, choice.n) for choice in found.forums] == [("Workshop", 3)]
    assert {choice.value: choice.n for choice in found.kinds} == {"report": 2, "held": 1}
    assert {choice.value: choice.n for choice in found.severities} == {2: 2, 4: 1}
    assert found.overdue == 2
    assert all(choice.n is None for choice in queries.choices(mona, Filter(queue="decided")).reasons)


def test_how_long_people_wait_for_the_first_answer(cases, mona, kim, django_assert_num_queries):
    now = timezone.now()
    for minutes in (10, 20, 90):
        cases(1, state="decided", opened_at=now - timedelta(minutes=minutes), decided_at=now)
    cases(1)

    assert queries.median_first_response(mona) == timedelta(minutes=20)
    with django_assert_num_queries(0):
        queries.median_first_response(mona)
    assert queries.median_first_response(kim) is None


def test_a_report_that_a_notice_joined_stands_among_the_notices(case, mona, charlie):
    from moderation.legal_notices.models import LegalNotice, NoticeItem

    notice = LegalNotice.objects.create(explanation="x", category="x", good_faith=True, made_at=timezone.now())
    NoticeItem.objects.create(notice=notice, case=case, url="/")

    assert list(rows(mona, read("queue=notices"))) == [case]
    assert queries.counts(mona)["notices"] == 1
    assert Report.objects.filter(case=case).exists()
    reporting.withdraw(by=charlie, report=Report.objects.get(case=case))
