"""How a company writes dates and times (product.md GE-2, GE-3, GE-5), and so how each of its members reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from spindle.members.models import Member
from spindle.members.settings import read
from spindle.organisations.models import Organisation
from spindle.ui.dates import Clock, DatePreferences, Order

# European places whose zone has another name than Europe/…; UTC is a server that was told nothing.
_EUROPEAN = {
    "UTC",
    "Etc/UTC",
    "Arctic/Longyearbyen",
    "Asia/Famagusta",
    "Asia/Nicosia",
    "Atlantic/Azores",
    "Atlantic/Canary",
    "Atlantic/Faroe",
    "Atlantic/Madeira",
    "Atlantic/Reykjavik",
}


@dataclass(frozen=True, slots=True)
class Notation:
    """What the company has chosen. An empty order goes by its region, a clock of 0 by its language."""

    NAME: ClassVar[str] = "notation"

    order: str = ""
    clock: int = 0
    hide_today: bool = True

    def order_for(self, organisation: Organisation) -> Order:
        """As chosen; by default month first outside of Europe (product.md part 3)."""
        if self.order:
            return "mdy" if self.order == "mdy" else "dmy"
        return "dmy" if _is_european(organisation.time_zone) else "mdy"

    def clock_for(self, organisation: Organisation) -> Clock:
        """As chosen; by default AM and PM where English is spoken outside of Europe (product.md part 3)."""
        if self.clock:
            return 12 if self.clock == 12 else 24
        english = organisation.language.startswith("en")
        return 12 if english and not _is_european(organisation.time_zone) else 24


def date_preferences(member: Member, organisation: Organisation) -> DatePreferences:
    """How this member reads dates: in his own zone, written as the company has it. One query."""
    notation = read(Notation)
    return DatePreferences(
        zone=member.time_zone or organisation.time_zone,
        order=notation.order_for(organisation),
        clock=notation.clock_for(organisation),
        hide_today=notation.hide_today,
    )


def _is_european(zone: str) -> bool:
    return zone.startswith("Europe/") or zone in _EUROPEAN
