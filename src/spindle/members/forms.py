"""What is typed on the members' pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from spindle.accounts.queries import standing_of
from spindle.members.actions import Profile
from spindle.members.mailboxes import TeamMailbox, mailboxes_of
from spindle.members.models import Member
from spindle.members.pasted import read_pasted
from spindle.members.rights import Role
from spindle.organisations.models import Organisation
from spindle.ui.rows import CardChoice
from spindle.ui.typed_dates import DateField

AT_ONCE = 50


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


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Role"), choices=_roles, initial=Role.USER, widget=forms.RadioSelect)


def _mailbox_field(among: Sequence[TeamMailbox]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("Mailboxes that arrive in the inbox"),
        choices=[(mailbox.id, mailbox.address) for mailbox in among],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _last_day_field() -> DateField:
    field = DateField(required=False)
    field.label = gettext("No longer employed from")
    field.help_text = gettext("From this day on signing in is refused. Leave it empty for who stays.")
    return field


class InviteForm(forms.Form):
    """Whom to invite, as what, with which words and which mailboxes.

    `problems` are sentences about addresses that are not invited, `notes` about what needs no decision. With `skip`
    in what was sent, those with a problem are left out and the others stand in `addresses`.
    """

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Whom do you want to invite? Type at least one address.")},
    )
    role = _role_field()
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=_("A word from you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: object, organisation: Organisation, mailboxes: Sequence[TeamMailbox], **kwargs: object
    ) -> None:
        """`mailboxes` are those of the company."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.organisation = organisation
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.good: list[str] = []
        self.fields["language"].initial = organisation.language
        if mailboxes:
            self.fields["mailboxes"] = _mailbox_field(mailboxes)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_addresses(self) -> list[str]:
        """Those that can be invited. ValidationError with a sentence for each that cannot, unless they may be skipped."""
        pasted = read_pasted(self.cleaned_data["addresses"])
        standing = standing_of(self.organisation, pasted.addresses)
        self.good = [
            one for one in pasted.addresses if one not in standing.members and one not in standing.invited
        ]
        self.problems = [
            *(_not_an_address(piece) for piece in pasted.bad),
            *(_is_member(one) for one in pasted.addresses if one in standing.members),
            *(_is_invited(one) for one in pasted.addresses if one in standing.invited),
        ]
        self.notes = [_stands_twice(one) for one in pasted.twice]
        self._check_number()
        if self.problems and not (self.good and "skip" in self.data):
            raise forms.ValidationError([*self.problems, *self.notes])
        return self.good

    def _check_number(self) -> None:
        if len(self.good) > AT_ONCE:
            text = gettext("These are %(count)d addresses. Invite at most %(most)d at once.")
            raise forms.ValidationError(text % {"count": len(self.good), "most": AT_ONCE})

    @property
    def skip_label(self) -> str:
        """The words on the button that leaves out what has a problem; "" when nobody would be left."""
        if not self.good or not self.problems or len(self.good) > AT_ONCE:
            return ""
        words = ngettext("Invite the other one", "Invite the other %(count)d", len(self.good))
        return words % {"count": len(self.good)}


def _not_an_address(piece: str) -> str:
    shown = piece if len(piece) <= 60 else f"{piece[:60]}…"
    return gettext("“%(value)s” is not an e-mail address.") % {"value": shown}


def _is_member(address: str) -> str:
    return gettext("%(address)s is a user of this company already.") % {"address": address}


def _is_invited(address: str) -> str:
    text = gettext("%(address)s has been invited already. You can mail it again from the list of users.")
    return text % {"address": address}


def _stands_twice(address: str) -> str:
    return gettext("%(address)s was typed more than once and is invited once.") % {"address": address}


class MemberForm(forms.Form):
    """What an administrator changes of a member."""

    role = _role_field()

    def __init__(self, *args: object, mailboxes: Sequence[TeamMailbox], **kwargs: object) -> None:
        """`mailboxes` are those of the company."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if mailboxes:
            self.fields["mailboxes"] = _mailbox_field(mailboxes)
        self.fields["left_on"] = _last_day_field()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_left_on(self) -> date | None:
        day: date | None = self.cleaned_data["left_on"]
        if day is not None and not 1990 <= day.year <= 2200:
            raise forms.ValidationError(gettext("Is this year right?"))
        return day


class HandOverForm(forms.Form):
    """To whom each of a member's mailboxes goes when he is shut out."""

    def __init__(
        self,
        *args: object,
        member: Member,
        mailboxes: Sequence[TeamMailbox],
        colleagues: Sequence[Member],
        **kwargs: object,
    ) -> None:
        """`mailboxes` are those of the company, `colleagues` those who may come in."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.colleagues = {colleague.pk: colleague for colleague in colleagues}
        for mailbox in mailboxes_of(member, mailboxes):
            self.fields[f"mailbox-{mailbox.id}"] = self._heir_of(mailbox)

    def _heir_of(self, mailbox: TeamMailbox) -> forms.TypedChoiceField:
        reading = [one.name for pk, one in self.colleagues.items() if pk in mailbox.members]
        nobody = gettext("nobody") if not reading else gettext("nobody more")
        others = [(pk, one.name) for pk, one in self.colleagues.items() if pk not in mailbox.members]
        hint = (
            gettext("Read by %(names)s too.") % {"names": ", ".join(reading[:5])}
            if reading
            else gettext("Nobody else reads it. Its mail goes on being fetched.")
        )
        return forms.TypedChoiceField(
            label=mailbox.address,
            choices=[("", nobody), *others],
            coerce=int,
            required=False,
            help_text=hint,
        )

    def heirs(self) -> dict[int, Member]:
        """Who gets which mailbox, by its id."""
        return {
            int(name.removeprefix("mailbox-")): self.colleagues[pk]
            for name, pk in self.cleaned_data.items()
            if pk
        }


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
