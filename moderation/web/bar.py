"""The decision bar: outcomes, grounds, words and sanctions, as the template shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, Outcome
from moderation.cases.page import CasePage
from moderation.decisions import queries as decided
from moderation.decisions.models import CARE_OUTCOMES, Decision, LegalGround, Rule
from moderation.replies import queries as replies
from moderation.replies.rendering import fill_known
from moderation.replies.values import values_for, voice_of, words_for
from moderation.sanctions import ladder, policies
from moderation.sanctions.models import Hearing, Kind, Scope
from moderation.sanctions.plan import Plan
from moderation.sanctions.wording import in_words, length

from .deciders import Acts
from .given import CARE, REVISE_DAYS, Given, place_for

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Which outcome a strike goes with: the first of these that is offered.
_STRONGEST = ("remove", "reject", "remind")
_LENGTHS = (1, 24, 7 * 24, 30 * 24)


@dataclass(frozen=True)
class GroundOption:
    value: str
    label: str
    message: str = ""  # the usual words, in the author's language
    ladder: str = ""  # what the ladder proposes, in a sentence
    strikes: bool = False  # whether this viewer may follow it
    chosen: bool = False


@dataclass(frozen=True)
class ReplyOption:
    pk: int
    title: str
    text: str
    chosen: bool = False


@dataclass
class Bar:
    outcomes: list[Outcome]
    rules: list[GroundOption] = field(default_factory=list)
    laws: list[GroundOption] = field(default_factory=list)
    care: bool = False  # whether it may be for the care of the thread alone
    care_chosen: bool = False
    chosen: GroundOption | None = None
    message: str = ""
    replies: list[ReplyOption] = field(default_factory=list)
    strike: Outcome | None = None  # removed together with the ladder's step
    with_sanction: list[Outcome] = field(default_factory=list)
    kinds: list[tuple[str, _StrOrPromise]] = field(default_factory=list)
    scopes: list[tuple[str, _StrOrPromise]] = field(default_factory=list)
    lengths: list[tuple[str, str]] = field(default_factory=list)
    exceptions: list[tuple[str, _StrOrPromise]] = field(default_factory=list)
    may_lock_out: bool = False
    revises: list[tuple[int, str]] = field(default_factory=list)
    given: Given = field(default_factory=Given)
    previewed: str = ""

    @property
    def strikes(self) -> bool:
        """Whether the ladder may be followed with the ground that is chosen, or with any while none is."""
        options = [*self.rules, *self.laws]
        return self.chosen.strikes if self.chosen is not None else any(option.strikes for option in options)

    @property
    def needs_ground(self) -> bool:
        return any(outcome.needs_ground for outcome in self.outcomes)


def bar(viewer: Member, page: CasePage, acts: Acts, given: Given | None = None) -> Bar:
    """`given` is what was typed before, after a refused form or for a preview. Seven queries, none where nothing is offered."""
    found = Bar(outcomes=acts.outcomes, given=given or Given(ground=_usual_ground(page) if acts.outcomes else ""))
    found.message = found.given.message
    if not acts.outcomes:
        return found
    found.previewed = found.given.button if given else _likely(acts.outcomes)
    case = page.case
    found.replies = _replies(viewer, case, found.given.reply)
    if page.proposal is not None or page.appeal is not None:
        return found
    sanctionable = _sanctions(found, viewer, case)
    _grounds(found, viewer, page, sanctionable=sanctionable)
    if given is None and found.chosen is not None:
        found.message = found.chosen.message
    if any(outcome.name == "revise" for outcome in acts.outcomes):
        found.revises = [(days, ngettext("%(n)d day", "%(n)d days", days) % {"n": days}) for days in REVISE_DAYS]
    return found


def usual_messages(case: Case) -> set[str]:
    """The usual words of every ground, as the author would read them; two queries."""
    language = case.subject.language if case.subject else None
    grounds: list[Rule | LegalGround] = [*decided.rules(), *decided.laws()]
    return {ground.in_language(language)[2].strip() for ground in grounds} - {""}


def _grounds(found: Bar, viewer: Member, page: CasePage, *, sanctionable: bool) -> None:
    case = page.case
    language = case.subject.language if case.subject else None
    steps = ladder.steps() if sanctionable else []

    def option(ground: Rule | LegalGround, kind: str) -> GroundOption:
        value = f"{kind}:{ground.pk}"
        step = ladder.propose(page.people.points, ground.points, steps)
        return GroundOption(
            value=value,
            label=str(ground),
            message=ground.in_language(language)[2],
            ladder=_proposes(step, ground, page.people.points) if sanctionable else "",
            strikes=step is not None and place_for(viewer, step.kind, case) is not None,
            chosen=value == found.given.ground,
        )

    found.rules = [option(rule, "rule") for rule in decided.rules()]
    found.laws = [option(law, "law") for law in decided.laws()]
    found.chosen = next((ground for ground in (*found.rules, *found.laws) if ground.chosen), None)
    found.care = any(outcome.name in CARE_OUTCOMES for outcome in found.outcomes)
    found.care_chosen = found.care and found.given.ground == CARE


def _proposes(step: ladder.Step | None, ground: Rule | LegalGround, active: int) -> str:
    if step is None:
        return _("The ladder proposes no sanction: this ground weighs nothing, or too little.")
    sentence = _("The ladder proposes: %(step)s. %(active)s, and this ground adds %(added)d.") % {
        "step": in_words(step.kind, step.hours),
        "active": ngettext("%(n)d point counts already", "%(n)d points count already", active) % {"n": active},
        "added": ground.points,
    }
    plan = Plan(kind=step.kind, hours=step.hours)
    if plan.is_heavy:
        return sentence + " " + _("A second person has to agree.")
    if plan.needs_hearing:
        return sentence + " " + _("The member is heard first.")
    return sentence


def _sanctions(found: Bar, viewer: Member, case: Case) -> bool:
    """Whether anybody can be sanctioned here by this viewer, and with what."""
    open_to = policies.open_to(viewer, case)
    upholding = [outcome for outcome in found.outcomes if outcome.needs_ground]
    if not open_to or not upholding:
        return False
    names = {outcome.name for outcome in found.outcomes}
    found.strike = next((OUTCOMES[name] for name in _STRONGEST if name in names), None)
    found.with_sanction = upholding
    offered = {kind for kinds in open_to.values() for kind in kinds}
    found.kinds = [(kind, Kind(kind).label) for kind in Kind if kind in offered]
    found.scopes = [(scope, Scope(scope).label) for scope in open_to]
    found.lengths = [(str(hours), length(hours)) for hours in _LENGTHS]
    found.may_lock_out = Kind.SUSPEND in offered
    found.exceptions = [(kind, kind.label) for kind in (Hearing.DANGER, Hearing.SPAM, Hearing.ORDER)]
    return True


def _replies(viewer: Member, case: Case, chosen: int) -> list[ReplyOption]:
    """Each in the voice of the reader, with the blanks filled that do not depend on the decision."""
    values = values_for(case)
    voice = voice_of(case.subject)
    return [
        ReplyOption(reply.pk, reply.title, fill_known(words_for(reply, voice), values), reply.pk == chosen)
        for reply in replies.offered(viewer)
    ]


def _usual_ground(page: CasePage) -> str:
    """What such a matter usually rests on: the reason's ground, the law of the notice, or what was taken last time."""
    reason = page.case.reason
    if reason is not None and (reason.law_id or reason.rule_id):
        return f"law:{reason.law_id}" if reason.law_id else f"rule:{reason.rule_id}"
    if page.notices:
        law = LegalGround.objects.filter(category=page.notices[0].notice.category, is_active=True).first()
        return f"law:{law.pk}" if law is not None else ""
    if page.proposal is not None or page.appeal is not None or reason is not None:
        return ""
    last = (
        Decision.objects.filter(case__kind=page.case.kind, case__headline=page.case.headline, undone_at=None)
        .exclude(rule=None, law=None)
        .order_by("-pk")
        .values("rule", "law")
        .first()
    )
    return "" if last is None else (f"law:{last['law']}" if last["law"] else f"rule:{last['rule']}")


def _likely(outcomes: list[Outcome]) -> str:
    """What a preview is most often asked for: the strongest measure."""
    telling = [outcome.name for outcome in outcomes if outcome.tells_author] or [outcomes[0].name]
    return telling[-1]
