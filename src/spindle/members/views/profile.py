"""One's own profile: name, language, time zone, theme, shortcuts, and the password."""

from __future__ import annotations

from dataclasses import asdict

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from spindle.accounts.actions import WrongPassword, change_password
from spindle.accounts.passwords import words
from spindle.members.access import MemberRequest, member_required, typed
from spindle.members.actions import change_profile
from spindle.members.actions.profile import choose_density, profile_of
from spindle.members.forms import PasswordForm, ProfileForm
from spindle.members.models import Density
from spindle.ui.responses import flash, show_density


@member_required
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """Show the settings, or keep what was chosen. Also for who may only read: they are his own."""
    company = request.organisation
    form = ProfileForm(
        typed(request),
        initial=asdict(profile_of(request.member)),
        language=company.language,
        time_zone=company.time_zone,
    )
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, PasswordForm())
    chosen = form.profile()
    change_profile(request.member, chosen)
    with translation.override(chosen.language or company.language):
        return flash(redirect("members:profile"), _("Your profile has been saved."))


@member_required
@require_POST
def density(request: MemberRequest) -> HttpResponse:
    """How much stands on a screen: for this member, wherever he signs in."""
    chosen = request.GET.get("density", "")
    if chosen not in Density:
        raise Http404
    choose_density(request.member, Density(chosen))
    return show_density(HttpResponse(status=204), chosen)


@member_required
@sensitive_post_parameters()
@require_POST
def password(request: MemberRequest) -> HttpResponse:
    """A new password; everywhere, here too, one signs in again with it."""
    form = PasswordForm(request.POST)
    limited: HttpResponse | None = ratelimit.consume_or_429(
        request, action="change_password", user=request.user
    )
    if limited:
        return limited
    if form.is_valid() and _changed(request, form):
        logout(request)
        return flash(redirect("account_login"), _("Your password has been changed. Sign in with it."))
    company = request.organisation
    initial = asdict(profile_of(request.member))
    profile_form = ProfileForm(initial=initial, language=company.language, time_zone=company.time_zone)
    return _page(request, profile_form, form)


def _changed(request: MemberRequest, form: PasswordForm) -> bool:
    try:
        change_password(request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
    except WrongPassword:
        form.add_error("old", _("That is not your password now."))
        return False
    return True


def _page(request: MemberRequest, form: ProfileForm, password_form: PasswordForm) -> HttpResponse:
    context = {"form": form, "password_form": password_form, "rules": words()}
    status = 422 if form.is_bound or password_form.is_bound else 200
    return render(request, "members/profile.html", context, status=status)
