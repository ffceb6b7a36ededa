"""The way out of mails: a page with one button, and the one click of a mail program (RFC 8058). The signed word is the key."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.notifications import unsubscribing


# A mail program has neither cookie nor page; whoever holds the signed word may stop these mails, and nothing else.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, word: str) -> HttpResponse:
    """GET only asks: mail scanners open every address they find."""
    way = unsubscribing.way_out(word)
    if way is None:
        raise Http404
    with translation.override(way.member.language):
        context = {"way": way, "word": word, "state": "asked"}
        if request.method == "POST" and "resume" in request.POST:
            context["state"] = "resumed" if way.resume() else "asked"
        elif request.method == "POST":
            context |= {"state": "stopped", "word": way.stop()}
        answer = render(request, "accounts/unsubscribe.html", context)
    # The address in the bar is a key: no other page learns of it, and no search engine keeps it.
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
