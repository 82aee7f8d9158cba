"""The list: as a page, as rows alone, and the businesses to choose an employer from."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from spindle.members.access import MemberRequest, member_required
from spindle.members.rights import Right
from spindle.relations.listing import Listing, number, shown_at
from spindle.relations.models import Kind, Relation
from spindle.relations.queries import relation_page
from spindle.relations.queries.same_points import choice_text
from spindle.relations.rows import rows_context
from spindle.relations.views.page import page_context, remember_list
from spindle.ui.rows import MenuItem

CHOICES = 8


@require_GET
@member_required
def index(request: MemberRequest) -> HttpResponse:
    """The list beside an empty card. htmx gets rows: a search, the first page again, or the one below `before`."""
    if request.htmx:
        return _rows(request)
    context = page_context(request, Listing.of(request.GET.dict()), before=request.GET.get("before", ""))
    return remember_list(request, render(request, "relations/index.html", context))


def _rows(request: MemberRequest) -> HttpResponse:
    listing = Listing.of(request.GET.dict())
    before = request.GET.get("before", "")
    loaded = [number(text) or 0 for text in request.GET.getlist("shown")]
    current = shown_at(request.htmx.current_url)
    context = rows_context(request.member, listing, before=before, shown=max([0, *loaded]), current=current)
    response = render(request, "relations/_more.html" if before else "relations/_rows.html", context)
    if not before and not loaded:
        # A search: the address says it, and keeps the card that is open.
        response["HX-Replace-Url"] = listing.card_url(current) if current else listing.url()
    return response


@require_GET
@member_required
def employers(request: MemberRequest) -> HttpResponse:
    """Businesses that the typed words find, for a field that chooses one of them."""
    typed = request.GET.get("value") or request.GET.get("employer") or ""
    without = number(request.GET.get("without", ""))
    found = [row for row in relation_page(query=typed.partition(" · ")[0], limit=50).rows if row.is_business]
    shown = list(
        Relation.objects.filter(
            pk__in=[row.id for row in found if row.id != without][:CHOICES], kind=Kind.BUSINESS
        )
        .select_related("type")
        .order_by("-last_interaction")
    )
    names = [one.name.casefold() for one in shown]
    options = [
        (choice_text(one, namesakes=names.count(one.name.casefold()) > 1), one.city or one.type.label)
        for one in shown
    ]
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', options))


@require_GET
@member_required
def menu(request: MemberRequest, relation_id: int) -> HttpResponse:
    """What can be done with a relation of the list."""
    relation = get_object_or_404(Relation, pk=relation_id)
    items = [
        MenuItem(_("Open"), icon="user", url=Listing.beside(request.htmx.current_url).card_url(relation.pk))
    ]
    if relation.kind == Kind.BUSINESS and relation.trashed_at is None and request.member.may_write:
        url = f"{reverse('relations:new')}?kind=person&employer={relation.pk}"
        items.append(MenuItem(_("Add employee"), icon="user-plus", url=url, dialog=True))
    if request.member.has(Right.DELETE):
        url = reverse("relations:trash", args=[relation.pk])
        put_back = MenuItem(_("Put back"), icon="history", url=url, method="delete")
        throw = MenuItem(_("Move to trash"), icon="trash", url=url, method="post", danger=True)
        items += [MenuItem(kind="rule"), put_back if relation.trashed_at else throw]
    return render(request, "ui/parts/menu_items.html", {"items": items})
