"""Voting, changing what was asked, closing. The poll's row is locked: what is open when a vote begins is open when it counts."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from forums import signals
from forums.posts.models import Post

from . import policies
from .making import NewPoll
from .models import Ballot, Poll


def _locked(poll: Poll) -> Poll:
    return Poll.objects.select_for_update(of=("self",), no_key=True).select_related("post__thread__forum").get(pk=poll.pk)


def clean_choices(poll: Poll, choices: Sequence[int]) -> list[int]:
    """Raises ValidationError when the ballot is not one that this poll counts."""
    if len(set(choices)) != len(choices) or not all(0 <= position < len(poll.options) for position in choices):
        raise ValidationError(_("Please choose from the options of this poll, each once."))
    if not poll.least <= len(choices) <= poll.most:
        if poll.most == 1 or poll.is_ranked:
            raise ValidationError(_("Please choose an option."))
        raise ValidationError(
            _("Please choose %(least)s to %(most)s options; you chose %(n)s.")
            % {"least": poll.least, "most": poll.most, "n": len(choices)}
        )
    return list(choices) if poll.is_ranked else sorted(choices)


@transaction.atomic
def vote(*, by: Member, poll: Poll, choices: Sequence[int]) -> Ballot:
    """Cast a ballot, or put another in the place of one's own. `choices` are positions, best first where order counts."""
    fresh = _locked(poll)
    policies.can_vote(by, fresh, fresh.post).enforce()
    chosen = ",".join(map(str, clean_choices(fresh, choices)))
    ballot, _new = Ballot.objects.update_or_create(poll=fresh, member=by, defaults={"choices": chosen, "cast_at": timezone.now()})
    _count_anew(fresh)
    return ballot


@transaction.atomic
def take_back(*, by: Member, poll: Poll) -> bool:
    """Be as if one had not voted."""
    fresh = _locked(poll)
    policies.can_vote(by, fresh, fresh.post).enforce()
    gone, _rows = Ballot.objects.filter(poll=fresh, member=by).delete()
    if gone:
        _count_anew(fresh)
    return bool(gone)


def _count_anew(poll: Poll) -> None:
    Poll.objects.filter(pk=poll.pk).update(version=F("version") + 1)


@transaction.atomic
def change(*, by: Member, poll: Poll, new: NewPoll) -> None:
    """Ask otherwise, before anybody has answered."""
    fresh = _locked(poll)
    policies.can_change(by, fresh, fresh.post).enforce()
    Poll.objects.filter(pk=fresh.pk).update(**new.columns())


@transaction.atomic
def remove(*, by: Member, post: Post) -> bool:
    """Take the poll out of the post, as long as it could be changed."""
    poll = Poll.objects.filter(post=post).first()
    if poll is None:
        return False
    fresh = _locked(poll)
    policies.can_change(by, fresh, fresh.post).enforce()
    fresh.delete()
    return True


@transaction.atomic
def close(*, by: Member, poll: Poll) -> bool:
    """No more votes; the results are everybody's from now."""
    fresh = _locked(poll)
    policies.can_close(by, fresh, fresh.post).enforce()
    Poll.objects.filter(pk=fresh.pk).update(closed_at=timezone.now())
    signals.poll_closed.send(Poll, poll=fresh, thread=fresh.post.thread, by=by)
    return True
