"""Who may impose what on whom, and which plans make no sense."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.policies import FOREVER
from community.core.decisions import Refused
from forums.models import Forum
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions.models import Decision, Rule
from moderation.proposals.models import Proposal
from moderation.sanctions import ladder, policies
from moderation.sanctions.models import Sanction, Scope
from moderation.sanctions.shapes import SHAPES
from tests import make

from .strikes import WHY, decide, fresh, reported_post, strike


@pytest.fixture
def case(bob, thread, charlie, spam):
    return reported_post(bob, thread, charlie)


def test_the_ladders_step_needs_no_reason(case, mona, bob):
    decision = decide(mona, case, kind="warning")

    made = Sanction.objects.get()
    assert (made.member, made.kind, made.points, made.off_ladder, made.decision) == (bob, "warning", 2, "", decision)
    assert (made.points_until - made.starts_at).days == 90
    assert decision.statement.member == bob
    assert fresh(bob).is_limited


def test_leaving_the_ladder_asks_why_and_says_what_it_proposes(case, mona, bob):
    with pytest.raises(ValidationError) as refused:
        decide(mona, case, kind="hold", hours=24)
    assert refused.value.message_dict == {"sanction": ["The ladder proposes: warning. Please say why you choose something else."]}
    assert not Decision.objects.exists()

    decide(mona, case, kind="hold", hours=24, off_ladder="Third time this week.")

    assert Sanction.objects.get().off_ladder == "Third time this week."


def test_where_the_ladder_proposes_nothing_every_sanction_asks_why(case, mona):
    Rule.objects.filter(number=1).update(points=0)

    with pytest.raises(ValidationError, match="proposes no sanction"):
        decide(mona, case, kind="warning")
    decide(mona, case, kind="warning", off_ladder=WHY)

    assert Sanction.objects.get().points == 0


def test_a_reason_given_on_the_ladder_is_not_kept_as_one_for_leaving_it(case, mona):
    decide(mona, case, kind="warning", off_ladder="Just because")

    assert Sanction.objects.get().off_ladder == ""


def test_points_are_those_of_the_ground_and_not_chosen(case, mona):
    decide(mona, case, kind="warning", points=99)

    assert Sanction.objects.get().points == 2


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"kind": "flogging"}, "from the list"),
        ({"kind": "warning", "scope": "world"}, "from the list"),
        ({"kind": "suspend", "hours": 24, "hearing": "coin"}, "from the list"),
        ({"kind": "suspend", "hours": 24, "hearing": "held"}, "hearing follows"),
        ({"kind": "warning", "hours": 4}, "no length"),
        ({"kind": "hold", "hours": 0}, "one hour and one year"),
        ({"kind": "hold", "hours": -4}, "one hour and one year"),
        ({"kind": "hold", "hours": 24 * 365 + 1}, "one hour and one year"),
        ({"kind": "suspend"}, "Without one it is a ban"),
        ({"kind": "ban", "hours": 24}, "no end"),
        ({"kind": "no_reports"}, "for how long"),
        ({"kind": "read_only"}, "for how long"),
        ({"kind": "suspend", "hours": 24, "scope": "forum"}, "counts everywhere"),
        ({"kind": "warning", "scope": "thread"}, "counts everywhere"),
        ({"kind": "hold", "hours": 24, "scope": "forum", "forum_id": 2**40}, "which forum"),
        ({"kind": "hold", "hours": 24, "scope": "thread", "thread_id": 2**40}, "which thread"),
        ({"kind": "hold", "hours": 24, "off_ladder": "x" * 401}, "400"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_a_sentence(plan, sentence, case, admin):
    with pytest.raises(ValidationError) as refused:
        decide(admin, case, **({"off_ladder": WHY} | plan))

    assert sentence in refused.value.message_dict["sanction"][0]
    assert not Sanction.objects.exists()
    assert Case.objects.get(pk=case.pk).is_open


def test_for_what_may_stay_nobody_is_sanctioned(case, mona):
    with pytest.raises(ValidationError, match="may stay"):
        decide(mona, case, outcome="keep", kind="warning")


def test_the_place_is_that_of_the_case_if_none_was_said(case, mona, thread):
    decide(mona, case, kind="read_only", scope="thread", off_ladder=WHY)

    assert Sanction.objects.get().thread == thread


@pytest.mark.parametrize(("kind", "scope"), [(kind, scope) for kind, shape in SHAPES.items() for scope in shape.scopes])
def test_every_kind_can_be_imposed_where_it_makes_sense(kind, scope, case, mona, bob):
    hours = None if kind in ("reminder", "warning", "ban") else 24
    make.forum("Garden")  # where Bob can still write when it is for the workshop alone

    made = strike(mona, case, kind, hours=hours, scope=scope)

    assert (made.kind, made.scope) == (kind, scope)
    assert (made.forum_id is not None, made.thread_id is not None) == (scope == "forum", scope == "thread")
    assert fresh(bob).is_suspended == (kind in ("suspend", "ban"))
    assert fresh(bob).is_silenced == (kind == "read_only" and scope == "site")
    assert fresh(bob).is_limited == (kind != "reminder")
    if kind == "ban":
        assert fresh(bob).suspended_until == FOREVER


@pytest.mark.parametrize(("who", "everywhere"), [("mona", True), ("max", True), ("admin", True), ("kim", False)])
def test_what_counts_everywhere_is_for_who_moderates_everywhere(who, everywhere, forum, bob, charlie, spam, kim, request):
    by = request.getfixturevalue(who)
    garden = Forum.objects.get(slug="garden")
    if who == "mona" or who == "max":
        make.access(garden, "moderators", 16)
    case = reported_post(bob, make.thread(by=charlie, forum=garden), charlie)
    tried = {}

    for scope in Scope.values:
        for kind, shape in SHAPES.items():
            if scope in shape.scopes:
                plan = policies.Plan(kind=kind, scope=scope, forum_id=garden.pk)
                tried[scope, kind] = bool(policies.can_impose(by, plan, garden.pk))
    offered = {(scope, kind) for scope, kinds in policies.open_to(by, case).items() for kind in kinds}

    assert {pair for pair, allowed in tried.items() if allowed} == offered
    words = {("site", "reminder"), ("site", "warning")}
    assert offered == (set(tried) if everywhere else {pair for pair in tried if pair[0] != "site"} | words)


def test_who_moderates_one_forum_limits_there_and_warns(kim, bob, charlie, spam, forum):
    thread = make.thread(by=charlie, forum=Forum.objects.get(slug="garden"))
    case = reported_post(bob, thread, charlie)

    with pytest.raises(Refused, match="Only who moderates every forum"):
        decide(kim, case, kind="hold", hours=24, off_ladder=WHY)
    with pytest.raises(Refused, match="do not moderate the forum"):
        decide(kim, case, kind="hold", hours=24, scope="forum", forum_id=forum.pk, off_ladder=WHY)
    decide(kim, case, kind="read_only", hours=24, scope="forum", off_ladder=WHY)

    assert Sanction.objects.get().forum == thread.forum


@pytest.mark.parametrize(
    ("who", "sentence"), [("staff", "works for the site"), ("owner", "works for the site"), ("max", "moderates here too")]
)
def test_staff_and_colleagues_are_not_sanctioned(who, sentence, thread, charlie, spam, mona, max):
    people = {
        "staff": lambda: make.member("sam", is_staff=True),
        "owner": lambda: make.member("otto", is_superuser=True),
        "max": lambda: max,
    }
    case = reported_post(people[who](), thread, charlie)

    with pytest.raises(Refused, match=sentence):
        decide(mona, case, kind="warning")
    assert policies.open_to(mona, case) == {}
    assert decide(mona, case).outcome == "remind"


def test_who_moderates_elsewhere_is_a_member_like_any_other_here(thread, charlie, spam, kim, mona):
    make.access(Forum.objects.get(slug="garden"), "moderators", 0)
    case = reported_post(kim, thread, charlie)

    decide(mona, case, kind="warning")

    assert Sanction.objects.get().member == kim


def test_nobody_sanctions_themselves(mona):
    assert "themselves" in str(policies.can_sanction(mona, mona).reason)


def test_a_suspension_is_proposed_first_and_its_member_is_asked(case, mona, bob):
    decide(mona, case, kind="suspend", hours=24, off_ladder=WHY)

    proposal = Proposal.objects.get()
    assert proposal.plan["points"] == 2
    assert not Sanction.objects.exists()
    assert not fresh(bob).is_suspended
    # Only so that every page can ask for the answer.
    assert fresh(bob).is_limited


def test_the_log_names_the_sanction(case, mona):
    made = strike(mona, case, "warning")

    entry = AuditEntry.objects.get(verb="case.decided.remind")
    assert entry.data["sanction"] == made.pk


def test_from_a_closed_account_nothing_more_is_taken(case, mona, bob, thread, charlie):
    strike(mona, case, "ban")
    case = reported_post(bob, thread, charlie)
    Sanction.objects.update(points=30)

    with pytest.raises(ValidationError, match="closed already"):
        decide(mona, case, kind="suspend", hours=24, off_ladder=WHY)
    assert ladder.proposal_for(fresh(bob), Rule.objects.get(number=1)) is None
    offered = policies.open_to(mona, Case.objects.get(pk=case.pk))["site"]
    assert "ban" not in offered and "warning" in offered
    assert decide(mona, case, outcome="remove").outcome == "remove"
