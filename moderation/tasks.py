"""What the desk does by itself."""

from __future__ import annotations

from datetime import datetime

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from moderation.bulk import actions as bulk
from moderation.cases import weighing
from moderation.decisions import telling
from moderation.notes import actions as notes
from moderation.proposals import actions as proposals
from moderation.sanctions import standing
from moderation.wellbeing import exposure


@db_periodic_task(crontab(minute="*/5"), name="moderation.weigh_open_cases")
def weigh_open_cases() -> int:
    """Waiting makes a case more urgent: bring the stored priorities up to date. Returns how many moved."""
    return weighing.weigh_open()


@db_periodic_task(crontab(hour="4", minute="20"), name="moderation.tidy_standing")
def tidy_standing() -> int:
    return standing.tidy()


@db_task(name="moderation.tell")
def tell(decision_id: int) -> None:
    telling.tell(decision_id)


def tell_later(decision_id: int, at: datetime) -> None:
    """Have the decision told at that moment."""
    tell.schedule(args=(decision_id,), eta=at)


@db_task(name="moderation.carry_out_batch")
def carry_out_batch(proposal_id: int) -> None:
    bulk.carry_out_proposal(proposal_id)


@db_periodic_task(crontab(minute="*"), name="moderation.tell_what_is_overdue")
def tell_what_is_overdue() -> int:
    """Second chance for what a stopped worker or a lost job left untold. Returns how many."""
    return sum(telling.tell(pk) for pk in telling.overdue())


@db_periodic_task(crontab(hour="4", minute="10"), name="moderation.forget_old_exposure")
def forget_old_exposure() -> int:
    return exposure.forget_old()


@db_periodic_task(crontab(minute="*/5"), name="moderation.close_proposals_that_ran_out")
def close_proposals_that_ran_out() -> int:
    """Nothing depends on it: a proposal is open or not by the clock. This clears the queue and tells who waits."""
    return proposals.expire_all()


@db_periodic_task(crontab(hour="4", minute="20"), name="moderation.forget_old_notes")
def forget_old_notes() -> int:
    return notes.forget_old()
