"""A card's addresses, numbers and sites: added, changed, taken off and put back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spindle.members.access import MemberRequest, typed, writes
from spindle.relations.actions import add_point, edit_point, remove_point
from spindle.relations.forms import PointForm, ValueForm
from spindle.relations.models import ContactPoint, PointKind, Relation
from spindle.relations.points import Point
from spindle.relations.presenting import Field, first_field, may_edit, point_field
from spindle.relations.queries.linked import linked_messages
from spindle.relations.queries.same_points import others_with
from spindle.relations.regions import region_of
from spindle.relations.views.said import linked_said
from spindle.ui.responses import close_dialog, refresh, toast


@require_http_methods(["GET", "POST"])
@writes
def points(request: MemberRequest, relation_id: int) -> HttpResponse:
    """The pop-up that adds one, of the `kind` that the address names; with `back` POST undoes a removal."""
    relation = _relation(relation_id)
    if request.method == "POST" and "back" in request.GET:
        return _put_back(request, relation)
    form = PointForm(
        typed(request), region=region_of(relation), initial={"kind": request.GET.get("kind", "email")}
    )
    return _dialog(request, relation, form, None)


@require_http_methods(["GET", "POST", "DELETE"])
@writes
def point(request: MemberRequest, relation_id: int, point_id: int) -> HttpResponse:
    """The pop-up that changes one; DELETE takes it off the card."""
    found = _point(relation_id, point_id)
    if request.method == "DELETE":
        return _removed(request, found)
    first = {"kind": found.kind, "value": found.value, "label": found.label}
    form = PointForm(typed(request), region=region_of(found.relation), initial=first)
    return _dialog(request, found.relation, form, found)


@require_http_methods(["GET", "POST"])
@writes
def point_value(request: MemberRequest, relation_id: int, point_id: int) -> HttpResponse:
    """A point in place: GET gives it to type in, or with ?shown=1 as it stands; POST saves it."""
    found = _point(relation_id, point_id)
    if "shown" in request.GET:
        return _line(request, _field(request, found))
    form = ValueForm(typed(request), key=f"point-{found.pk}", kind=found.kind, initial=found.value)
    label = found.label or str(PointKind(found.kind).label)
    if not form.is_bound or not form.is_valid():
        return _inline(request, form, f"point-{found.pk}", label, status=422 if form.is_bound else 200)
    value = form.cleaned_data["value"]
    if not value:
        return _removed(request, found, line=first_field(PointKind(found.kind), found.relation, edited=True))
    try:
        changed = edit_point(found.pk, Point(PointKind(found.kind), value, found.label), by=request.member)
    except ValidationError as error:
        form.add_error("value", error.messages)
        return _inline(request, form, f"point-{found.pk}", label, status=422)
    return _line(request, _field(request, changed))


@require_http_methods(["GET", "POST"])
@writes
def first_point(request: MemberRequest, relation_id: int, kind: str) -> HttpResponse:
    """The empty line of a kind, in place: what is typed becomes its first point."""
    relation = _relation(relation_id)
    if kind not in PointKind.values:
        raise Http404
    which = PointKind(kind)
    form = ValueForm(typed(request), key=f"first-{kind}", kind=kind)
    empty = first_field(which, relation, edited=True)
    if not form.is_bound and "shown" not in request.GET:
        return _inline(request, form, empty.id, empty.label)
    if not form.is_bound or not form.is_valid() or not form.cleaned_data["value"]:
        return _line(request, empty)
    before = linked_messages(relation.pk)
    try:
        made = add_point(relation.pk, Point(which, form.cleaned_data["value"]), by=request.member)
    except ValidationError as error:
        form.add_error("value", error.messages)
        return _inline(request, form, empty.id, empty.label, status=422)
    response = _line(request, _field(request, made))
    new = linked_messages(relation.pk) - before
    return toast(response, linked_said(new)) if new else response


def _relation(relation_id: int) -> Relation:
    return get_object_or_404(
        Relation.objects.select_related("type", "parent"), pk=relation_id, trashed_at=None
    )


def _point(relation_id: int, point_id: int) -> ContactPoint:
    found = ContactPoint.objects.select_related("relation").filter(relation__trashed_at=None)
    return get_object_or_404(found, pk=point_id, relation=relation_id)


def _field(request: MemberRequest, found: ContactPoint) -> Field:
    edited = may_edit(found.relation, request.member)
    return point_field(found, region=region_of(found.relation), edited=edited)


def _line(request: MemberRequest, shown: Field) -> HttpResponse:
    return render(request, "relations/_field.html", {"field": shown})


def _inline(
    request: MemberRequest, form: ValueForm, key: str, label: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "id": key,
        "label": label,
        "field": form["value"],
        "save_url": request.path,
        "cancel_url": f"{request.path}?shown=1",
    }
    return render(request, "ui/parts/inline_edit.html", context, status=status)


def _removed(request: MemberRequest, found: ContactPoint, *, line: Field | None = None) -> HttpResponse:
    gone = remove_point(found.pk, by=request.member)
    response = _line(request, line) if line else HttpResponse(status=204)
    if gone is None:
        return response
    query = urlencode({"back": 1, "kind": gone.kind.value, "value": gone.value, "label": gone.label})
    undo = f"{reverse('relations:points', args=[found.relation_id])}?{query}"
    said = _("Removed %(value)s. What was linked by it stays.") % {"value": gone.value}
    return refresh(toast(response, said, undo_url=undo, undo_method="POST"), f"relation-{found.relation_id}")


def _put_back(request: MemberRequest, relation: Relation) -> HttpResponse:
    kind, value = request.GET.get("kind", ""), request.GET.get("value", "")
    if kind not in PointKind.values:
        raise Http404
    try:
        add_point(relation.pk, Point(PointKind(kind), value, request.GET.get("label", "")), by=request.member)
    except ValidationError as error:
        raise Http404 from error
    return refresh(HttpResponse(status=204), f"relation-{relation.pk}")


def _dialog(
    request: MemberRequest, relation: Relation, form: PointForm, found: ContactPoint | None
) -> HttpResponse:
    others = []
    if form.is_bound and form.is_valid() and form.checked:
        others = others_with([form.checked], without=relation.pk)
        agreed = not others or request.POST.get("even_so") == form.checked.normalised
        if agreed and (response := _saved(request, relation, form, found)) is not None:
            return response
    context = {
        "form": form,
        "relation": relation,
        "others": others,
        "even_so": form.checked.normalised if others and form.checked else "",
        "new": found is None,
        "dialog_action": request.path,
        "dialog_close": reverse("relations:card", args=[relation.pk]),
    }
    return render(request, "relations/point.html", context, status=422 if form.is_bound else 200)


def _saved(
    request: MemberRequest, relation: Relation, form: PointForm, found: ContactPoint | None
) -> HttpResponse | None:
    """Save what is typed; None when it is refused, with the reason at the field."""
    before = linked_messages(relation.pk)
    try:
        if found is None:
            add_point(relation.pk, form.point(), by=request.member)
        else:
            edit_point(found.pk, form.point(), by=request.member)
    except ValidationError as error:
        form.add_error("value", error.messages)
        return None
    if not request.htmx:
        return redirect("relations:card", relation.pk)
    response = refresh(close_dialog(HttpResponse(status=204)), f"relation-{relation.pk}")
    new = linked_messages(relation.pk) - before
    return toast(response, linked_said(new)) if new else response
