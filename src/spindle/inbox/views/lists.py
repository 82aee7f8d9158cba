"""A folder or a search: one row a conversation, as a page or as rows alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from spindle.archive.asked import ids_of
from spindle.channels.contract import Place
from spindle.inbox.forms import FilterForm
from spindle.inbox.listing import Listing, shown_at
from spindle.inbox.page import list_context, rows_context
from spindle.inbox.queries import accounts
from spindle.members.access import MemberRequest, member_required, typed


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


@require_http_methods(["GET", "POST"])
@member_required
def narrow(request: MemberRequest) -> HttpResponse:
    """The pop-up with all filters of the list `list`; a POST leads to the list that they make."""
    shown = shown_at(request.GET.get("list"))
    if shown is None:
        raise Http404
    form = FilterForm(typed(request), listing=shown.listing, accounts=accounts(request.member))
    if form.is_valid():
        url = form.listing().url()
        return HttpResponse(status=204, headers={"HX-Redirect": url}) if request.htmx else redirect(url)
    context = {"form": form, "dialog_action": request.get_full_path(), "whole_url": shown.listing.whole.url()}
    return render(request, "inbox/filter.html", context, status=422 if form.is_bound else 200)
