"""The sign-up page (design/signup.html)."""

from __future__ import annotations

import logging

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from spindle.accounts.access import open_to_strangers, typed
from spindle.accounts.actions import AddressTaken, SignUpClosed, choose_company, sign_up
from spindle.accounts.forms import SignUpForm
from spindle.accounts.passwords import words
from spindle.accounts.queries import signup_is_open

logger = logging.getLogger(__name__)


@open_to_strangers
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the company and go straight in (product.md ON-2)."""
    if request.user.is_authenticated:
        return redirect("/")
    if not signup_is_open():
        return _closed(request)
    form = SignUpForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, form)
    return _too_many(request) or _sign_up(request, form)


def _too_many(request: HttpRequest) -> HttpResponse | None:
    """Only what would make a company counts: a mistake in the form is no attempt."""
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action="signup")
    return answer


def _sign_up(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    try:
        membership = sign_up(form.wish())
    except SignUpClosed:
        return _closed(request)
    except AddressTaken:
        form.add_error(
            "email", _("This address has an account already. Sign in, or type its password to add a company.")
        )
        return _page(request, form)
    except (OSError, DatabaseError) as error:
        logger.error("a company could not be made: %s", error)
        form.add_error(
            None, _("The server could not write the files of the company. Nothing was kept; try again.")
        )
        return _page(request, form, status=503)
    response: HttpResponse = perform_login(request, membership.identity, redirect_url="/", signup=True)
    choose_company(request.session, membership)
    return response


def _page(request: HttpRequest, form: SignUpForm, *, status: int = 422) -> HttpResponse:
    context = {"form": form, "rules": words()}
    return render(request, "account/signup.html", context, status=status if form.is_bound else 200)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html", status=403)
