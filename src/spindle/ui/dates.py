"""The one place that turns a moment into words (GE-2, GE-3, GE-5): relative in lists, exact on hover.

It knows the member's zone and notation; the language is the one that the request has active.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

# Languages that write 31-12-2026.
_WITH_DASHES = {"nl", "da"}

Style = Literal["list", "row", "short", "message", "day", "exact", "ago", "due", "time", "date"]


@dataclass(frozen=True, slots=True)
class DatePreferences:
    """How this member reads dates. An empty zone is the server's."""

    zone: str = ""
    order: Literal["dmy", "mdy"] = "dmy"
    clock: Literal[12, 24] = 24
    hide_today: bool = True


@dataclass(frozen=True, slots=True)
class _Said:
    """A moment in the member's zone, with what is needed to word it."""

    at: datetime
    now: datetime
    preferences: DatePreferences
    timed: bool

    @property
    def days(self) -> int:
        """Whole days from today: 0 is today, -1 yesterday."""
        return (self.at.date() - self.now.date()).days

    def by(self, dmy: str, mdy: str) -> str:
        return formatted(self.at, dmy if self.preferences.order == "dmy" else mdy)

    @property
    def time(self) -> str:
        return formatted(self.at, "H:i" if self.preferences.clock == 24 else "g:i A")

    @property
    def numeric(self) -> str:
        return (
            self.by("d-m-Y", "m-d-Y")
            if (get_language() or "")[:2] in _WITH_DASHES
            else self.by("d/m/Y", "m/d/Y")
        )

    @property
    def day(self) -> str:
        return (
            self.by(f"j {self.month}", f"{self.month} j") if self.at.year == self.now.year else self.numeric
        )

    @property
    def weekday(self) -> str:
        month = self.month
        return self.by(f"D j {month}", f"D, {month} j") if self.at.year == self.now.year else self.numeric

    @property
    def month(self) -> str:
        """Django's M always has a capital; most languages write months without one, as their F shows."""
        return "b" if formatted(self.at, "F")[:1].islower() else "M"

    def with_time(self, words: str) -> str:
        return f"{words} {self.time}" if self.timed else words


def say(
    value: datetime | date,
    style: Style = "list",
    *,
    preferences: DatePreferences | None = None,
    now: datetime | None = None,
) -> str:
    """The moment in words of the active language. `now` is for tests; a naive datetime is read as UTC."""
    return _STYLES[style](_said(value, preferences or DatePreferences(), now or timezone.now()))


def due_state(
    value: datetime | date, *, preferences: DatePreferences | None = None, now: datetime | None = None
) -> str:
    """Whether a date to act on is "overdue" or still "coming"; a day is overdue when it is over."""
    said = _said(value, preferences or DatePreferences(), now or timezone.now())
    late = said.at < said.now if said.timed else said.days < 0
    return "overdue" if late else "coming"


def machine(value: datetime | date) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def _said(value: datetime | date, preferences: DatePreferences, now: datetime) -> _Said:
    zone = ZoneInfo(preferences.zone) if preferences.zone else timezone.get_current_timezone()
    if isinstance(value, datetime):
        aware = value if timezone.is_aware(value) else value.replace(tzinfo=ZoneInfo("UTC"))
        return _Said(aware.astimezone(zone), now.astimezone(zone), preferences, timed=True)
    return _Said(datetime.combine(value, time(), zone), now.astimezone(zone), preferences, timed=False)


def _near(said: _Said) -> str:
    return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get(said.days, "")


def _list(said: _Said) -> str:
    if said.days == 0 and said.timed:
        return said.time if said.preferences.hide_today else said.with_time(said.day)
    if -7 < said.days < 0:
        return said.with_time(formatted(said.at, "D"))
    return said.day


def _row(said: _Said) -> str:
    return _list(said) if said.days == 0 else said.weekday


def _short(said: _Said) -> str:
    return formatted(said.at, "D") if -7 < said.days < 0 else _list(said)


def _message(said: _Said) -> str:
    return said.with_time(_near(said) or said.weekday)


def _day(said: _Said) -> str:
    this_year = said.at.year == said.now.year
    words = _near(said) or (said.by("l j F", "l, F j") if this_year else said.by("j F Y", "F j, Y"))
    return words[0].upper() + words[1:]


def _exact(said: _Said) -> str:
    words = said.by("l j F Y", "l, F j, Y")
    return f"{words}, {said.time}" if said.timed else words


def _ago(said: _Said) -> str:
    gone = said.now - said.at
    if gone < timedelta(minutes=1):
        return _("now")
    if gone < timedelta(hours=1):
        return pgettext("time ago", "%(count)d min") % {"count": gone // timedelta(minutes=1)}
    if gone < timedelta(hours=24):
        return pgettext("time ago", "%(count)d h") % {"count": gone // timedelta(hours=1)}
    return _short(said)


def _due(said: _Said) -> str:
    words = _near(said) or said.weekday
    return said.with_time(words) if said.days == 0 else words


_STYLES: dict[Style, Callable[[_Said], str]] = {
    "list": _list,
    "row": _row,
    "short": _short,
    "message": _message,
    "day": _day,
    "exact": _exact,
    "ago": _ago,
    "due": _due,
    "time": lambda said: said.time,
    "date": lambda said: said.numeric,
}
