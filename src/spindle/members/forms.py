"""What is typed on the members' pages."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spindle.members.actions import Profile
from spindle.members.rights import Role
from spindle.ui.rows import CardChoice


def _roles() -> list[tuple[Role, CardChoice]]:
    return [
        (
            Role.USER,
            CardChoice(gettext("User"), gettext("Works with everything but the administration"), "user"),
        ),
        (
            Role.READ_ONLY,
            CardChoice(gettext("Read-only"), gettext("Sees what users see, changes nothing"), "eye"),
        ),
        (
            Role.ADMINISTRATOR,
            CardChoice(gettext("Administrator"), gettext("May do everything"), "shield-lock"),
        ),
    ]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=_roles, initial=Role.USER, widget=forms.RadioSelect)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ProfileForm(forms.Form):
    """A member's own settings."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    shortcuts = forms.BooleanField(label=_("Keyboard shortcuts"), required=False)

    def __init__(self, *args: object, language: str, time_zone: str, **kwargs: object) -> None:
        """`language` and `time_zone` are the company's, which an empty choice follows."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = dict(settings.LANGUAGES)
        follow = _("As the company: %(value)s")
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", follow % {"value": names.get(language, language)}),
            *settings.LANGUAGES,
        ]
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", follow % {"value": time_zone}),
            *((zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone),
        ]

    def profile(self) -> Profile:
        """What was chosen."""
        return Profile(**self.cleaned_data)


class PasswordForm(forms.Form):
    """The old password, the new one twice (product.md 2.1)."""

    old = forms.CharField(
        label=_("Password now"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new)
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("This is not the same password."))
        return again
