"""Signing in and out, resetting a password (django-allauth's views, each with its mark), changing company."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from spindle.accounts.access import open_to_strangers, send_to
from spindle.accounts.actions import choose_company
from spindle.accounts.forms import AskResetForm, ResetForm, SignInForm
from spindle.accounts.models import Identity
from spindle.accounts.passwords import words
from spindle.accounts.queries import can_send_mail, is_new, memberships_of, signup_is_open


@open_to_strangers
def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in; the page offers sign-up only where that is open, and on a new installation it is that at once."""
    if request.method == "GET" and is_new() and signup_is_open():
        return redirect("account_signup")
    view = allauth_views.LoginView.as_view(
        form_class=SignInForm, extra_context={"signup_is_open": signup_is_open()}
    )
    return _with_422(request, view(request))


@open_to_strangers
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign out; a GET only asks, so that no picture in a mail signs anybody out."""
    response: HttpResponseBase = allauth_views.logout(request)
    return send_to(request, response["Location"]) if response.has_header("Location") else response


@open_to_strangers
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Ask for a reset by mail; without SMTP say who can do it (product.md part 3)."""
    if not can_send_mail():
        return render(request, "account/password_reset_unavailable.html")
    return _with_422(request, allauth_views.PasswordResetView.as_view(form_class=AskResetForm)(request))


@open_to_strangers
def password_reset_done(request: HttpRequest) -> HttpResponseBase:
    """The same answer whether the address is known or not."""
    response: HttpResponseBase = allauth_views.password_reset_done(request)
    return response


@open_to_strangers
def password_reset_from_key(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """The page behind a reset mail's link: a new password."""
    view = allauth_views.PasswordResetFromKeyView.as_view(
        form_class=ResetForm, extra_context={"rules": words()}
    )
    return _with_422(request, view(request, uidb36=uidb36, key=key))


@open_to_strangers
def password_reset_from_key_done(request: HttpRequest) -> HttpResponseBase:
    """The password was reset; sign in with it."""
    response: HttpResponseBase = allauth_views.password_reset_from_key_done(request)
    return response


@open_to_strangers
@never_cache
@require_http_methods(["GET"])
def inactive(request: HttpRequest) -> HttpResponse:
    """For who may not come in any more, or is in no company."""
    return render(request, "account/account_inactive.html", status=403)


@open_to_strangers
@require_POST
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """Work in another of one's companies from now on; 404 for one that is not one's own."""
    if isinstance(request.user, Identity):
        for membership in memberships_of(request.user):
            if membership.organisation.slug == slug:
                choose_company(request.session, membership)
                return send_to(request, "/")
    raise Http404


def _with_422(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A form that comes back with an error says so in its status (ui.md)."""
    if request.method == "POST" and response.status_code == 200:
        response.status_code = 422
    return response
