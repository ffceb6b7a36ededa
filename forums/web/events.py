"""Events: the list by month, the answer, the calendar files, and announcing one with a thread of one's own."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from forums.composing.attaching import add
from forums.events import actions, policies, queries
from forums.events.models import Event
from forums.posts.models import Post
from forums.posts.queries import url_of

from .event_forms import EventForm, initial_of
from .guard import member_of, members_only

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@require_safe
def upcoming(request: HttpRequest) -> HttpResponse:
    """One month of events, this one unless another is asked for."""
    today = timezone.localdate()
    year, month = _month(request.GET.get("month", f"{today:%Y-%m}"))
    first = date(year, month, 1)
    context = {
        "month": first,
        "events": queries.in_month(request.user, year, month),
        "previous": date(year - (month == 1), (month - 2) % 12 + 1, 1),
        "next": date(year + month // 12, month % 12 + 1, 1),
        "is_now": (year, month) == (today.year, today.month),
        "zone": timezone.get_current_timezone_name(),
    }
    if isinstance(request.user, Member):
        feed = reverse("forums:event_feed", args=[queries.feed_token(request.user)])
        context["feed"] = settings.SITE_URL + feed
    return render(request, "forums/events.html", context)


def _month(raw: str) -> tuple[int, int]:
    year, dash, month = raw.partition("-")
    whole = dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit() and len(raw) <= 7
    if not whole or not _FIRST_YEAR <= int(year) <= _LAST_YEAR or not 1 <= int(month) <= 12:
        raise Http404
    return int(year), int(month)


def _event(request: HttpRequest, pk: int) -> Event:
    found = Event.objects.select_related("post__thread__forum", "post__author")
    event = get_object_or_404(found, pk=pk)
    if not Post.objects.visible_to(request.user).filter(pk=event.post_id).exists():
        raise Http404
    return event


@require_POST
@members_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    member, event = member_of(request), _event(request, pk)
    if "withdraw" in request.POST:
        actions.withdraw(by=member, event=event)
        messages.success(request, _("Your answer was taken back."))
        return redirect(url_of(event.post))
    try:
        mine = actions.answer(by=member, event=event, answer=request.POST.get("answer", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(url_of(event.post))
    if mine.is_waiting:
        messages.info(request, _("Every place is taken. You wait for one, and are told when you have it."))
    else:
        messages.success(request, _("Your answer is noted."))
    return redirect(url_of(event.post))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce an event with a thread of one's own, change it, or cancel it."""
    member = member_of(request)
    post = get_object_or_404(Post.objects.visible_to(member).select_related("thread__forum", "author"), pk=pk)
    event = Event.objects.filter(post=post).first()
    may = policies.can_change(member, event, post) if event else policies.can_add(member, post)
    status = 200 if may else 403
    typed = request.POST if request.method == "POST" else None
    form = EventForm(typed, initial=initial_of(event) if event else None, every_zone=True)
    if request.method == "POST":
        try:
            if "cancel" in request.POST and event:
                actions.cancel(by=member, event=event)
                messages.success(request, _("The event is cancelled. Whoever wanted to come is told."))
                return redirect(url_of(post))
            status = 422
            new = form.new_event(may_lie_back=bool(event and event.starts_at < timezone.now()))
            if new is None:
                raise ValidationError({"event_title": _("Please say what it is.")})
            may.enforce()
            change = (lambda: actions.change(by=member, event=event, new=new)) if event else None
            return redirect(url_of(add(by=member, post=post, extra=new, attach=change)))
        except ValidationError as error:
            for name, faults in error.message_dict.items():
                if name not in form.errors:
                    form.add_error(name if name in form.fields else None, faults)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 403
    context = {"post": post, "thread": post.thread, "event": event, "form": form, "may": may, "show_event": True}
    return render(request, "forums/event_edit.html", context, status=status)


def _file(entries: list[Event], name: str) -> HttpResponse:
    answer = HttpResponse(queries.calendar_of(entries), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One event for any calendar."""
    return _file([_event(request, pk)], f"event-{pk}")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's own events. The calendar that asks cannot log in: the secret in the address speaks for the member."""
    owner = queries.owner_of(token)
    if owner is None:
        raise Http404
    answer = _file(list(queries.own(owner)), "events")
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
