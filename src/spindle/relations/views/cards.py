"""The card: as a page, beside the list that is there, and its parts that fetch themselves again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from spindle.members.access import MemberRequest, member_required
from spindle.relations import presenting
from spindle.relations.listing import Listing
from spindle.relations.models import Relation
from spindle.relations.parts import Asked, Place
from spindle.relations.past import past_of
from spindle.relations.queries import CardView, card_of
from spindle.relations.views.page import drawn, page_context, remember_list


@require_GET
@member_required
def card(request: MemberRequest, relation_id: int) -> HttpResponse:
    """The card with its archive and its dashboard."""
    found = _found(relation_id)
    return _card_page(request, found, _asked(request, found.relation))


@require_GET
@member_required
def entry(request: MemberRequest, relation_id: int, entry_id: int) -> HttpResponse:
    """The card with an entry of its archive open; htmx gets the entry alone, for the pane beside the list."""
    found = _found(relation_id)
    asked = _asked(request, found.relation, entry_id)
    shown = drawn(request, Place.PREVIEW, asked)
    if not shown:
        raise Http404
    if request.htmx:
        return HttpResponse("".join(shown))
    return _card_page(request, found, asked, pane="preview")


def _card_page(request: MemberRequest, found: CardView, asked: Asked, *, pane: str = "card") -> HttpResponse:
    context = presenting.summary(found, request.member, asked.listing) | {
        "archive_parts": drawn(request, Place.ARCHIVE, asked),
        "dashboard_parts": drawn(request, Place.DASHBOARD, asked),
        "shown_pane": pane,
    }
    if request.htmx:
        return render(request, "relations/_swap.html", context)
    context |= page_context(request, asked.listing, current=found.relation.pk)
    return remember_list(request, render(request, "relations/card.html", context))


@require_GET
@member_required
def summary(request: MemberRequest, relation_id: int) -> HttpResponse:
    """Head and fields, after a live event."""
    listing = Listing.beside(request.htmx.current_url)
    return render(
        request, "relations/_summary.html", presenting.summary(_found(relation_id), request.member, listing)
    )


@require_GET
@member_required
def dashboard(request: MemberRequest, relation_id: int) -> HttpResponse:
    """The dashboard, after a live event."""
    relation = get_object_or_404(Relation, pk=relation_id)
    asked = Asked(request.member, relation, Listing.beside(request.htmx.current_url))
    return render(
        request, "relations/_dashboard.html", {"dashboard_parts": drawn(request, Place.DASHBOARD, asked)}
    )


@require_GET
@member_required
def history(request: MemberRequest, relation_id: int) -> HttpResponse:
    """Who changed what on this card: for its tab, or as a page."""
    relation = get_object_or_404(Relation, pk=relation_id)
    context = {"relation": relation, "past": past_of(relation.pk)}
    return render(request, "relations/_history.html" if request.htmx else "relations/history.html", context)


def _found(relation_id: int) -> CardView:
    try:
        return card_of(relation_id)
    except Relation.DoesNotExist as gone:
        raise Http404 from gone


def _asked(request: MemberRequest, relation: Relation, entry_id: int | None = None) -> Asked:
    query = request.GET.dict()
    return Asked(request.member, relation, Listing.of(query), entry_id, query)
