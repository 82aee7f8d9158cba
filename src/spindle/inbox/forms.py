"""What is filled in about lists: all filters at once, and the name of a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spindle.channels.models import Account
from spindle.inbox.listing import LONGEST_ADDRESS, SWITCHES, Listing
from spindle.inbox.periods import PERIODS
from spindle.ui.typed_dates import DateField


class FilterForm(forms.Form):
    """The filters of a list; empty is no filter. Two dates take the place of a quick choice."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )
    unread = forms.BooleanField(label=gettext_lazy("Unread"), required=False)
    unlinked = forms.BooleanField(label=gettext_lazy("Unlinked"), required=False)
    highlighted = forms.BooleanField(label=gettext_lazy("Highlighted"), required=False)
    private = forms.BooleanField(label=gettext_lazy("Private"), required=False)
    attachment = forms.BooleanField(label=gettext_lazy("With an attachment"), required=False)

    def __init__(
        self, data: Mapping[str, str] | None, *, listing: Listing, accounts: Sequence[Account]
    ) -> None:
        first, last = listing.since, listing.until
        super().__init__(
            data,
            auto_id="dialog-%s",
            initial={name: getattr(listing, name) for name in SWITCHES}
            | {
                "address": listing.address,
                "period": listing.period,
                "since": first,
                "until": last,
                "account": listing.account_id or "",
            },
        )
        self._listing = listing
        self.fields["period"] = forms.ChoiceField(
            label=_("When"),
            required=False,
            choices=[("", _("Any time")), *((name, label) for name, (label, *_days) in PERIODS.items())],
        )
        self.fields["since"] = DateField(required=False)
        self.fields["since"].label = _("From")
        self.fields["until"] = DateField(required=False)
        self.fields["until"].label = _("Until")
        self.fields["account"] = forms.ChoiceField(
            label=_("Account"),
            required=False,
            choices=[("", _("All accounts")), *((str(box.pk), box.name or box.address) for box in accounts)],
        )

    def clean(self) -> None:
        found = self.cleaned_data
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            self.add_error("until", _("This is before the first day."))

    def listing(self) -> Listing:
        """The same folder and search, with these filters."""
        found = self.cleaned_data
        dated = bool(found["since"] or found["until"])
        return self._listing.narrowed(
            **{name: found[name] for name in SWITCHES},
            address=found["address"].strip(),
            period="" if dated else found["period"],
            since=found["since"],
            until=found["until"],
            account_id=int(found["account"]) if found["account"] else None,
        )


class ViewForm(forms.Form):
    """The name of a view, and whether colleagues have it too."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    shared = forms.BooleanField(label=gettext_lazy("Share it with all colleagues"), required=False)
