"""Private conversations: the list, one of them, a new one. Whatever goes wrong, the answer has what was typed in it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from community.core.markup.excerpt import plain
from community.core.markup.quotes import quote
from community.core.paging import BadCursor
from community.core.ratelimit import hit
from forums.conversations import actions, policies, queries
from forums.conversations.models import Message, Participant
from forums.personal.models import Draft
from forums.personal.queries import draft_at

from .attempts import attempt, preview_of, sent
from .forms import fresh_token
from .guard import member_of, members_only
from .message_forms import ConversationForm, MessageForm

# No index helps to find words in the middle of a message.
A_MINUTE = 40


def url_of(message: Message) -> str:
    """The page the message stands on, and its place there."""
    page = queries.page_with(message.number)
    where = reverse("forums:conversation", args=[message.conversation_id])
    return f"{where}?page={page}#message-{message.number}"


@require_safe
@members_only
def index(request: HttpRequest) -> HttpResponse:
    """One's conversations, or what was written in them."""
    member = member_of(request)
    words, only_unread = request.GET.get("words", "")[:200], "unread" in request.GET
    if words.strip():
        hit(f"messages.search.{member.pk}", limit=A_MINUTE, seconds=60).enforce()
        hits = [(found, url_of(found), plain(found.text, 200)) for found in queries.search(member, words)]
        return render(request, "forums/messages.html", {"hits": hits, "words": words, "searched": True})
    try:
        lines, following = queries.page_for(member, cursor=request.GET.get("after", ""), only_unread=only_unread)
    except BadCursor as error:
        raise Http404 from error
    context = {
        "lines": lines,
        "next": following,
        "only_unread": only_unread,
        "is_first_page": not request.GET.get("after"),
        "may_start_one": policies.can_start(member),
    }
    return render(request, "forums/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    may_start = policies.can_start(member)
    place, status, preview = "talk:new", 200, None
    if request.method == "POST":
        form = ConversationForm(request.POST)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form, by=member)
        else:
            given = form.cleaned_data
            message, status = attempt(
                form,
                lambda: actions.start(
                    by=member,
                    people=actions.clean_people(given["to"], by=member),
                    title=given["title"],
                    body=given["body"],
                    form_token=given["form_token"],
                ),
            )
            if message is not None:
                Draft.objects.filter(member=member, place=place).delete()
                return sent(request, url_of(message))
    else:
        draft = draft_at(member, place)
        form = ConversationForm(
            initial={
                "form_token": fresh_token(),
                "to": request.GET.get("to", "")[:60] or (draft.fields.get("to", "") if draft else ""),
                "title": draft.title if draft else "",
                "body": draft.body if draft else "",
            }
        )
        status = 200 if may_start else 403
    context = {
        "form": form,
        "may_start_one": may_start,
        "draft_place": place,
        "preview": preview,
        "most": policies.MOST_PEOPLE,
        "is_new_form": True,
    }
    return render(request, "forums/new_conversation.html", context, status=status)


def part_of(request: HttpRequest, pk: int) -> Participant:
    """The viewer's own part in the conversation. Whoever has none is told that there is nothing."""
    own = queries.own_part(member_of(request), pk)
    if own is None:
        raise Http404
    own.member = member_of(request)
    return own


def message_of(request: HttpRequest, pk: int) -> Message:
    if pk >= 2**63:
        raise Http404
    found = Message.objects.visible_to(member_of(request)).select_related("conversation", "author")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of messages, and the form below the last."""
    own = part_of(request, pk)
    member, place, status, preview = member_of(request), f"talk:{own.conversation_id}", 200, None
    if request.method == "POST":
        form = MessageForm(request.POST)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form, by=member)
        else:
            given = form.cleaned_data
            message, status = attempt(
                form,
                lambda: actions.send(
                    by=member, conversation=own.conversation, body=given["body"], form_token=given["form_token"]
                ),
            )
            if message is not None:
                Draft.objects.filter(member=member, place=place).delete()
                return sent(request, url_of(message))
    else:
        draft = draft_at(member, place)
        form = MessageForm(initial={"form_token": fresh_token(), "body": _begun(request, draft)})
    context = _shown(request, own) | {"form": form, "preview": preview, "draft_place": place}
    # What was typed stays in reach, also where it may not be sent any more.
    context["shows_form"] = context["may_answer"] or request.method == "POST"
    return render(request, "forums/conversation.html", context, status=status)


def _begun(request: HttpRequest, draft: Draft | None) -> str:
    """The draft, and behind it what is to be quoted."""
    body = draft.body if draft else ""
    asked = request.GET.get("quote", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        return body
    return (f"{body}\n\n" if body.strip() else "") + quoted(message_of(request, int(asked)))


def _shown(request: HttpRequest, own: Participant) -> dict[str, Any]:
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 9 else None
    page = queries.messages_page(own, page=max(1, number) if number is not None else None)
    if page is None:
        raise Http404
    if request.method == "GET" and page.messages:
        actions.read(own=own, up_to=page.messages[-1].number)
    people = queries.people_of(own.conversation)
    member = member_of(request)
    return {
        "conversation": own.conversation,
        "own": own,
        "page": page.page,
        "rows": [_row(member, message, page) for message in page.messages],
        "newest": page.messages[-1].number if page.messages else 0,
        "people": [one for one in people if one.is_active],
        "gone": [one for one in people if not one.is_active],
        "may_answer": policies.can_answer(member, own.conversation, people),
        "may_add": policies.can_add(member, own.conversation),
        "base": own.conversation.get_absolute_url(),
    }


def _row(member: Member, message: Message, page: queries.Page) -> dict[str, Any]:
    is_own = message.author_id == member.pk
    return {
        "message": message,
        "is_own": is_own,
        "is_readable": message.is_published or (is_own and message.state == Message.State.HIDDEN),
        "is_first_unread": message.number == page.first_unread,
        "is_folded": message.author_id in page.ignored,
        "may_edit": is_own and bool(policies.can_edit(member, message)),
        "may_delete": is_own and bool(policies.can_delete(member, message)),
    }


def quoted(message: Message) -> str:
    """Markdown that quotes the message, with the way to it."""
    return quote(name=message.author.name, address=message.get_absolute_url(), source=message.source)


@require_safe
@members_only
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of one message leads to where it stands."""
    return redirect(url_of(message_of(request, pk)))
