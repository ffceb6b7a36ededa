"""What the composer needs while somebody writes: preview, images, quotes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.core.decisions import Refused
from community.core.markup.quotes import quote as quoted
from forums.attachments import actions as attachments
from forums.attachments.queries import markdown_of
from forums.composing.actions import clean_body
from forums.composing.limits import TooFast
from forums.composing.rendering import render_source
from forums.posts.models import Post

from .attempts import may_preview
from .guard import member_of, members_only


@require_POST
@members_only
def preview(request: HttpRequest) -> HttpResponse:
    """The text as publishing it would show it, by the same function with the same people and images."""
    body = request.POST.get("body", "")
    if not (allowed := may_preview(member_of(request), body)):
        return render(request, "forums/_preview.html", {"errors": [allowed.reason]}, status=422)
    try:
        rendered = render_source(clean_body(body))
    except ValidationError as error:
        return render(request, "forums/_preview.html", {"errors": error.messages}, status=422)
    return render(request, "forums/_preview.html", {"preview": rendered})


@require_POST
@members_only
def upload(request: HttpRequest) -> HttpResponse:
    """One picture or file; answers what to write into the text, or why not."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Please choose a picture or a file.")}, status=422)
    try:
        image = attachments.upload(by=member_of(request), file=file)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    except TooFast as error:
        return JsonResponse({"error": str(error)}, status=429)
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=403)
    size = {"width": image.width, "height": image.height}
    return JsonResponse({"url": image.file_url, "markdown": markdown_of(image), "thumb": image.thumb_url, **size})


@require_safe
@members_only
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """The Markdown that quotes a post; it goes into the value of a text field and nowhere else."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("author"), pk=pk)
    text = quoted(name=post.author.name, post_id=post.pk, source=post.source)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
