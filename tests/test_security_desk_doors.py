"""What the addresses, keys and counters of moderation gave away or let in, found by attacking them. Each was possible once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, reverse

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.models import Forum
from moderation.appeals import actions as appealing
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Rule
from moderation.legal_notices.actions import Given, TooOften, give_notice
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.statements.models import Statement
from moderation.web.urls import urlpatterns
from tests import make
from tests.moderation.strikes import WHY, decide, reported_post

HUGE = 10**30


@pytest.fixture
def case(bob, thread, charlie) -> Case:
    return reported_post(bob, thread, charlie)


def _addresses() -> list[str]:
    """Every address with a number in it, with a number no row can have."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        converters = pattern.pattern.converters
        if any(type(one).__name__ == "IntConverter" for one in converters.values()):
            given = {
                name: HUGE if type(one).__name__ == "IntConverter" else {"act": "hide", "kind": "post"}.get(name, "x" * 40)
                for name, one in converters.items()
            }
            found.append(reverse(f"desk:{pattern.name}", kwargs=given))
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_no_row_can_have_is_not_found(method, mona, client_of, forum):
    browser = client_of(mona)

    answers = {where: getattr(browser, method)(where).status_code for where in _addresses()}

    assert set(answers.values()) <= {404, 405}, {where: status for where, status in answers.items() if status not in (404, 405)}


def test_the_back_office_shows_nobody_the_keys_to_object(case, mona, admin, client_of):
    decide(mona, case, outcome="hide")
    token = case.decisions.get().redresses.get(role="affected").token
    assert any(token in str(n.data) for n in Notification.objects.all()), "the attack would prove nothing"

    pages = [
        reverse(f"admin:{Notification._meta.app_label}_notification_change", args=[n.pk]) for n in Notification.objects.all()
    ]
    pages.append(reverse("admin:moderation_statement_change", args=[Statement.objects.get().pk]))

    for page in pages:
        answer = client_of(admin).get(page)
        assert answer.status_code == 200
        assert token not in answer.content.decode(), page


def test_a_reason_for_taking_back_does_not_fill_the_log(case, mona, client_of):
    decide(mona, case, outcome="hide")

    client_of(mona).post(reverse("desk:undo", args=[case.pk]), {"reason": "x" * 500_000})

    assert len(AuditEntry.objects.get(verb="case.undone").reason) <= 1000


def test_batches_do_not_pile_up_in_the_session(thread, mona, charlie, bob, client_of):
    browser = client_of(mona)
    for _n in range(3):
        case = reported_post(bob, thread, charlie)
        given = {"case": f"{case.pk}:{case.version}", "outcome": "keep"}
        seen = browser.post(reverse("desk:bulk"), given).context["seen"]
        browser.post(reverse("desk:bulk"), given | {"confirm": "1", "seen": seen})

    assert len([key for key in browser.session.keys() if key.startswith("batch.")]) == 1  # noqa: SIM118


def test_whose_reports_are_not_looked_at_adds_nothing_to_them(bob, thread, mona, charlie, alice, case):
    report = Report.objects.get(reporter=charlie)
    about = reporting.report(by=mona, target_type="member", thing=charlie, reason=Reason.objects.get(slug="spam")).case
    decisions.decide(
        by=make.member("root", is_superuser=True),
        case=about,
        outcome="remind",
        rule=Rule.objects.get(number=1),
        version=about.version,
        sanction=decisions.Plan(kind="no_reports", hours=24, off_ladder=WHY),
    )

    with pytest.raises(Refused, match="not looked at"):
        reporting.add(by=Member.objects.get(pk=charlie.pk), report=report, body="And another thing.")


def test_one_mailbox_is_one_however_it_is_spelled(guest, thread, settings):
    def give(n: int) -> None:
        given = Given(
            addresses=settings.SITE_URL + thread.get_absolute_url(),
            explanation=f"It is illegal, {n}.",
            email=f"vic.tim+{n}@gmail.com",
            good_faith=True,
        )
        give_notice(by=guest, given=given, language="en", place=f"203.0.113.{n}")

    for n in range(10):
        give(n)

    with pytest.raises(TooOften):
        give(11)


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil"]
)
def test_nobody_is_sent_elsewhere_by_what_stands_behind_next(where, thread, charlie, client_of):
    post = thread.posts.get(number=2)
    answer = client_of(charlie).post(
        reverse("desk:report", args=["post", post.pk]), {"reason": Reason.objects.get(slug="spam").pk, "next": where}
    )

    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert "evil" not in answer.url


SCRIPT = "<script>alert(1)</script>"


def test_what_people_write_is_text_on_every_page_of_the_desk(case, mona, guest, bob, client_of, settings):
    browser = client_of(mona)
    Member.objects.filter(pk=bob.pk).update(display_name=SCRIPT)
    given = Given(
        addresses=f"{settings.SITE_URL}{case.snapshot['url']} {SCRIPT}",
        explanation=SCRIPT,
        legal_reference=SCRIPT,
        name=SCRIPT,
        good_faith=True,
    )
    give_notice(by=guest, given=given, language="en", place="203.0.113.7")
    browser.post(reverse("desk:views"), {"name": SCRIPT[:40], "q": SCRIPT})
    browser.post(reverse("desk:note", args=[case.pk]), {"body": SCRIPT})
    browser.post(reverse("desk:member_note", args=["bob"]), {"body": SCRIPT, "days": "30"})

    for name, args in (("queue", []), ("case", [case.pk]), ("views", []), ("member", ["bob"]), ("bulk", []), ("audit", [])):
        page = browser.get(reverse(f"desk:{name}", args=args), {"q": SCRIPT, "case": case.pk}).content.decode()
        assert "<script>alert" not in page, name


def test_a_preview_changes_nothing_and_reaches_no_further_than_deciding(case, thread, bob, charlie, alice, client_of):
    garden: Forum = make.forum("Garden", moderated_by="gardeners")
    kim = make.member("kim", trust=3, groups=["gardeners"])
    there = reported_post(bob, make.thread(by=alice, forum=garden), charlie)
    given = {
        "version": there.version,
        "ground": f"rule:{Rule.objects.get(number=1).pk}",
        "kind": "suspend",
        "length": "24",
        "scope": "site",
        "why": WHY,
        "hearing": "danger",
    }

    assert client_of(kim).post(reverse("desk:preview", args=[case.pk]), given | {"preview": "hide"}).status_code == 404
    assert client_of(kim).post(reverse("desk:preview", args=[there.pk]), given | {"preview": "remind+choice"}).status_code == 403
    assert not Member.objects.get(pk=bob.pk).is_suspended


def test_an_empty_reason_for_leaving_the_ladder_is_none(case, mona):
    for why in ("", "   ", "\0", "\u200b\u2060"):
        with pytest.raises(ValidationError, match="ladder"):
            decide(mona, Case.objects.get(pk=case.pk), kind="hold", hours=24, off_ladder=why)


def test_whom_it_is_about_does_not_read_what_a_notifier_was_answered(thread, mona, charlie, client_of):
    max = make.member("max", trust=4, groups=["moderators"])
    rita = make.member("rita", trust=4, groups=["moderators"])
    kept = decide(max, reported_post(mona, thread, charlie), outcome="keep")
    objection = appealing.appeal(way=kept.redresses.get(role="notifier"), text="It is spam.").case
    appealing.decide(by=rita, case=objection, outcome="affirm", version=objection.version, answer="Dear Charlie, it may stay.")

    pages = (objection.get_absolute_url(), reverse("desk:audit"), f"{reverse('desk:audit')}?format=csv")
    for page in pages:
        answer = client_of(mona).get(page)
        words = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Dear Charlie" not in words, page
    assert "Dear Charlie" in client_of(max).get(objection.get_absolute_url()).content.decode()
