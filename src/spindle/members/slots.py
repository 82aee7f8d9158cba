"""The slots of the CRM preferences (product.md PR-3): each folder puts its sections on the tabs, in `AppConfig.ready`.

The page shows the forms and knows nothing of what they mean; the values stay in the folder that uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import TextChoices
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.organisations.models import Organisation
from spindle.ui.rows import Fact

# A section's fields by name; each of a kind that JSON has, for the journal keeps them.
Values = Mapping[str, object]


class Tab(TextChoices):
    """The seven tabs, in order."""

    GENERAL = "general", _("General")
    CRM = "crm", _("CRM part")
    MAIL_AND_TASKS = "mail-and-tasks", _("E-mail & Tasks")
    AUTO_CLEAN = "auto-clean", _("Auto-clean")
    TIME = "time", _("Time")
    SECURITY = "security", _("Security")
    COMPANY = "company", _("Company")


class SettingsForm(forms.Form):
    """A section's fields. `effects` says under a field what a change of it does, where that is more than it seems.

    A browser sends along what each field held when the page was made: only what was changed on that page is kept, so
    that two administrators do not undo each other's work.
    """

    def __init__(self, data: object, *, section: str, organisation: Organisation, values: Values) -> None:
        super().__init__(data, prefix=section, initial=dict(values))  # type: ignore[arg-type]
        self.organisation = organisation
        for field in self.fields.values():
            field.show_hidden_initial = True

    def effects(self) -> Mapping[str, str]:
        """Sentences by the names of fields."""
        return {}

    def rules(self) -> Iterator[tuple[BoundField, str]]:
        """Each field with its effect."""
        effects = self.effects()
        yield from ((bound, effects.get(bound.name, "")) for bound in self)

    def changes(self) -> Values:
        """What was changed, cleaned."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that stand together on a tab. `name` is theirs in the journal and must not change.

    `load` gives the values that hold; `store` keeps some of them, within a transaction of the company's database.
    """

    name: str
    tab: Tab
    form: type[SettingsForm]
    load: Callable[[Organisation], Values]
    store: Callable[[Organisation, Values], None]
    template: str = "preferences/_rules.html"

    def filled(self, data: object, organisation: Organisation) -> SettingsForm:
        """The form, as it is or as it was typed."""
        return self.form(data, section=self.name, organisation=organisation, values=self.load(organisation))


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands on a tab beside what can be chosen: how things are now."""

    tab: Tab
    title: str | Promise
    text: str | Promise
    facts: Callable[[Organisation], Sequence[Fact]]


_sections: dict[str, Section] = {}
_panels: list[Panel] = []


def register(*slots: Section | Panel) -> None:
    """Fill slots; a name that is taken is a programming error."""
    for slot in slots:
        if isinstance(slot, Panel):
            _panels.append(slot)
        elif slot.name in _sections:
            raise ValueError(f"two sections of the preferences are called {slot.name}")
        else:
            _sections[slot.name] = slot


def section(name: str) -> Section:
    """The section with this name. Raises KeyError."""
    return _sections[name]


def sections_of(tab: Tab) -> list[Section]:
    """The sections of a tab, as they were registered."""
    return [one for one in _sections.values() if one.tab == tab]


def panels_of(tab: Tab) -> list[Panel]:
    """The panels of a tab."""
    return [one for one in _panels if one.tab == tab]
