"""Reply. Whatever goes wrong, the answer has what was typed in it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.markup.quotes import quote
from forums import policies
from forums.composing import actions
from forums.composing.advising import Hint, hints_for, put_away
from forums.personal.models import Draft
from forums.personal.queries import draft_at
from forums.posts.models import Post
from forums.rearranging.queries import is_joined, thread_instead
from forums.threads.models import Thread

from .attempts import attempt, carry, preview_of, published
from .forms import ReplyForm, fresh_token
from .guard import member_of, members_only

# How many posts that came in meanwhile are shown above the form.
MOST_MEANWHILE = 20
MOST_QUOTES = 10


def _thread_for(request: HttpRequest, pk: int) -> Thread:
    """The thread, or the one it was joined to: what somebody had begun to write is not lost."""
    threads = Thread.objects.visible_to(request.user).select_related("forum")
    found = threads.filter(pk=pk).first()
    if found is None or is_joined(found):
        instead = thread_instead(request.user, pk)
        return get_object_or_404(threads, pk=instead.pk if instead else 0)
    return found


def _meanwhile(member: Member, thread: Thread, seen: int) -> QuerySet[Post]:
    """What others published in the thread after the writer last looked."""
    newer = Post.objects.filter(thread=thread, number__gt=seen).visible_to(member).published().exclude(author=member)
    return newer.select_related("author").order_by("number")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    thread = _thread_for(request, pk)
    if thread.pk != pk and request.method != "POST":
        return redirect("forums:reply", thread.pk)
    may_reply = policies.can_reply(member, thread)
    place, status, preview, meanwhile = f"thread:{thread.pk}", 200, None, []
    hints: list[Hint] = []
    if request.method == "POST":
        form = ReplyForm(request.POST)
        if not form.is_valid():
            status = 422
        elif thread.pk != pk:
            status = 409
            form.add_error(None, _("The thread was joined to this one while you wrote. Here is your text: send it again."))
            # Numbers of the other thread mean other posts here.
            carry(form, "seen_number", thread.last_number)
            carry(form, "reply_to", "")
        elif "preview" in request.POST:
            preview = preview_of(form, by=member)
        elif kind := request.POST.get("put_away"):
            put_away(by=member, thread=thread, kind=kind)
            hints = hints_for(member, thread)
        else:
            token, seen = form.cleaned_data["form_token"], form.cleaned_data["seen_number"]
            twin = actions.twin_of(member, token)
            if twin is None and seen is not None and seen < thread.last_number and "anyway" not in request.POST and may_reply:
                meanwhile = list(_meanwhile(member, thread, seen)[:MOST_MEANWHILE])
            if meanwhile:
                status = 409
                carry(form, "seen_number", thread.last_number)
            else:
                post, status = attempt(
                    form,
                    lambda: actions.reply(
                        by=member,
                        thread=thread,
                        body=form.cleaned_data["body"],
                        reply_to=form.cleaned_data["reply_to"],
                        form_token=token,
                    ),
                )
                if post is not None:
                    Draft.objects.filter(member=member, place=place).delete()
                    return published(request, post)
    else:
        form = ReplyForm(initial=_reply_initial(request, member, thread, place))
        hints = hints_for(member, thread) if may_reply else []
        status = 200 if may_reply else 403
    context = {
        "thread": thread,
        "current_forum_id": thread.forum_id,
        "form": form,
        "may_reply": may_reply,
        "meanwhile": meanwhile,
        "draft_place": place,
        "preview": preview,
        "hints": hints,
        "has_quote": "quote" in request.GET,
    }
    return render(request, "forums/reply.html", context, status=status)


def _reply_initial(request: HttpRequest, member: Member, thread: Thread, place: str) -> dict[str, object]:
    draft = draft_at(member, place)
    body = draft.body if draft else ""
    initial: dict[str, object] = {"form_token": fresh_token(), "seen_number": thread.last_number}
    answered = draft.fields.get("reply_to", "") if draft else ""
    if answered.isascii() and answered.isdigit() and len(answered) <= 9:
        initial["reply_to"] = int(answered)
    readable = Post.objects.filter(thread=thread).visible_to(member).select_related("author")
    raw = request.GET.getlist("quote")[:MOST_QUOTES]
    wanted = [int(number) for number in raw if number.isascii() and number.isdigit() and len(number) <= 18]
    posts = readable.in_bulk(wanted) if wanted else {}
    for post in (posts[pk] for pk in dict.fromkeys(wanted) if pk in posts):
        body = f"{body.rstrip()}\n\n" if body.strip() else ""
        body += quote(name=post.author.name, post_id=post.pk, source=post.source)
        initial.setdefault("reply_to", post.number)
    number = request.GET.get("to", "")
    if number.isascii() and number.isdigit() and len(number) <= 9:
        initial["reply_to"] = int(number)
    return initial | {"body": body}
