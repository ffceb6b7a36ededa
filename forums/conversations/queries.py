"""What the pages about conversations need, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from accounts.ignoring.queries import ignored_by
from accounts.models import Member, fold
from community.core.markup.excerpt import plain
from community.core.paging import KeyPage, NumberPage, after_key, by_number, page_of

from .models import Conversation, Message, Participant

PAGE, MESSAGES = 30, 20
# A search looks through the last so many conversations and shows as many hits.
MOST_SEARCHED, MOST_HITS = 500, 50


@dataclass
class Line:
    """One conversation in the list."""

    own: Participant
    people: list[Member] = field(default_factory=list)  # the others who are in it
    excerpt: str = ""
    who: str = ""  # who wrote that
    is_own: bool = False

    @property
    def unread(self) -> int:
        return max(0, self.own.conversation.last_number - self.own.last_read) if self.own.has_news else 0


def page_for(member: Member, *, cursor: str = "", only_unread: bool = False) -> tuple[list[Line], str]:
    """A page of the member's conversations, the newest first, and the next page's cursor. Four queries. Raises BadCursor."""
    mine = Participant.objects.active().filter(member=member).select_related("conversation")
    if only_unread:
        mine = mine.filter(has_news=True)
    page: KeyPage[Participant] = after_key(mine, order=("news_at", "pk"), cursor=cursor, size=PAGE)
    return _lines(member, page.rows), page.next


def _lines(member: Member, rows: Sequence[Participant]) -> list[Line]:
    lines = {row.conversation_id: Line(row) for row in rows}
    others = Participant.objects.active().filter(conversation__in=lines).exclude(member=member).select_related("member")
    for other in others.order_by("pk"):
        lines[other.conversation_id].people.append(other.member)
    newest = Message.objects.filter(conversation__in=lines, number=F("conversation__last_number"))
    ignored = ignored_by(member) if lines else set()
    for message in newest.select_related("author").only("conversation", "text", "state", "author"):
        line = lines[message.conversation_id]
        line.who, line.is_own = message.author.name, message.author_id == member.pk
        if message.is_published and message.author_id not in ignored:
            line.excerpt = plain(message.text, 120)
    return list(lines.values())


def own_part(member: Member, pk: int) -> Participant | None:
    """The member's part in this conversation, also when they left it; None is a 404."""
    if pk >= 2**63:
        return None
    return Participant.objects.select_related("conversation").filter(member=member.pk, conversation=pk).first()


def people_of(conversation: Conversation) -> list[Participant]:
    """Everybody who is or was in it, in the order they came."""
    return list(conversation.participants.select_related("member").order_by("pk"))


@dataclass
class Page:
    """A page of messages as one person reads it."""

    page: NumberPage
    messages: list[Message]
    first_unread: int | None
    ignored: set[int]


def last_for(own: Participant) -> int:
    """The newest number this person may read."""
    return own.conversation.last_number if own.left_number is None else own.left_number


def messages_page(own: Participant, *, page: int | None = None) -> Page | None:
    """A page, by default the one with the first unread message; None beyond the end. Two queries."""
    highest = last_for(own)
    unread = own.last_read + 1 if own.is_active and own.has_news and own.last_read < highest else None
    wanted = page or page_of(unread or highest or 1, size=MESSAGES)
    cut = by_number(highest=highest, page=wanted, size=MESSAGES)
    if cut.number > cut.pages:
        return None
    rows = Message.objects.filter(conversation=own.conversation_id, number__range=(cut.first, min(cut.last, highest)))
    found = list(rows.select_related("author").order_by("number"))
    return Page(cut, found, unread if own.last_read else None, ignored_by(own.member))


def page_with(number: int) -> int:
    return page_of(number, size=MESSAGES)


def search(member: Member, words: str) -> list[Message]:
    """Messages in the member's own conversations that contain all of these words, the newest first. Two queries."""
    terms = words.replace("\0", "").split()[:8]
    if not terms:
        return []
    mine = Participant.objects.filter(member=member).order_by("-news_at", "-pk").values_list("conversation_id", flat=True)
    found = Message.objects.visible_to(member).filter(conversation__in=list(mine[:MOST_SEARCHED]))
    for term in terms:
        found = found.filter(text__icontains=term)
    return list(found.select_related("author", "conversation").order_by("-pk")[:MOST_HITS])


def suggest(member: Member, conversation_id: int, prefix: str) -> list[dict[str, Any]]:
    """Names of those in the conversation that begin so. One query."""
    rows = Participant.objects.active().filter(conversation=conversation_id).exclude(member=member)
    folded = fold(prefix.replace("\0", "")).strip()[:60]
    found = rows.filter(member__username_folded__startswith=folded).select_related("member").order_by("member__username_folded")
    return [{"username": row.member.username, "name": row.member.name} for row in found[:8]]
