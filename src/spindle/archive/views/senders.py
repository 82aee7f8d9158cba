"""An unknown address becomes a relation's: a new one's or an existing one's, with all its past mail (product.md 2.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spindle.archive.actions import unlink_past_mail
from spindle.archive.asked import ids_of
from spindle.archive.choices import choices
from spindle.archive.forms import NewRelationForm
from spindle.archive.queries.parties import Party, party_for
from spindle.members.access import MemberRequest, typed, writes
from spindle.members.rights import Right
from spindle.relations.actions import add_point, create_relation, remove_point
from spindle.relations.models import ContactPoint, PointKind, Relation
from spindle.relations.points import Point
from spindle.relations.queries import suggest_company
from spindle.ui.responses import Method, close_dialog, refresh, toast


@require_http_methods(["GET", "POST"])
@writes
def add(request: MemberRequest, entry_id: int, address_id: int) -> HttpResponse:
    """'Add as relation'."""
    party = _party(request, entry_id, address_id)
    form = NewRelationForm(typed(request), party=party, company=suggest_company(party.address))
    if request.method == "POST" and form.is_valid():
        try:
            relation = create_relation(form.card(), by=request.member)
            undo = (
                reverse("relations:trash", args=[relation.pk]) if request.member.has(Right.DELETE) else None
            )
            said = _("%(name)s is a relation now, with all mail of this address.")
            return _linked(relation, said, undo_url=undo)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        "form": form,
        "party": party,
        "dialog_action": reverse("archive:add", args=[entry_id, address_id]),
    }
    return render(request, "archive/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST", "DELETE"])
@writes
def attach(request: MemberRequest, entry_id: int, address_id: int) -> HttpResponse:
    """'Link to existing': the address goes onto the card that is chosen; DELETE takes it off again, with what it linked."""
    if request.method == "DELETE":
        return _detach(request)
    party = _party(request, entry_id, address_id)
    url = reverse("archive:attach", args=[entry_id, address_id])
    if request.method == "POST":
        relation = get_object_or_404(
            Relation, pk__in=ids_of([request.GET.get("relation", "")]), trashed_at=None
        )
        since = now()
        point = add_point(relation.pk, Point(PointKind.EMAIL, party.address), by=request.member)
        undo = f"{url}?{urlencode({'point': point.pk, 'since': since.timestamp()})}"
        said = _("All mail of this address stands at %(name)s now.")
        return _linked(relation, said, undo_url=undo, undo_method="DELETE")
    query = request.GET.get("q", "")
    context = {
        "title": _("Link %(address)s to") % {"address": party.address},
        "query": query,
        "choices": choices(query, lambda pk: f"{url}?relation={pk}"),
    }
    return render(request, "archive/choose.html", context)


def _detach(request: MemberRequest) -> HttpResponse:
    """Exactly back: the point off the card, its links away; a hand's stay."""
    point = get_object_or_404(ContactPoint, pk__in=ids_of([request.GET.get("point", "")]))
    try:
        since = datetime.fromtimestamp(float(request.GET.get("since", "")), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Http404 from error
    remove_point(point.pk, by=request.member)
    unlink_past_mail(point.relation_id, point.normalised, since=since, by=request.member)
    return refresh(HttpResponse(status=204), "inbox", "relations", f"relation-{point.relation_id}")


def _party(request: MemberRequest, entry_id: int, address_id: int) -> Party:
    party = party_for(request.member, entry_id, address_id)
    if party is None or party.own:
        raise Http404
    return party


def _linked(
    relation: Relation, said: str, *, undo_url: str | None = None, undo_method: Method = "POST"
) -> HttpResponse:
    response = close_dialog(HttpResponse(status=204))
    toast(response, said % {"name": relation.name}, undo_url=undo_url, undo_method=undo_method)
    return refresh(response, "inbox", "relations", f"relation-{relation.pk}")
