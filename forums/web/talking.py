"""What people do in a conversation besides writing: change a message, add people, leave, mute, choose who may write."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.core.decisions import Refused
from forums.conversations import actions, policies, queries
from forums.conversations.editing import StaleMessage
from forums.conversations.editing import edit as save_edit
from forums.conversations.models import Wish
from forums.posts.difference import difference

from .attempts import attempt, carry, preview_of, sent
from .conversations import message_of, part_of, quoted, url_of
from .guard import member_of, members_only
from .message_forms import EditMessageForm, PeopleForm


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Of two edits at once the second is shown the first, and nothing of either is lost."""
    member, message = member_of(request), message_of(request, pk)
    may_edit = policies.can_edit(member, message)
    status, preview, current = 200 if may_edit else 403, None, None
    if request.method == "POST":
        form = EditMessageForm(request.POST)
        if not form.is_valid():
            status = 422
        elif "preview" in request.POST:
            preview = preview_of(form, by=member)
        else:
            given = form.cleaned_data
            try:
                saved, status = attempt(
                    form, lambda: save_edit(by=member, message=message, body=given["body"], version=given["version"])
                )
                if saved is not None:
                    return sent(request, url_of(saved))
            except StaleMessage as stale:
                current, status = stale.current, 409
                # Whoever has seen the other text may overwrite it knowingly.
                carry(form, "version", current.version)
    else:
        form = EditMessageForm(initial={"body": message.source, "version": message.version})
    context = {
        "message": message,
        "form": form,
        "may_edit": may_edit,
        "preview": preview,
        "current": current,
        "pieces": difference(current.source, form.cleaned_data["body"]) if current else [],
        "back": url_of(message),
    }
    return render(request, "forums/edit_message.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    member, message = member_of(request), message_of(request, pk)
    if request.method == "POST":
        actions.delete_own(by=member, message=message)
        messages.success(request, _("Your message is taken back."))
        return redirect(url_of(message))
    may_delete = policies.can_delete(member, message)
    context = {"message": message, "may_delete": may_delete, "back": url_of(message)}
    return render(request, "forums/delete_message.html", context, status=200 if may_delete else 403)


@require_safe
@members_only
def quote_message(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes into the value of a text field and nowhere else."""
    return HttpResponse(quoted(message_of(request, pk)), content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part; whoever began the conversation adds others."""
    own, member = part_of(request, pk), member_of(request)
    may_add = policies.can_add(member, own.conversation)
    form, status = PeopleForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            added, status = attempt(
                form,
                lambda: actions.add_people(
                    by=member,
                    conversation=own.conversation,
                    people=actions.clean_people(form.cleaned_data["to"], by=member),
                ),
            )
            if added is not None:
                said = ngettext("%(n)s person was added.", "%(n)s people were added.", added) % {"n": added}
                messages.success(request, said)
                return redirect(own.conversation)
    context = {
        "own": own,
        "conversation": own.conversation,
        "people": queries.people_of(own.conversation),
        "may_add": may_add,
        "form": form,
        "most": policies.MOST_PEOPLE,
    }
    return render(request, "forums/conversation_people.html", context, status=status)


@require_safe
@members_only
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Names that begin so, for the list behind an @: of those who are in it, and no others."""
    own = part_of(request, pk)
    found = queries.suggest(member_of(request), own.conversation_id, request.GET.get("q", "")) if own.is_active else []
    return JsonResponse(found, safe=False)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    own = part_of(request, pk)
    if request.method == "POST":
        if actions.leave(by=member_of(request), conversation=own.conversation):
            messages.success(request, _("You have left the conversation."))
        return redirect("forums:messages")
    return render(request, "forums/leave_conversation.html", {"conversation": own.conversation, "own": own})


@require_POST
@members_only
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    own, muted = part_of(request, pk), request.POST.get("muted") == "1"
    if actions.mute(by=member_of(request), conversation=own.conversation, muted=muted):
        said = _("You are not told of this conversation any more.") if muted else _("You are told of this conversation again.")
        messages.success(request, said)
    return redirect(own.conversation)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def wish(request: HttpRequest) -> HttpResponse:
    """Who may begin to write to one."""
    member, status, fault = member_of(request), 200, ""
    if request.method == "POST":
        try:
            actions.wish(by=member, messages_from=request.POST.get("messages_from", ""))
        except (ValidationError, Refused) as error:
            status, fault = 422, " ".join(getattr(error, "messages", [str(error)]))
        else:
            messages.success(request, _("Your choice is saved."))
            return redirect("forums:messages")
    chosen = Wish.objects.filter(member=member).values_list("messages_from", flat=True).first() or Wish.From.EVERYBODY
    context = {"choices": Wish.From.choices, "chosen": chosen, "fault": fault}
    return render(request, "forums/message_wish.html", context, status=status)
