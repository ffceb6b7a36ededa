"""One's own pictures and files: how much there is, where each stands, and a way to add and delete without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.core.decisions import Refused
from community.core.paging import BadCursor, after_key
from forums.attachments import actions as attachments
from forums.attachments.models import Attachment
from forums.attachments.queries import in_bytes, markdown_of
from forums.attachments.quotas import quota_of, used_by

from .guard import member_of, members_only

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def files(request: HttpRequest) -> HttpResponse:
    """The newest first, with what is left of the quota; a POST adds one."""
    member, status = member_of(request), 200
    if request.method == "POST":
        fault = _taken(request)
        if not fault:
            return redirect("forums:files")
        messages.error(request, fault)
        status = 422
    mine = Attachment.objects.filter(uploader=member).select_related("post__thread")
    try:
        page = after_key(mine, order=("created_at", "pk"), cursor=request.GET.get("after", ""), size=A_PAGE)
    except BadCursor as error:
        raise Http404 from error
    quota, used = quota_of(member), used_by(member)
    context = {
        "rows": [(row, "" if row.room or row.post_id else markdown_of(row)) for row in page.rows],
        "next": page.next,
        "quota": quota,
        "used": used,
        "used_today": in_bytes(used.bytes_a_day) if used.bytes_a_day else "0 MB",
        "used_in_all": in_bytes(used.bytes) if used.bytes else "0 MB",
        "share": min(100, round(100 * used.bytes / (quota.megabytes * 1_000_000))),
        "tab": "files",
    }
    return render(request, "forums/files.html", context, status=status)


def _taken(request: HttpRequest) -> str:
    """Store what was chosen; why not, in a sentence, or nothing."""
    file = request.FILES.get("file")
    if file is None:
        return _("Please choose a picture or a file.")
    try:
        attachments.upload(by=member_of(request), file=file)
    except ValidationError as error:
        return " ".join(error.messages)
    except Refused as error:
        return str(error)
    return ""


@require_POST
@members_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    attachment = get_object_or_404(Attachment, pk=pk, uploader=member)
    try:
        attachments.discard(by=member, attachment=attachment)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(name)s” is deleted.") % {"name": attachment.name})
    return redirect("forums:files")
