"""A folder or a search: one row a conversation, as a page or as rows alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from spindle.archive.asked import ids_of
from spindle.channels.contract import Place
from spindle.inbox.listing import Listing, shown_at
from spindle.inbox.page import list_context, rows_context
from spindle.members.access import MemberRequest, member_required


@require_GET
@member_required
def index(request: MemberRequest) -> HttpResponse:
    """The inbox without a folder's name."""
    return redirect(Listing.of(Place.INBOX, request.GET.dict()).url())


@require_GET
@member_required
def folder(request: MemberRequest, place: Place) -> HttpResponse:
    """The list. htmx gets rows: the first page again after a live event or a search, or the one below `before`."""
    listing = Listing.of(place, request.GET.dict())
    before = next(iter(ids_of([request.GET.get("before", "")])), None)
    shown = max([0, *ids_of(request.GET.getlist("shown"))])
    if request.htmx:
        open_now = shown_at(request.htmx.current_url)
        current = open_now.conversation_id if open_now else None
        context = rows_context(request.member, listing, before=before, shown=shown, current=current)
        return render(request, "inbox/_rows.html" if before is None else "inbox/_more.html", context)
    context = list_context(request.member, listing, before=before)
    return render(request, "inbox/folder.html", context)
