"""The forms of the account wizard (product.md EM-3, EM-4, EM-7)."""

from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict  # noqa: TID251 (what a form is given)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spindle.mail.discovery import BadAddress, parse_address
from spindle.mail.models import AttemptState, ConnectionAttempt, MailKind
from spindle.mail.network import typed_host
from spindle.ui.rows import CardChoice

LARGEST_PORT = 65535
# Where a password is sent, and how.
SERVERS = {"imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security"}

if TYPE_CHECKING:
    _AttemptForm = forms.ModelForm[ConnectionAttempt]
else:
    _AttemptForm = forms.ModelForm


def kinds() -> list[tuple[str, CardChoice]]:
    """The account types as cards, in the reader's language."""
    return [
        (
            MailKind.OFFICE_365.value,
            CardChoice(
                "Office 365",
                gettext("Microsoft work account. Not yet: signing in at Microsoft follows."),
                "brand-office",
            ),
        ),
        (
            MailKind.OUTLOOK.value,
            CardChoice(
                "Outlook",
                gettext("Outlook.com, Hotmail, Live. Not yet: signing in at Microsoft follows."),
                "brand-windows",
            ),
        ),
        (
            MailKind.GMAIL.value,
            CardChoice(
                "Gmail, Google Workspace",
                gettext("With an app password that you make at Google."),
                "brand-google",
            ),
        ),
        (
            MailKind.IMAP.value,
            CardChoice(
                "IMAP", gettext("Any other provider: TransIP, Strato, KPN, iCloud, your own server."), "mail"
            ),
        ),
    ]


class StartForm(forms.Form):
    """Which kind of account, and which address."""

    kind = forms.ChoiceField(
        label=_("What kind of account is it?"), choices=kinds, widget=forms.RadioSelect, initial=MailKind.IMAP
    )
    # Text, not EmailField: what people paste here ("mailto:…", "Name <a@b>") is explained, not refused by the browser.
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_address(self) -> str:
        """The address, normalised; else the reason, with what was probably meant."""
        try:
            address = parse_address(self.cleaned_data["address"])
        except BadAddress as bad:
            hint = _("Did you mean {address}?").format(address=bad.suggestion) if bad.suggestion else ""
            raise forms.ValidationError(f"{bad.reason} {hint}".strip()) from bad
        return str(address)


class SettingsForm(_AttemptForm):
    """User name, password and servers. An empty password means: the one that was typed before."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = ConnectionAttempt
        fields = [
            "login",
            "imap_host",
            "imap_port",
            "imap_security",
            "smtp_host",
            "smtp_port",
            "smtp_security",
        ]
        labels = {
            "login": _("User name"),
            "imap_host": _("Incoming (IMAP)"),
            "imap_port": _("Port"),
            "imap_security": _("Security"),
            "smtp_host": _("Outgoing (SMTP)"),
            "smtp_port": _("Port"),
            "smtp_security": _("Security"),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: ConnectionAttempt) -> None:
        """What the pop-up did not show, such as servers that are still looked up, stays as it is."""
        self._shown = [name for name in self._meta.fields or () if data is not None and name in data]
        if data is not None:
            data = data.copy()
            for name in self._meta.fields or ():
                data.setdefault(name, str(getattr(instance, name)))
        super().__init__(data, instance=instance)

    def typed(self) -> dict[str, object]:
        """What was typed, by field; nothing of what the pop-up did not show."""
        return {name: self.cleaned_data[name] for name in self._shown}

    def clean_imap_host(self) -> str:
        """The name of the incoming server, tidied of what comes along when it is pasted."""
        host = _host(self.cleaned_data["imap_host"])
        if not host and self.instance.state != AttemptState.DISCOVERING:
            raise forms.ValidationError(_("Type the name of the server for incoming mail."))
        return host

    def clean_imap_port(self) -> int:
        """A number that a port can have."""
        return _port(self.cleaned_data["imap_port"])

    def clean_smtp_port(self) -> int:
        """The same for sending."""
        return _port(self.cleaned_data["smtp_port"])

    def clean_smtp_host(self) -> str:
        """The same for sending."""
        return _host(self.cleaned_data["smtp_host"])

    def clean_password(self) -> str:
        """A password must have been typed at least once."""
        password: str = self.cleaned_data["password"]
        if not password and not self.instance.secret:
            raise forms.ValidationError(_("Type the password of the mailbox."))
        return password

    def clean(self) -> dict[str, object]:
        """The kept password of a connected account is sent to the servers that it was given for, and to no other.

        Else who shares a mailbox could have its password sent to a server of his own.
        """
        data = super().clean() or {}
        elsewhere = self.instance.mends_id is not None and SERVERS & set(self.changed_data)
        if elsewhere and not data.get("password") and "password" not in self.errors:
            self.add_error(
                "password", _("Type the password of the mailbox again, for other servers are to get it.")
            )
        return data


def _port(typed: int) -> int:
    if not 0 < typed <= LARGEST_PORT:
        raise forms.ValidationError(_("A port is a number from 1 to 65535; for incoming mail usually 993."))
    return typed


def _host(typed: str) -> str:
    try:
        return typed_host(typed) if typed else ""
    except ValueError as error:
        raise forms.ValidationError(
            _("This is not the name of a server, such as imap.example.com.")
        ) from error
