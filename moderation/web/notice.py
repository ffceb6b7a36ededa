"""The public form for notices of illegal content (Art. 16 DSA), and the notifier's own page. No account is needed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from moderation.law import taxonomy
from moderation.legal_notices import policies, queries, wording
from moderation.legal_notices.actions import TooOften, give_notice
from moderation.legal_notices.addresses import ADDRESS_MAX
from moderation.legal_notices.forms import NoticeForm, new_form_word
from moderation.legal_notices.models import LegalNotice


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    by = request.user
    asked = request.POST if request.method == "POST" else request.GET
    form = NoticeForm(_usable(request.POST) if request.method == "POST" else None, initial=_initial(request))
    token = asked.get("flagger", "")[:64]
    flagger = queries.flagger_of(token)
    allowed = policies.can_give_notice(by)
    status = 200 if allowed else 403
    if request.method == "POST" and allowed:
        status = 422
        if form.is_valid():
            try:
                made = give_notice(
                    by=by,
                    given=form.given(),
                    language=_language(),
                    flagger=flagger,
                    hosts=[request.get_host()],
                    place=_place(request),
                    form=form.cleaned_data["form_word"],
                )
            except ValidationError as error:
                for field, faults in error.message_dict.items():
                    form.add_error(field if field in form.fields else None, faults)
            except TooOften as refused:
                form.add_error(None, str(refused))
                status = 429
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 403
            else:
                messages.success(request, _("Thank you. We have your notice and will look at it."))
                return redirect("desk:notice_status", made.token)
    chosen = str(form["category"].value() or "")
    context = {
        "form": form,
        "allowed": allowed,
        "flagger": flagger,
        "flagger_token": token,
        "is_unknown_flagger": bool(token) and flagger is None,
        # (heading of the group, its choices), as the browser wants them.
        "kinds": [(label, options) for label, options, _index in form.fields["category"].widget.optgroups("category", [chosen])],
    }
    return _unkept(render(request, "moderation/notice.html", context, status=status))


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address may read: it was given to nobody but the notifier."""
    found = get_object_or_404(LegalNotice, token=token)
    rows = queries.status_of(found, _language())
    context = {
        "notice": found,
        "rows": rows,
        "category": taxonomy.category_label(found.category, found.keyword),
        "human": wording.HUMAN,
        "is_decided": any(row.state != "open" for row in rows),
    }
    return _unkept(render(request, "moderation/notice_status.html", context))


def _initial(request: HttpRequest) -> dict[str, str]:
    """The address of the thing from whose menu one came; a member's own name and e-mail, which they may empty."""
    url = " ".join(request.GET.get("url", "").split())[:ADDRESS_MAX]
    if url.startswith("/") and not url.startswith("//"):
        url = request.build_absolute_uri(url)
    found = {"addresses": url, "form_word": new_form_word()}
    if isinstance(request.user, Member):
        found |= {"name": request.user.name, "email": request.user.email}
    return found


def _usable(sent: QueryDict) -> QueryDict:
    """A form that is shown again carries the word of its first page, so that sending it twice stays one notice."""
    if len(sent.get("form_word", "")) >= 20:
        return sent
    data = sent.copy()
    data["form_word"] = new_form_word()
    return data


def _place(request: HttpRequest) -> str:
    """The network the request came from. A household has 2^64 addresses of the newer kind: they count as one."""
    try:
        known = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return "unknown"
    return str(ip_network(f"{known}/64", strict=False)) if known.version == 6 else str(known)


def _language() -> str:
    return (get_language() or "en")[:2]


def _unkept(response: HttpResponse) -> HttpResponse:
    """Neither kept by a browser nor found by a search engine: the address alone opens the page.

    The address goes to no other site. Within ours it must, for without it browsers send "Origin: null" and every form fails.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
