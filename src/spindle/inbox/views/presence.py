"""A page says which conversation it has before it, and asks who else reads."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from spindle.inbox import presence
from spindle.inbox.presence_rows import readers_context
from spindle.members.access import MemberRequest, member_required

# A page's token, as `home.context` makes it.
_PAGE = re.compile(r"[A-Za-z0-9_-]{8,32}")


@require_http_methods(["POST", "DELETE"])
@member_required
def reading(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """POST: the page `page` shows it now. DELETE: it shows none any more."""
    page = request.GET.get("page", "")
    if not _PAGE.fullmatch(page):
        raise Http404
    if request.method == "DELETE":
        presence.leave(page=page, by=request.member)
    elif not presence.enter(conversation_id, page=page, by=request.member):
        raise Http404
    return HttpResponse(status=204)


@require_GET
@member_required
def readers(request: MemberRequest) -> HttpResponse:
    """The faces of colleagues, each with its conversation; the page puts them where they belong."""
    return render(request, "inbox/_readers.html", readers_context(request.member))
