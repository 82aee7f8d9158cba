"""A conversation: with the list and the relation as a page, or the pane alone for htmx."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from spindle.channels.contract import Place
from spindle.inbox.listing import Listing
from spindle.inbox.menus import conversation_menu
from spindle.inbox.page import list_context
from spindle.inbox.panes import pane, panel_context
from spindle.inbox.presenting import conversation_pane, version_of
from spindle.inbox.queries import Reading, reading_of
from spindle.members.access import MemberRequest, member_required


@require_GET
@member_required
def conversation(request: MemberRequest, place: Place, conversation_id: int) -> HttpResponse:
    """Read it. `relation` says which of several relations stands at the right; `pane` what a phone shows."""
    listing = Listing.of(place, request.GET.dict())
    reading = reading_of(request.member, listing, conversation_id)
    if reading is None:
        return _gone(request)
    if request.htmx:
        return _part(request, listing, reading)
    context = (
        list_context(request.member, listing, current=conversation_id)
        | conversation_pane(reading, listing, request.member)
        | panel_context(request, listing, reading)
        | _phone(request)
    )
    return render(request, "inbox/conversation.html", context)


def _phone(request: MemberRequest) -> dict[str, object]:
    """Which pane a phone shows; the one that it shows has the page's first heading."""
    alone = request.GET.get("pane") == "relation"
    return {"pane": "relation" if alone else "conversation", "panel_level": 1 if alone else 2}


def _gone(request: MemberRequest) -> HttpResponse:
    """A page that shows it hears that it has left the folder; for anybody else it was never there."""
    if request.htmx and request.GET.get("part") == "panel":
        return HttpResponse(status=204)
    if request.htmx and "have" in request.GET:
        return render(request, "inbox/_gone.html")
    raise Http404


def _part(request: MemberRequest, listing: Listing, reading: Reading) -> HttpResponse:
    """The relation's panel, when that is asked for; nothing, when the page has this already; else the pane."""
    if request.GET.get("part") == "panel":
        return render(request, "inbox/_about.html", panel_context(request, listing, reading))
    if "have" not in request.GET:
        return HttpResponse(pane(request, listing, reading))
    if request.GET["have"] == version_of(reading):
        return HttpResponse(status=204)
    return render(request, "inbox/_messages.html", conversation_pane(reading, listing, request.member))


@require_GET
@member_required
def menu(request: MemberRequest, place: Place, conversation_id: int) -> HttpResponse:
    """What can be done with a row of the list."""
    listing = Listing.of(place, {})
    reading = reading_of(request.member, listing, conversation_id)
    if reading is None:
        raise Http404
    items = conversation_menu(reading, listing, request.member)
    return render(request, "ui/parts/menu_items.html", {"items": items})
