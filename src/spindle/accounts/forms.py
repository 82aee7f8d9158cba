"""What is typed at the door, and what is made of what the browser tells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spindle.accounts.actions import SignUp

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Where most people of a language are, for a browser that does not tell its time zone.
_USUAL_ZONES = {
    "nl": "Europe/Amsterdam",
    "it": "Europe/Rome",
    "fr": "Europe/Paris",
    "da": "Europe/Copenhagen",
    "pt-br": "America/Sao_Paulo",
    "es": "Europe/Madrid",
}


def _text(label: StrPromise, *, autocomplete: str, length: int, required: bool = True) -> forms.CharField:
    attributes = {"autocomplete": autocomplete}
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attributes)
    )


def _password(label: StrPromise, *, autocomplete: str) -> forms.CharField:
    # Rendered again after an error: what was typed stays.
    widget = forms.PasswordInput(render_value=True, attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=1024, strip=False, widget=widget)


class NewPasswordMixin(forms.Form):
    """A form with a new password in `password`, checked by AUTH_PASSWORD_VALIDATORS."""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class SignUpForm(NewPasswordMixin):
    """Sign-up (product.md ON-2)."""

    first_name = _text(_("First name"), autocomplete="given-name", length=80)
    last_name = _text(_("Last name"), autocomplete="family-name", length=80)
    company = _text(_("Company"), autocomplete="organization", length=120)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = _password(_("Password"), autocomplete="new-password")
    time_zone = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def wish(self) -> SignUp:
        """What was typed, with the browser's language and time zone."""
        data = self.cleaned_data
        language = get_language() or settings.LANGUAGE_CODE
        return SignUp(
            first_name=data["first_name"],
            last_name=data["last_name"],
            company=data["company"],
            email=data["email"],
            password=data["password"],
            language=language,
            time_zone=known_zone(data["time_zone"], language=language),
        )


class JoinForm(NewPasswordMixin):
    """Who was invited and has no identity yet."""

    first_name = _text(_("First name"), autocomplete="given-name", length=80)
    last_name = _text(_("Last name"), autocomplete="family-name", length=80)
    password = _password(_("Password"), autocomplete="new-password")


class ProveForm(forms.Form):
    """Who was invited and has an identity: its password."""

    password = _password(_("Password"), autocomplete="current-password")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in; django-allauth's checks in our words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, login=_("E-mail address"), password=_("Password"))


class AskResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The address whose password is to be reset."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, email=_("E-mail address"))


class ResetForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, twice (product.md 2.1)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password1=_("New password"), password2=_("New password again"))


def _dress(form: forms.Form, **labels: StrPromise) -> None:
    """Our labels, without the hints and placeholders of django-allauth."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


def known_zone(zone: str, *, language: str) -> str:
    """The IANA zone that the browser named, if it is one; else the usual one of the language, or UTC."""
    return zone if zone in available_timezones() else _USUAL_ZONES.get(language, "UTC")
