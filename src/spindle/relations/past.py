"""A card's history as lines: who, when, what, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spindle.relations.queries import Change, Event, history
from spindle.ui.rows import Person


@dataclass(frozen=True, slots=True)
class PastRow:
    """One line. `person` is None for what the program did by itself."""

    id: int
    at: datetime
    person: Person | None
    label: str
    changes: tuple[Change, ...]


def past_of(relation_id: int) -> list[PastRow]:
    """The newest hundred changes of a card, newest first."""
    return [_row(event) for event in history(relation_id)]


def _row(event: Event) -> PastRow:
    person = Person(event.by.name, hue=event.by.hue) if event.by else None
    return PastRow(event.id, event.at, person, event.label, event.changes)
