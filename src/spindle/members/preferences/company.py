"""Tab Company (product.md CO-1): what the company says of itself. The name is the one that everybody sees."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as WrongNumber

from spindle.members.company import CompanyDetails
from spindle.members.settings import read, write
from spindle.members.slots import Section, SettingsForm, Tab, Values
from spindle.organisations.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Greece writes EL. The numbers of each of these countries have digits that prove them.
_VAT_OF_THE_UNION = re.compile(
    r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)(?=.*[0-9])"
)
_PHONE = RegexValidator(
    r"^\+?[0-9() ./-]{3,38}$", gettext_lazy("Type a phone number, such as +31 30 2345678.")
)


def _text(label: StrPromise, *, length: int, autocomplete: str = "off") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class CompanyForm(SettingsForm):
    """The fields of CO-1 with phone, e-mail address and website, which its templates need too (product.md part 3)."""

    name = forms.CharField(
        label=gettext_lazy("Company name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    street = _text(gettext_lazy("Address"), length=200, autocomplete="street-address")
    postcode = _text(gettext_lazy("Postcode"), length=20, autocomplete="postal-code")
    city = _text(gettext_lazy("City"), length=120, autocomplete="address-level2")
    phone = _text(gettext_lazy("Phone"), length=40, autocomplete="tel")
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        # A text, for a browser would refuse www.example.com, which is understood here.
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    chamber_number = _text(gettext_lazy("Chamber of Commerce number"), length=40)
    vat_number = _text(gettext_lazy("VAT number"), length=40)
    iban = _text(gettext_lazy("IBAN number"), length=60)
    bic = _text(gettext_lazy("BIC (SWIFT)"), length=20)
    bank_city = _text(gettext_lazy("City of the bank"), length=120)

    def clean_phone(self) -> str:
        number: str = self.cleaned_data["phone"]
        if number:
            _PHONE(number)
        return number

    def clean_iban(self) -> str:
        """In groups of four, as on paper (ISO 13616); the check digits must be right."""
        typed: str = self.cleaned_data["iban"]
        if not typed:
            return ""
        try:
            return str(iban.format(iban.validate(typed)))
        except WrongNumber:
            raise ValidationError(_("This IBAN is not right. Compare it with your bank’s papers.")) from None

    def clean_bic(self) -> str:
        """Eight or eleven signs (ISO 9362)."""
        typed: str = self.cleaned_data["bic"]
        if not typed:
            return ""
        try:
            return str(bic.validate(typed))
        except WrongNumber:
            raise ValidationError(
                _("A BIC has eight or eleven letters and figures, such as ABNANL2A.")
            ) from None

    def clean_vat_number(self) -> str:
        """One of the Union is proved by its check digits; any other is taken as it is."""
        typed: str = self.cleaned_data["vat_number"]
        compact = re.sub(r"[\s.-]", "", typed).upper()
        if not _VAT_OF_THE_UNION.match(compact):
            return typed
        try:
            return str(vat.validate(compact))
        except WrongNumber:
            raise ValidationError(_("This VAT number is not right.")) from None


def load(organisation: Organisation) -> Values:
    """The name as everybody sees it, and the details."""
    now = Organisation.objects.get(pk=organisation.pk)
    return {"name": now.name, **asdict(read(CompanyDetails))}


def store(organisation: Organisation, values: Values) -> None:
    """The control database last: if it refuses, the company's transaction goes back too."""
    details = {name: value for name, value in values.items() if name != "name"}
    if details:
        write(CompanyDetails, details)
    if "name" in values:
        Organisation.objects.filter(pk=organisation.pk).update(name=values["name"])


SECTION = Section("company", Tab.COMPANY, CompanyForm, load, store, template="preferences/_company.html")
