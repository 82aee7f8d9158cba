"""Fields of a card, changed in place: each has an address of its own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spindle.members.access import MemberRequest, typed, writes
from spindle.relations.actions import edit_relation
from spindle.relations.fields import FIELDS, CardField, changes_of, label_of
from spindle.relations.forms import AddressForm, FieldForm
from spindle.relations.models import Relation
from spindle.relations.presenting import card_field, may_edit
from spindle.ui.responses import close_dialog, refresh


@require_http_methods(["GET", "POST"])
@writes
def field(request: MemberRequest, relation_id: int, name: str) -> HttpResponse:
    """GET gives the field to type in, or with ?shown=1 as it stands; POST saves it."""
    relation = _in_use(relation_id)
    spec = FIELDS.get(name)
    if spec is None or relation.kind not in spec.kinds:
        raise Http404
    if request.method == "GET":
        return _shown(request, relation, spec) if "shown" in request.GET else _typed(request, relation, spec)
    form = FieldForm(spec, relation, typed(request))
    if form.is_valid() and _saved(request, relation, spec, form):
        return _shown(request, _in_use(relation_id), spec)
    return _typed(request, relation, spec, form, status=422)


def _in_use(relation_id: int) -> Relation:
    found = Relation.objects.select_related("type", "parent").filter(trashed_at=None)
    return get_object_or_404(found, pk=relation_id)


def _saved(request: MemberRequest, relation: Relation, spec: CardField, form: FieldForm) -> bool:
    try:
        edit_relation(relation.pk, changes_of(spec, form.cleaned_data["value"]), by=request.member)
    except ValidationError as error:
        form.add_error("value", error.messages)
        return False
    return True


def _shown(request: MemberRequest, relation: Relation, spec: CardField) -> HttpResponse:
    shown = card_field(spec.name, relation, edited=may_edit(relation, request.member))
    context = {"field": shown, "birthday": relation.birthday if spec.name == "birthday" else None}
    return render(request, "relations/_field.html", context)


def _typed(
    request: MemberRequest,
    relation: Relation,
    spec: CardField,
    form: FieldForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    url = reverse("relations:field", args=[relation.pk, spec.name])
    context = {
        "id": f"field-{spec.name}",
        "label": label_of(spec, relation),
        "field": (form or FieldForm(spec, relation))["value"],
        "save_url": url,
        "cancel_url": f"{url}?shown=1",
    }
    return render(request, "ui/parts/inline_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@writes
def address(request: MemberRequest, relation_id: int) -> HttpResponse:
    """The pop-up in which the address is changed."""
    relation = _in_use(relation_id)
    form = AddressForm(relation, typed(request))
    if form.is_bound and form.is_valid():
        edit_relation(relation.pk, form.cleaned_data, by=request.member)
        if not request.htmx:
            return redirect("relations:card", relation.pk)
        return refresh(close_dialog(HttpResponse(status=204)), f"relation-{relation.pk}")
    context = {
        "form": form,
        "relation": relation,
        "dialog_action": reverse("relations:address", args=[relation.pk]),
        "dialog_close": reverse("relations:card", args=[relation.pk]),
    }
    return render(request, "relations/address.html", context, status=422 if form.is_bound else 200)
