"""What django-allauth asks us: is sign-up open, who guesses too often, how is mail sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from spindle.accounts import devices
from spindle.accounts.models import Identity
from spindle.accounts.queries import MEMBERSHIP, chosen, memberships_of, signup_is_open

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's defaults, with attempts counted so that a stranger cannot lock the owner out."""

    error_messages: ClassVar[dict[str, StrPromise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That address and that password do not go together."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or reset the password."),
        "invalid_password_reset": _("This link has been used, or has expired."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return signup_is_open()

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuse more guesses: a few per address and browser (or network address), and in all an hourly many.

        A browser that is known for the address stands outside of the second count.
        """
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "")
        if not devices.is_known(request, email) and not ratelimit.consume(
            request, action="login_from_anywhere", key=email.lower()
        ):
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        email = credentials.get("email", "").lower()
        known = devices.is_known(request, email)
        return f"{email} {'known browser' if known else self.get_client_ip(request)}"

    def pre_login(self, request: HttpRequest, user: Identity, **hints: object) -> HttpResponse | None:
        """Whom no company lets in gets no session, but the page that says why."""
        if not memberships_of(user):
            return redirect("account_inactive")
        answer: HttpResponse | None = super().pre_login(request, user, **hints)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session id, in the company where one worked last."""
        super().login(request, user)
        membership = chosen(memberships_of(user), None) if isinstance(user, Identity) else None
        request.session[MEMBERSHIP] = membership.pk if membership else None

    def post_login(self, request: HttpRequest, user: Identity, **hints: object) -> HttpResponse:
        """Go where one wanted to go; this browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **hints)
        devices.remember(request, response, user.email)
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Mail from the installation. A dead SMTP server changes nothing in the answer, so it tells nothing."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("mail %s could not be sent: %s", template_prefix, error)
