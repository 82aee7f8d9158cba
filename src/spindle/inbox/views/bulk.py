"""Work on all of a list: how far it is, stop, undo, put its line away; and to which relation to link all."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.archive.asked import ids_of
from spindle.archive.choices import choices
from spindle.inbox import bulk
from spindle.inbox.bulk_rows import bulk_context
from spindle.inbox.listing import shown_at
from spindle.inbox.models import Bulk
from spindle.members.access import MemberRequest, member_required, writes
from spindle.relations.models import Relation
from spindle.ui.responses import close_dialog


@require_GET
@member_required
def index(request: MemberRequest) -> HttpResponse:
    """The lines of the member's own work, which fetch themselves as it goes on."""
    return render(request, "inbox/_bulk.html", bulk_context(request.member))


@require_POST
@writes
def stop(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """Go no further."""
    return _deed(request, bulk_id, bulk.stop)


@require_POST
@writes
def undo(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """Take back the whole."""
    return _deed(request, bulk_id, bulk.undo)


@require_POST
@writes
def close(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """Put the line away."""
    return _deed(request, bulk_id, bulk.close)


@require_http_methods(["GET", "POST"])
@writes
def link(request: MemberRequest) -> HttpResponse:
    """The pop-up that asks to which relation all of the list `list` is to be linked, and the choice."""
    shown = shown_at(request.GET.get("list"))
    if shown is None:
        raise Http404
    url = f"{reverse('inbox:link-all')}?{urlencode({'list': request.GET['list']})}"
    if request.method == "POST":
        wanted = ids_of([request.GET.get("relation", "")])
        relation = get_object_or_404(Relation, pk__in=wanted, trashed_at=None)
        bulk.begin("link", shown.listing, by=request.member, relation_id=relation.pk)
        return close_dialog(HttpResponse(status=204))
    query = request.GET.get("q", "")
    context = {
        "title": _("Link all of this list to"),
        "query": query,
        "choices": choices(query, lambda pk: f"{url}&relation={pk}"),
    }
    return render(request, "archive/choose.html", context)


def _deed(request: MemberRequest, bulk_id: int, deed: Callable[..., None]) -> HttpResponse:
    try:
        deed(bulk_id, by=request.member)
    except Bulk.DoesNotExist as gone:
        raise Http404 from gone
    return render(request, "inbox/_bulk.html", bulk_context(request.member))
