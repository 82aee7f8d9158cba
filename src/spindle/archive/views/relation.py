"""A relation's archive after a live event, below its cursor, or with and without employees; and an entry that was read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from spindle.archive.actions import mark_read
from spindle.archive.asked import ids_of
from spindle.archive.card import list_context, rows_context
from spindle.archive.queries import entries_for
from spindle.members.access import MemberRequest, member_required
from spindle.relations.listing import Listing
from spindle.relations.models import Relation
from spindle.relations.parts import Asked


@require_GET
@member_required
def relation(request: MemberRequest, relation_id: int) -> HttpResponse:
    """htmx gets the list or, with `shown` or `before`, its rows; everybody else the card."""
    found = get_object_or_404(Relation, pk=relation_id)
    listing = Listing.of(request.GET.dict())
    if not request.htmx:
        return redirect(listing.card_url(found.pk, employees=request.GET.get("employees", "")))
    opened = next(iter(ids_of([request.GET.get("opened", "")])), None)
    open_now = _open_entry(request) or opened
    asked = Asked(request.member, found, listing, open_now, request.GET.dict())
    before = next(iter(ids_of([request.GET.get("before", "")])), None)
    shown = max([0, *ids_of(request.GET.getlist("shown"))])
    if before is not None:
        return render(request, "archive/_relation_more.html", rows_context(asked, before=before, shown=shown))
    if shown or "shown" in request.GET:
        rows = rows_context(asked, shown=shown) | {"opened": opened}
        return render(request, "archive/_relation_rows.html", rows)
    return render(request, "archive/_relation_list.html", list_context(asked))


def _open_entry(request: MemberRequest) -> int | None:
    """The entry that the page shows, from its address."""
    _path, there, rest = (request.htmx.current_url or "").partition("/entries/")
    return next(iter(ids_of([rest.partition("/")[0]])), None) if there else None


@require_POST
@member_required
def read(request: MemberRequest, entry_id: int) -> HttpResponse:
    """This member has read it."""
    entry = get_object_or_404(entries_for(request.member), pk=entry_id)
    mark_read([entry.pk], by=request.member)
    return HttpResponse(status=204)
