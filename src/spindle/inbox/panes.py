"""The middle and the right pane as HTML, for whoever answers with them: the page, a click, the verb before it."""

from __future__ import annotations

from django.template.loader import render_to_string

from spindle.archive.asked import ids_of
from spindle.inbox.listing import Listing
from spindle.inbox.presenting import conversation_pane, relation_panel
from spindle.inbox.queries import Reading, relation_view
from spindle.members.access import MemberRequest


def pane(request: MemberRequest, listing: Listing, reading: Reading) -> str:
    """The conversation for its pane, and its relation for the panel beside it (out of band)."""
    context = conversation_pane(reading, listing, request.member) | panel_context(request, listing, reading)
    return render_to_string("inbox/_pane.html", context, request)


def nothing_open(request: MemberRequest, listing: Listing) -> str:
    """The same two panes, empty."""
    return render_to_string("inbox/_nothing.html", {"back_url": listing.url()}, request)


def panel_context(request: MemberRequest, listing: Listing, reading: Reading) -> dict[str, object]:
    """The relation that the address names, else the one whom the newest message is with."""
    wanted = ids_of([request.GET.get("relation", "")])
    linked = [relation.id for relation in reading.relations]
    chosen = next((pk for pk in (*wanted, *linked) if pk in linked), None)
    on_page = [entry.pk for entry in reading.entries]
    shown = relation_view(request.member, chosen, without=on_page) if chosen else None
    return relation_panel(reading, listing, request.member, shown)
