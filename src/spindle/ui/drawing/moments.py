"""A moment as an element."""

from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spindle.ui import dates, markup
from spindle.ui.dates import DatePreferences, Style
from spindle.ui.escaping import fill

# These change while one looks; all others are the same for a day, and the same rows are drawn over and over.
_MOVING: set[Style] = {"ago", "due"}


def when(value: datetime | date | None, style: Style = "list", *, css: str = "") -> SafeString:
    """A moment in words, exact on hover; nothing for None."""
    if value is None:
        return SafeString()
    preferences = dates.reader()
    now = timezone.now()
    if style in _MOVING:
        return _drawn(value, style, css, preferences, now)
    zone = dates.zone_of(preferences)
    return _drawn_today(value, style, css, preferences, (zone, now.astimezone(zone).date(), get_language()))


@lru_cache(maxsize=4096)
def _drawn_today(
    value: datetime | date,
    style: Style,
    css: str,
    preferences: DatePreferences,
    _where: tuple[tzinfo, date, str | None],
) -> SafeString:
    """The same where and while zone, day and language are the same, which this says by its last argument."""
    return _drawn(value, style, css, preferences, timezone.now())


def _drawn(
    value: datetime | date, style: Style, css: str, preferences: DatePreferences, now: datetime
) -> SafeString:
    due = dates.due_state(value, preferences=preferences, now=now) if style == "due" else ""
    exact, words = dates.say_in(value, "exact", style, preferences=preferences, now=now)
    named = markup.classes(css, due)
    return fill(
        '<time{} datetime="{}" title="{}">{}</time>',
        fill(' class="{}"', named) if named else "",
        dates.machine(value),
        exact,
        words,
    )
