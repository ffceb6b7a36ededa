"""The key in the link to a hearing: whoever is suspended already cannot log in, and has to be heard all the same."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from .models import Proposal


def key_of(proposal: Proposal) -> str:
    # The member too, so that a key is worth nothing for another's hearing.
    return Signer(salt="moderation.hearing").signature(f"{proposal.pk}:{proposal.member_id}")


def opens(proposal: Proposal, key: str) -> bool:
    return constant_time_compare(key, key_of(proposal))


def link(proposal: Proposal) -> str:
    return settings.SITE_URL + reverse("desk:hearing_by_key", args=[proposal.pk, key_of(proposal)])
