"""Tab General (product.md GE-1 to GE-3, GE-5): language, dates, times, and the time zone.

Language and time zone stand with the company in the control database, for the door needs them before the company's
own is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spindle.members.models import Member
from spindle.members.notation import Notation
from spindle.members.settings import read, write
from spindle.members.slots import Section, SettingsForm, Tab, Values
from spindle.organisations.models import Organisation
from spindle.ui.dates import DatePreferences, say

_OF_THE_COMPANY = {"language", "time_zone"}
_AFTERNOON = time(14, 30)


def zones() -> list[tuple[str, str]]:
    """The time zones to choose from: places, not abbreviations."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


def _orders() -> list[tuple[str, str]]:
    today = timezone.localdate()
    return [
        ("dmy", f"{say(today, 'date', preferences=DatePreferences(order='dmy'))} ({_('dd/mm/yyyy')})"),
        ("mdy", f"{say(today, 'date', preferences=DatePreferences(order='mdy'))} ({_('mm/dd/yyyy')})"),
    ]


def _clocks() -> list[tuple[int, str]]:
    at = datetime.combine(timezone.localdate(), _AFTERNOON, timezone.get_current_timezone())
    return [
        (24, f"{say(at, 'time', preferences=DatePreferences(clock=24))} ({_('24 hours')})"),
        (12, f"{say(at, 'time', preferences=DatePreferences(clock=12))} (AM/PM)"),
    ]


class GeneralForm(SettingsForm):
    """As product.md lists them; the time zone last."""

    language = forms.ChoiceField(
        label=gettext_lazy("Display language"),
        help_text=gettext_lazy("Of every page, and of what Spindle mails to your users."),
        choices=settings.LANGUAGES,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Date format"),
        help_text=gettext_lazy("Of every date that is shown or typed."),
        choices=_orders,
        widget=forms.RadioSelect,
    )
    clock = forms.TypedChoiceField(
        label=gettext_lazy("Time format"), choices=_clocks, coerce=int, widget=forms.RadioSelect
    )
    hide_today = forms.BooleanField(
        label=gettext_lazy("Hide date for today’s items"),
        help_text=gettext_lazy("What is of today shows only its time: e-mails, tasks and the rest."),
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Where your company is. Who works elsewhere chooses another in the profile."),
        choices=zones,
    )

    def effects(self) -> Mapping[str, str]:
        """Who keeps what he has chosen in his profile."""
        return {
            "language": _own(Member.objects.filter(active=True).exclude(language="").count()),
            "time_zone": _own(Member.objects.filter(active=True).exclude(time_zone="").count()),
        }


def _own(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(count)d user has another in the profile and keeps it.",
        "%(count)d users have another in their profiles and keep it.",
        count,
    )
    return words % {"count": count}


def load(organisation: Organisation) -> Values:
    """What holds now: what was chosen, or the defaults by region and language."""
    now, notation = Organisation.objects.get(pk=organisation.pk), read(Notation)
    return {
        "language": now.language,
        "order": notation.order_for(now),
        "clock": notation.clock_for(now),
        "hide_today": notation.hide_today,
        "time_zone": now.time_zone,
    }


def store(organisation: Organisation, values: Values) -> None:
    """The control database last: if it refuses, the company's transaction goes back too."""
    here = {name: value for name, value in values.items() if name in _OF_THE_COMPANY}
    notation = {name: value for name, value in values.items() if name not in _OF_THE_COMPANY}
    if notation:
        write(Notation, notation)
    if here:
        Organisation.objects.filter(pk=organisation.pk).update(**here)


SECTION = Section("general", Tab.GENERAL, GeneralForm, load, store)
