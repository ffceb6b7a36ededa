"""/live/ for pages whose server cannot hold streams open, or has no room for one more: they ask now and then."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.http import require_safe

from community.core.live import publishing, tokens


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """204 when nothing is new. A browser that wanted a stream is told by the same answer to stop trying."""
    channels = tokens.channels_in(request.GET.get("t", ""))
    if not channels:
        return HttpResponseForbidden()
    known = request.GET.get("since", "")
    if "text/event-stream" in request.headers.get("Accept", "") or not (known.isascii() and known.isdigit() and len(known) < 20):
        return HttpResponse(status=204)
    news = publishing.since(channels, int(known))
    if not news:
        return HttpResponse(status=204)
    return JsonResponse({"news": [{**data, "channel": channel} for channel, _n, data in news], "number": news[-1][1]})
