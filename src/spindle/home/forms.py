"""Two groups of the recovery code, typed back from paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from spindle.home.actions import ASKED


class RecoveryForm(forms.Form):
    """The third and the sixth group."""

    first = forms.CharField(max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    second = forms.CharField(max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, place in zip(("first", "second"), ASKED, strict=True):
            self.fields[name].label = _("Group %(number)s") % {"number": place}

    def groups(self) -> tuple[str, str]:
        """What was typed."""
        return self.cleaned_data["first"], self.cleaned_data["second"]
