"""A date that is typed, in the order of the company's preference (GE-2)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from spindle.ui.dates import reader

# What is shown, then what is understood besides. A year of four figures always: 05/11/62 may be two centuries.
_FORMATS = {
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m %d %Y"),
}
_ISO = "%Y-%m-%d"


class DateField(forms.DateField):
    """Made with its form, so that it is for who fills that in. The browser's own picker knows only its own order."""

    def __init__(self, *, required: bool = True) -> None:
        order = reader().order
        pattern = date_pattern()
        widget = forms.DateInput(
            format=_FORMATS[order][0], attrs={"placeholder": pattern, "autocomplete": "off"}
        )
        super().__init__(
            required=required,
            widget=widget,
            input_formats=[*_FORMATS[order], _ISO],
            error_messages={"invalid": _("Type the date as %(pattern)s.") % {"pattern": pattern}},
        )


def date_pattern() -> str:
    """How a date is to be typed, in the letters of the active language: dd/mm/yyyy."""
    return _("dd/mm/yyyy") if reader().order == "dmy" else _("mm/dd/yyyy")
