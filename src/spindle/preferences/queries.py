"""What was changed on a tab, newest first: who, when, from what to what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django import forms
from django.utils.translation import gettext as _

from spindle.journal.queries import lines_about
from spindle.members.models import Member
from spindle.members.slots import SettingsForm
from spindle.ui.rows import Person

# Lines that are looked through for those of one tab, and how many of them are shown.
LOOKED_AT = 200
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Past:
    """One field that was changed. `by` is None for a member who is no more."""

    id: str
    at: datetime
    by: Person | None
    label: str
    before: str
    after: str


def past_of(forms_of_tab: dict[str, SettingsForm], *, subject: str, subject_id: int) -> list[Past]:
    """The newest changes of these sections. Two queries."""
    lines = list(lines_about(subject, subject_id)[:LOOKED_AT])
    people = Member.objects.in_bulk({line.by for line in lines if line.by})
    found: list[Past] = []
    for line in lines:
        member = people.get(line.by or 0)
        by = Person(member.name, hue=member.hue) if member else None
        for key, after in (line.after or {}).items():
            name, _dot, field = key.partition(".")
            form = forms_of_tab.get(name)
            if form and field in form.fields:
                control = form.fields[field]
                before = _worded(control, (line.before or {}).get(key))
                found.append(
                    Past(
                        f"{line.pk}-{field}", line.at, by, str(control.label), before, _worded(control, after)
                    )
                )
    return found[:SHOWN]


def _worded(control: forms.Field, value: object) -> str:
    """A value as its control shows it."""
    if isinstance(control, forms.BooleanField):
        return _("on") if value else _("off")
    return next((str(label) for choice, label in _choices(control) if choice == value), str(value or ""))


def _choices(control: forms.Field) -> Iterable[tuple[object, str]]:
    # A field normalises its choices, whatever they were given as.
    return (
        cast("Iterable[tuple[object, str]]", control.choices)
        if isinstance(control, forms.ChoiceField)
        else ()
    )
