"""The page of members: roles, and who may come in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.members import actions, rows
from spindle.members.access import MemberRequest, requires
from spindle.members.models import Member
from spindle.members.queries import team
from spindle.members.rights import Right, Role
from spindle.ui.responses import refresh, toast


@requires(Right.MANAGE_MEMBERS)
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """Everybody in the company and everybody invited."""
    found = team(request.organisation)
    return render(request, "members/index.html", rows.page(found, me=request.member))


@requires(Right.MANAGE_MEMBERS)
@require_POST
def role(request: MemberRequest, pk: int, role: str) -> HttpResponse:
    """Give a member another role."""
    if role not in Role.values:
        raise Http404
    member = get_object_or_404(Member, pk=pk)
    try:
        actions.change_role(member, Role(role), by=request.member)
    except actions.Refused as refusal:
        return _refused(refusal)
    said = _("%(name)s has another role now: %(role)s.") % {"name": member.name, "role": Role(role).label}
    undo_url = reverse("members:role", args=[pk, member.role])
    return refresh(toast(HttpResponse(status=204), said, undo_url=undo_url, undo_method="POST"), "members")


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["POST", "DELETE"])
def deactivation(request: MemberRequest, pk: int) -> HttpResponse:
    """POST shuts a member out, DELETE lets him in again."""
    member = get_object_or_404(Member, pk=pk)
    shut_out = request.method == "POST"
    try:
        deed = actions.deactivate if shut_out else actions.reactivate
        deed(member, request.organisation, by=request.member)
    except actions.Refused as refusal:
        return _refused(refusal)
    if not shut_out:
        return _done(_("%(name)s may come in again.") % {"name": member.name})
    return _done(
        _("%(name)s may not come in any more.") % {"name": member.name},
        undo_url=reverse("members:deactivation", args=[pk]),
    )


def _done(text: str, *, undo_url: str | None = None) -> HttpResponse:
    return refresh(toast(HttpResponse(status=204), text, undo_url=undo_url), "members")


def _refused(refusal: actions.Refused) -> HttpResponse:
    status = 403 if isinstance(refusal, actions.MayNot) else 409
    return HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
