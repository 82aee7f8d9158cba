"""Into the trash and out of it; what was linked to a relation stays linked."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from spindle.members.access import MemberRequest, requires
from spindle.members.rights import Right
from spindle.relations.actions import restore_relations, trash_relations
from spindle.relations.listing import number
from spindle.relations.models import Relation
from spindle.ui.responses import refresh, toast


@require_http_methods(["POST", "DELETE"])
@requires(Right.DELETE)
def trash(request: MemberRequest, relation_id: int) -> HttpResponse:
    """POST moves the relation to the trash, DELETE puts it back."""
    relation = get_object_or_404(Relation, pk=relation_id)
    if request.method == "DELETE":
        restore_relations([relation.pk], by=request.member)
        said = _("%(name)s is back") % {"name": relation.name}
        return _told(toast(HttpResponse(status=204), said), relation.pk)
    done = trash_relations([relation.pk], by=request.member)
    if not request.htmx:
        return redirect("relations:card", relation.pk)
    response = HttpResponse(status=204)
    if done:
        said = _("%(name)s is in the trash") % {"name": relation.name}
        toast(response, said, undo_url=reverse("relations:trash", args=[relation.pk]))
    return _told(response, relation.pk)


@require_http_methods(["POST", "DELETE"])
@requires(Right.DELETE)
def trash_several(request: MemberRequest) -> HttpResponse:
    """The same for the `id`s that were chosen in the list."""
    values = request.POST if request.method == "POST" else request.GET
    ids = [pk for text in values.getlist("id")[:500] if (pk := number(text)) is not None]
    if request.method == "DELETE":
        return _told(HttpResponse(status=204), *restore_relations(ids, by=request.member))
    done = trash_relations(ids, by=request.member)
    response = HttpResponse(status=204)
    if done:
        said = ngettext("%(count)d relation in the trash", "%(count)d relations in the trash", len(done))
        undo = f"{reverse('relations:trash_several')}?{urlencode([('id', pk) for pk in done])}"
        toast(response, said % {"count": len(done)}, undo_url=undo)
    return _told(response, *done)


def _told(response: HttpResponse, *relation_ids: int) -> HttpResponse:
    return refresh(response, "relations", "inbox", *(f"relation-{pk}" for pk in relation_ids[:20]))
