"""Invitations: a pop-up to invite, the links to copy, what became of their mails, and withdrawing or renewing one."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from spindle.accounts.actions import AlreadyInvited, AlreadyMember, InvitationGone, Terms, TooMany
from spindle.accounts.models import Invitation
from spindle.accounts.queries import can_send_mail
from spindle.members import actions, links
from spindle.members.access import MemberRequest, requires, typed
from spindle.members.forms import InviteForm
from spindle.members.mailboxes import mailboxes
from spindle.members.rights import Right
from spindle.ui.responses import refresh, toast


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """The pop-up: whom, as what; then a link for each."""
    form = InviteForm(typed(request), organisation=request.organisation, mailboxes=mailboxes().all())
    if request.method == "GET" or not form.is_valid():
        return _form(request, form)
    try:
        invited = actions.invite_all(
            request.organisation,
            form.cleaned_data["addresses"],
            form.cleaned_data["role"],
            terms=_terms(request, form),
            by=request.member,
        )
    except (AlreadyMember, AlreadyInvited):
        form.add_error("addresses", _("Somebody else has just invited one of these. Look at the list again."))
        return _form(request, form)
    except TooMany:
        form.add_error("addresses", _too_many())
        return _form(request, form)
    return _sent(request, invited, said=[*form.problems, *form.notes])


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def renewal(request: MemberRequest, pk: int) -> HttpResponse:
    """The pop-up asks; a POST makes a new link in place of the old one, which no longer works."""
    invited = _invitation(request, pk)
    if request.method == "GET":
        context = {
            "invitation": invited,
            "sends_mail": can_send_mail(),
            "dialog_action": request.path,
            "dialog_close": reverse("members:index"),
        }
        return render(request, "members/renewal.html", context)
    try:
        return _sent(request, [actions.renew(invited, by=request.member)])
    except InvitationGone:
        return _refused(_("This invitation has been used or withdrawn already."))
    except TooMany:
        return _refused(_too_many(), status=429)


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["DELETE", "POST"])
def invitation(request: MemberRequest, pk: int) -> HttpResponse:
    """DELETE withdraws it: the link no longer works. POST undoes that."""
    if request.method == "DELETE":
        actions.withdraw(_invitation(request, pk), by=request.member)
        said = _("The invitation has been withdrawn.")
        return _done(toast(HttpResponse(status=204), said, undo_url=request.path, undo_method="POST"))
    try:
        actions.restore(_unused(request, pk), by=request.member)
    except InvitationGone:
        return _refused(_("This address has been invited anew meanwhile."))
    return _done(toast(HttpResponse(status=204), _("The invitation is good again.")))


@requires(Right.MANAGE_MEMBERS)
@require_GET
def mail(request: MemberRequest) -> HttpResponse:
    """What became of the mails of the invitations that the address names by `id`."""
    ids = [
        int(one) for one in request.GET.getlist("id")[: links.AT_ONCE] if one.isdecimal() and len(one) < 16
    ]
    found = Invitation.objects.filter(organisation=request.organisation, pk__in=ids)
    return render(request, "members/mail.html", links.mail_context(list(found), oob=True))


def _terms(request: MemberRequest, form: InviteForm) -> Terms:
    return Terms(
        language=form.cleaned_data["language"],
        message=form.cleaned_data["message"],
        mailboxes=tuple(form.cleaned_data.get("mailboxes", ())),
        inviter=request.member.pk,
    )


def _unused(request: MemberRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation, pk=pk, organisation=request.organisation, used_at=None)


def _invitation(request: MemberRequest, pk: int) -> Invitation:
    return get_object_or_404(
        Invitation, pk=pk, organisation=request.organisation, used_at=None, withdrawn_at=None
    )


def _form(request: MemberRequest, form: InviteForm) -> HttpResponse:
    context = {
        "form": form,
        "dialog_action": reverse("members:invite"),
        "dialog_close": reverse("members:index"),
        "sends_mail": can_send_mail(),
    }
    return render(request, "members/invite.html", context, status=422 if form.is_bound else 200)


def _sent(
    request: MemberRequest, invited: Sequence[actions.Invited], *, said: Sequence[str] = ()
) -> HttpResponse:
    """The links, which are shown only now; the mails are on their way."""
    rows = [
        links.LinkRow(one.invitation, _absolute(request, reverse("account_invitation", args=[one.token])))
        for one in invited
    ]
    if can_send_mail():
        letters = [actions.Posted(row.invitation, row.url, request.member.email) for row in rows]
        actions.post(request.organisation, letters)
    context = links.context(rows, said=said) | {"dialog_close": reverse("members:index")}
    return _done(render(request, "members/invited.html", context))


def _done(response: HttpResponse) -> HttpResponse:
    return refresh(response, "members")


def _refused(sentence: str, *, status: int = 409) -> HttpResponse:
    return _done(HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8"))


def _too_many() -> str:
    return _("So many invitations cannot be sent at once. Wait a while, then try again.")


def _absolute(request: HttpRequest, path: str) -> str:
    """The installation's own address where it is set: a Host header that was made up leads nobody astray."""
    return f"{settings.SPINDLE_URL}{path}" if settings.SPINDLE_URL else request.build_absolute_uri(path)
