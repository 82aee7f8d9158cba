"""The one place that turns a moment into words (GE-2, GE-3, GE-5): relative in lists, exact on hover.

It knows the reader's zone and notation (`read_as`); the language is the one that the request has active.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

Style = Literal["list", "row", "short", "message", "day", "long", "exact", "ago", "due", "time", "date"]
Order = Literal["dmy", "mdy"]
Clock = Literal[12, 24]


@dataclass(frozen=True, slots=True)
class DatePreferences:
    """How a reader has his dates. An empty zone is the active one."""

    zone: str = ""
    order: Order = "dmy"
    clock: Clock = 24
    hide_today: bool = True


@dataclass(frozen=True, slots=True)
class _Words:
    """How an order of day and month is written in words, in Django's letters."""

    day: str
    weekday: str
    long: str
    date: str
    exact: str


# How the languages write them, after CLDR 46; by the first two letters of the language's code.
_DAY_FIRST = {
    "": _Words("j M", "D j M", "l j F", "j F Y", "l j F Y"),
    "da": _Words("j. M", "D j. M", "l j. F", "j. F Y", "l j. F Y"),
    "es": _Words("j M", "D j M", r"l, j \d\e F", r"j \d\e F \d\e Y", r"l, j \d\e F \d\e Y"),
    "pt": _Words(r"j \d\e M", r"D, j \d\e M", r"l, j \d\e F", r"j \d\e F \d\e Y", r"l, j \d\e F \d\e Y"),
}
_MONTH_FIRST = _Words("M j", "D, M j", "l, F j", "F j, Y", "l, F j, Y")
_NUMERIC = {"dmy": "d/m/Y", "mdy": "m/d/Y"}
_TIME = {24: "H:i", 12: "g:i A"}

_reader: ContextVar[Callable[[], DatePreferences]] = ContextVar("reader of dates", default=DatePreferences)


@contextmanager
def read_as(preferences: Callable[[], DatePreferences]) -> Iterator[None]:
    """Dates within the block are for a reader with these preferences; they are asked for with the first date."""
    token = _reader.set(cache(preferences))
    try:
        yield
    finally:
        _reader.reset(token)


def reader() -> DatePreferences:
    """The preferences of who reads what is being made."""
    return _reader.get()()


@dataclass(frozen=True, slots=True)
class _Said:
    """A moment in the reader's zone, with what is needed to word it."""

    at: datetime
    now: datetime
    preferences: DatePreferences
    timed: bool
    language: str

    @property
    def days(self) -> int:
        """Whole days from today: 0 is today, -1 yesterday."""
        return (self.at.date() - self.now.date()).days

    @property
    def words(self) -> _Words:
        if self.preferences.order == "mdy":
            return _MONTH_FIRST
        return _DAY_FIRST.get(self.language[:2], _DAY_FIRST[""])

    def written(self, letters: str) -> str:
        return _day_in_words(self.at.date(), letters, self.language)

    @property
    def time(self) -> str:
        return _time_in_words(self.at.hour, self.at.minute, _TIME[self.preferences.clock], self.language)

    @property
    def numeric(self) -> str:
        return self.written(_NUMERIC[self.preferences.order])

    @property
    def is_of_this_year(self) -> bool:
        return self.at.year == self.now.year

    @property
    def day(self) -> str:
        return self.written(self.words.day) if self.is_of_this_year else self.numeric

    @property
    def weekday(self) -> str:
        return self.written(self.words.weekday) if self.is_of_this_year else self.numeric

    def with_time(self, words: str) -> str:
        return f"{words} {self.time}" if self.timed else words


# A page says a hundred moments, of few days; Django's formatting of one costs as much as a row.
@lru_cache(maxsize=4096)
def _day_in_words(day: date, letters: str, language: str) -> str:
    """Only English writes days and months with a capital; some of Django's catalogues do in other languages."""
    words = formatted(day, letters)
    return words if language[:2] == "en" else words.lower()


@lru_cache(maxsize=4096)
def _time_in_words(hour: int, minute: int, letters: str, _language: str) -> str:
    return formatted(time(hour, minute), letters)


def say(
    value: datetime | date,
    style: Style = "list",
    *,
    preferences: DatePreferences | None = None,
    now: datetime | None = None,
) -> str:
    """The moment in words of the active language. `now` is for tests; a naive datetime is read as UTC."""
    return _STYLES[style](_said(value, preferences or reader(), now or timezone.now()))


def say_in(value: datetime | date, *styles: Style, preferences: DatePreferences, now: datetime) -> list[str]:
    """The moment in several ways."""
    said = _said(value, preferences, now)
    return [_STYLES[style](said) for style in styles]


def zone_of(preferences: DatePreferences) -> tzinfo:
    """Where this reader is."""
    return ZoneInfo(preferences.zone) if preferences.zone else timezone.get_current_timezone()


def due_state(
    value: datetime | date, *, preferences: DatePreferences | None = None, now: datetime | None = None
) -> str:
    """Whether a date to act on is "overdue" or still "coming"; a day is overdue when it is over."""
    said = _said(value, preferences or reader(), now or timezone.now())
    late = said.at < said.now if said.timed else said.days < 0
    return "overdue" if late else "coming"


def machine(value: datetime | date) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def _said(value: datetime | date, preferences: DatePreferences, now: datetime) -> _Said:
    zone = zone_of(preferences)
    if isinstance(value, datetime):
        aware = value if timezone.is_aware(value) else value.replace(tzinfo=ZoneInfo("UTC"))
        at, timed = aware.astimezone(zone), True
    else:
        at, timed = datetime.combine(value, time(), zone), False
    return _Said(at, now.astimezone(zone), preferences, timed, get_language() or "en")


def _near(said: _Said) -> str:
    """Today, yesterday, tomorrow. Of today's items the date is shown where that is preferred (GE-5)."""
    if said.days == 0 and not said.preferences.hide_today:
        return said.day
    return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get(said.days, "")


def _list(said: _Said) -> str:
    if said.days == 0 and said.timed:
        return said.time if said.preferences.hide_today else said.with_time(said.day)
    if -7 < said.days < 0:
        return said.with_time(said.written("D"))
    return said.day


def _row(said: _Said) -> str:
    return _list(said) if said.days == 0 else said.weekday


def _short(said: _Said) -> str:
    return said.written("D") if -7 < said.days < 0 else _list(said)


def _message(said: _Said) -> str:
    return said.with_time(_near(said) or said.weekday)


def _day(said: _Said) -> str:
    """The heading over a day's items: "Today" stands for a day here, which no item repeats."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get(said.days, "")
    words = said.words
    return _capital(near or said.written(words.long if said.is_of_this_year else words.date))


def _long(said: _Said) -> str:
    return _capital(said.written(said.words.long))


def _exact(said: _Said) -> str:
    words = said.written(said.words.exact)
    return f"{words}, {said.time}" if said.timed else words


def _ago(said: _Said) -> str:
    gone = said.now - said.at
    if not said.preferences.hide_today and said.days == 0:
        return _list(said)
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


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


_STYLES: dict[Style, Callable[[_Said], str]] = {
    "list": _list,
    "row": _row,
    "short": _short,
    "message": _message,
    "day": _day,
    "long": _long,
    "exact": _exact,
    "ago": _ago,
    "due": _due,
    "time": lambda said: said.time,
    "date": lambda said: said.numeric,
}
