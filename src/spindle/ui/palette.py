"""What the command palette shows: lines under headings, and the steps of the tour through the screens."""

from __future__ import annotations

from dataclasses import dataclass

from spindle.ui.rows import Person


@dataclass(frozen=True, slots=True)
class PaletteLine:
    """One thing to go to or to do. `theme` is chosen in the browser, `opens_keys` shows the sheet of keys."""

    label: str
    url: str = ""
    icon: str = ""
    person: Person | None = None
    under: str = ""
    dialog: bool = False
    theme: str = ""
    opens_keys: bool = False


@dataclass(frozen=True, slots=True)
class PaletteGroup:
    """Lines of one kind."""

    label: str
    lines: tuple[PaletteLine, ...]


@dataclass(frozen=True, slots=True)
class TourStep:
    """What is said at one place: the page, and on it the element with this name in `data-tour`."""

    title: str
    text: str
    url: str
    anchor: str
