"""Invitations: a pop-up to invite, the link to copy, and withdrawing or renewing it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spindle.accounts.actions import AlreadyMember, InvitationGone
from spindle.accounts.letters import send_invitation
from spindle.accounts.models import Invitation
from spindle.accounts.queries import can_send_mail
from spindle.members import actions
from spindle.members.access import MemberRequest, requires, typed
from spindle.members.forms import InviteForm
from spindle.members.rights import Right
from spindle.ui.responses import refresh, toast


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """The pop-up: whom, as what; then the link."""
    form = InviteForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _form(request, form)
    try:
        invited = actions.invite(
            request.organisation, form.cleaned_data["email"], form.cleaned_data["role"], by=request.member
        )
    except AlreadyMember:
        form.add_error("email", _("This address is a member already."))
        return _form(request, form)
    return _link(request, invited)


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def renewal(request: MemberRequest, pk: int) -> HttpResponse:
    """The pop-up asks; a POST makes a new link in place of the old one, which no longer works."""
    invited = _invitation(request, pk)
    if request.method == "GET":
        context = {
            "invitation": invited,
            "dialog_action": request.path,
            "dialog_close": reverse("members:index"),
        }
        return render(request, "members/renewal.html", context)
    try:
        return _link(request, actions.renew(invited, by=request.member))
    except InvitationGone:
        return refresh(HttpResponse(_("Used already."), status=409, content_type="text/plain"), "members")


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["DELETE"])
def invitation(request: MemberRequest, pk: int) -> HttpResponse:
    """Withdraw it: the link no longer works."""
    actions.withdraw(_invitation(request, pk), by=request.member)
    return refresh(toast(HttpResponse(status=204), _("The invitation has been withdrawn.")), "members")


def _invitation(request: MemberRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation, pk=pk, organisation=request.organisation, used_at=None)


def _form(request: MemberRequest, form: InviteForm) -> HttpResponse:
    context = {
        "form": form,
        "dialog_action": reverse("members:invite"),
        "dialog_close": reverse("members:index"),
        "sends_mail": can_send_mail(),
    }
    return render(request, "members/invite.html", context, status=422 if form.is_bound else 200)


def _link(request: MemberRequest, invited: actions.Invited) -> HttpResponse:
    url = _absolute(request, reverse("account_invitation", args=[invited.token]))
    mailed = send_invitation(invited.invitation, url=url)
    context = {
        "invitation": invited.invitation,
        "url": url,
        "mailed": mailed,
        "not_mailed": can_send_mail() and not mailed,
        "dialog_close": reverse("members:index"),
    }
    return refresh(render(request, "members/invited.html", context), "members")


def _absolute(request: HttpRequest, path: str) -> str:
    """The installation's own address where it is set: a Host header that was made up leads nobody astray."""
    return f"{settings.SPINDLE_URL}{path}" if settings.SPINDLE_URL else request.build_absolute_uri(path)
