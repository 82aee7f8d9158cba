"""The page behind an invitation's link: make an identity, prove the one that exists, or just join."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from spindle.accounts.access import open_to_strangers, typed
from spindle.accounts.actions import InvitationGone, accept, choose_company, register
from spindle.accounts.forms import JoinForm, ProveForm
from spindle.accounts.models import Identity, Invitation
from spindle.accounts.passwords import words
from spindle.accounts.queries import identity_with, message_of, open_invitation
from spindle.organisations.models import Unavailable


@open_to_strangers
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what, or accept, in the invitation's language. The link is good once and for seven days."""
    invited = open_invitation(token)
    if invited is None:
        return _gone(request)
    try:
        with translation.override(invited.language or invited.organisation.language):
            response = _answer(request, invited)
            response.headers["Content-Language"] = translation.get_language() or ""
            return response
    except Unavailable as reason:
        return _maintenance(request, invited, str(reason))


def _answer(request: HttpRequest, invited: Invitation) -> HttpResponse:
    form = _form(request, invited)
    if request.method == "GET" or (form is not None and not form.is_valid()):
        return _page(request, invited, form)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    return limited or _accept(request, invited, form)


def _form(request: HttpRequest, invited: Invitation) -> JoinForm | ProveForm | None:
    """None for who is signed in with the invited address: nothing is left to ask."""
    known = identity_with(invited.email)
    if known is None:
        return JoinForm(typed(request))
    return None if request.user == known else ProveForm(typed(request))


def _accept(request: HttpRequest, invited: Invitation, form: JoinForm | ProveForm | None) -> HttpResponse:
    try:
        identity = _identity(request, invited, form)
        membership = accept(invited, identity=identity)
    except ValidationError as error:
        if form is not None:
            form.add_error("password", error)
        return _page(request, invited, form)
    except InvitationGone:
        return _gone(request)
    response: HttpResponse = (
        redirect("/") if request.user == identity else perform_login(request, identity, redirect_url="/")
    )
    choose_company(request.session, membership)
    return response


def _identity(request: HttpRequest, invited: Invitation, form: JoinForm | ProveForm | None) -> Identity:
    """Who accepts. ValidationError when the password is wrong or was guessed too often."""
    if isinstance(form, JoinForm):
        return register(invited, **form.cleaned_data)
    if form is None:
        assert isinstance(request.user, Identity)
        return request.user
    known = get_adapter(request).authenticate(
        request, email=invited.email, password=form.cleaned_data["password"]
    )
    if known is None:
        raise ValidationError(_("That is not the password of this address."))
    assert isinstance(known, Identity)
    return known


def _page(request: HttpRequest, invited: Invitation, form: JoinForm | ProveForm | None) -> HttpResponse:
    with invited.organisation.active():
        message = message_of(invited)
    context = {
        "invitation": invited,
        "message": message,
        "form": form,
        "rules": words(),
        "new": isinstance(form, JoinForm),
        "other": request.user if isinstance(request.user, Identity) and form is not None else None,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "account/invitation.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "account/invitation_gone.html", status=410)


def _maintenance(request: HttpRequest, invited: Invitation, reason: str) -> HttpResponse:
    context = {"reason": reason, "company": invited.organisation.name}
    return render(request, "account/maintenance.html", context, status=503)
