"""What a page may hear, signed by the server that drew it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.signing import BadSignature, TimestampSigner

# An open page asks for a new one after this; whoever lost a right hears bare numbers for no longer.
SECONDS = 3600
MOST_CHANNELS = 300
_CHANNEL = re.compile(r"[a-z]+:[0-9a-z_-]+")
_signer = TimestampSigner(salt="community.core.live", sep="~")


def sign(channels: Iterable[str]) -> str:
    """One short signed word for "forum:1", "forum:2" and "member:7"."""
    grouped: dict[str, list[str]] = {}
    for channel in list(channels)[:MOST_CHANNELS]:
        if not _CHANNEL.fullmatch(channel):
            raise ValueError(f"{channel!r} is no channel")
        kind, _colon, name = channel.partition(":")
        grouped.setdefault(kind, []).append(name)
    return _signer.sign(";".join(f"{kind}:{','.join(names)}" for kind, names in grouped.items()))


def channels_in(token: str) -> list[str]:
    """The channels of a token of ours that is not too old; otherwise none."""
    if len(token) > 8_000:
        return []
    try:
        said = _signer.unsign(token, max_age=SECONDS)
    except BadSignature:
        return []
    groups = (group.partition(":") for group in said.split(";"))
    return [f"{kind}:{name}" for kind, _colon, names in groups for name in names.split(",") if name]
