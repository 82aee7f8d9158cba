"""The pop-up that adds a relation; its address may say what is known already (kind, email, name, employer)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spindle.members.access import MemberRequest, typed, writes
from spindle.members.rights import Right
from spindle.relations.actions import create_relation
from spindle.relations.forms import RelationForm
from spindle.relations.listing import number
from spindle.relations.models import Kind, Relation
from spindle.relations.queries import suggest_company
from spindle.relations.queries.linked import linked_messages
from spindle.relations.queries.same_points import businesses_named, choice_text, others_with
from spindle.relations.regions import company_region
from spindle.relations.views.said import linked_said
from spindle.ui.addresses import parts_of
from spindle.ui.responses import close_dialog, flash, refresh, toast


@require_http_methods(["GET", "POST"])
@writes
def new(request: MemberRequest) -> HttpResponse:
    """GET shows the form, filled in with what the address says; POST adds the relation."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind") if asked.get("kind") in Kind.values else Kind.PERSON.value
    form = RelationForm(typed(request), kind=kind or "", region=company_region(), initial=_known(request))
    others = []
    if form.is_bound and form.is_valid():
        others = others_with(form.points)
        if not others or request.POST.get("even_so") == _key(form):
            try:
                return _added(request, create_relation(form.card(), by=request.member))
            except ValidationError as error:
                form.add_error(None, error.messages)
    context = {
        "form": form,
        "others": others,
        "even_so": _key(form) if others else "",
        "dialog_action": reverse("relations:new"),
        "dialog_close": reverse("relations:index"),
    }
    return render(request, "relations/new.html", context, status=422 if form.is_bound else 200)


def _key(form: RelationForm) -> str:
    """What was warned about, so that another address is warned about again."""
    return " ".join(point.normalised for point in form.points)


def _known(request: MemberRequest) -> dict[str, object]:
    """What the address says of the new relation; a company is suggested by its mail domain."""
    query = request.GET
    first: dict[str, object] = {name: query[name] for name in _PLAIN if name in query}
    whole = query.get("name", "")
    if whole and "first_name" not in first:
        first["first_name"], _space, first["last_name"] = whole.partition(" ")
    employer = _employer(query.get("employer", ""), query.get("email", ""))
    if employer is not None:
        first["employer"] = choice_text(employer, namesakes=len(businesses_named(employer.name)) > 1)
        first.setdefault("type", employer.type_id)
    elif query.get("employer"):
        first["employer"] = query["employer"]
    return first


_PLAIN = ("name", "first_name", "last_name", "job_title", "type", "email", "phone")


def _employer(asked: str, email: str) -> Relation | None:
    pk = number(asked)
    if pk is not None:
        return Relation.objects.filter(pk=pk, kind=Kind.BUSINESS, trashed_at=None).first()
    return suggest_company(email) if email and not asked else None


def _added(request: MemberRequest, relation: Relation) -> HttpResponse:
    """On the relations' own pages the new card opens; elsewhere one stays where one is."""
    said = _said(relation)
    undo = reverse("relations:trash", args=[relation.pk]) if request.member.has(Right.DELETE) else None
    card = reverse("relations:card", args=[relation.pk])
    if not request.htmx:
        return flash(redirect(card), said, undo_url=undo, undo_method="POST")
    if parts_of(request.htmx.current_url).path.startswith(reverse("relations:index")):
        response = HttpResponse(status=204, headers={"HX-Redirect": card})
        return flash(response, said, undo_url=undo, undo_method="POST")
    response = close_dialog(HttpResponse(status=204))
    toast(response, said, undo_url=undo, undo_method="POST")
    return refresh(response, "relations", "inbox")


def _said(relation: Relation) -> str:
    count = linked_messages(relation.pk)
    added = _("%(name)s added") % {"name": relation.name}
    return f"{added} · {linked_said(count)}" if count else added
