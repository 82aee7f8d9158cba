"""Correcting by hand at which relations entries stand (product.md EM-13)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from spindle.archive import actions
from spindle.archive.asked import ids_of
from spindle.archive.choices import choices
from spindle.archive.menus import links_url
from spindle.archive.queries import entries_for
from spindle.members.access import MemberRequest, member_required, writes
from spindle.members.models import Member
from spindle.relations.models import Relation
from spindle.ui.responses import close_dialog, refresh, toast


@require_GET
@member_required
def link(request: MemberRequest) -> HttpResponse:
    """The pop-up that asks to which relation: `entry` ids, or all of a `conversation`."""
    entries = _entries(request)
    if not entries:
        raise Http404
    query = request.GET.get("q", "")
    context = {
        "title": ngettext("Link the message to", "Link the messages to", len(entries)),
        "query": query,
        "choices": choices(query, lambda pk: links_url(pk, entries)),
    }
    return render(request, "archive/choose.html", context)


@require_http_methods(["POST", "DELETE"])
@writes
def links(request: MemberRequest, relation_id: int) -> HttpResponse:
    """POST puts the entries into the relation's archive, DELETE takes them out; each undoes the other exactly."""
    relation = get_object_or_404(Relation, pk=relation_id)
    entries = ids_of(request.GET.getlist("entry"))
    deed = _unlink if request.method == "DELETE" else _link
    try:
        response = deed(entries, relation, by=request.member)
    except Relation.DoesNotExist as gone:
        raise Http404 from gone
    return refresh(response, "inbox", f"relation-{relation.pk}")


def _link(entries: list[int], relation: Relation, *, by: Member) -> HttpResponse:
    done = actions.link(entries, relation.pk, by=by)
    response = close_dialog(HttpResponse(status=204))
    if not done:
        return response
    said = _("Linked to %(name)s") % {"name": relation.name}
    return toast(response, said, undo_url=links_url(relation.pk, done))


def _unlink(entries: list[int], relation: Relation, *, by: Member) -> HttpResponse:
    done = actions.unlink(entries, relation.pk, by=by)
    response = HttpResponse(status=204)
    if not done:
        return response
    said = _("Unlinked from %(name)s") % {"name": relation.name}
    return toast(response, said, undo_url=links_url(relation.pk, done), undo_method="POST")


def _entries(request: MemberRequest) -> list[int]:
    """The readable ones that the address names."""
    readable = entries_for(request.member).order_by("pk").values_list("pk", flat=True)
    conversations = ids_of(request.GET.getlist("conversation"))
    if conversations:
        return list(readable.filter(conversation__in=conversations))
    return list(readable.filter(pk__in=ids_of(request.GET.getlist("entry"))))
