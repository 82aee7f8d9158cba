"""When the messages of a list came in: a span that moves along with today, or two dates (product.md 2.4)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext_lazy as _

from spindle.archive.time_key import first_key

# Quick choices: what each is called, and how many days before today it begins and ends; its last day belongs to it.
PERIODS = {
    "today": (_("Today"), 0, 0),
    "yesterday": (_("Yesterday"), 1, 1),
    "week": (_("Last 7 days"), 6, 0),
    "month": (_("Last 30 days"), 29, 0),
    "year": (_("Last 365 days"), 364, 0),
}


def days_of(period: str) -> tuple[date, date] | None:
    """The first and last day of a quick choice, in the reader's zone; None where there is no such."""
    found = PERIODS.get(period)
    if found is None:
        return None
    _label, begins, ends = found
    today = localdate()
    return today - timedelta(days=begins), today - timedelta(days=ends)


def key_of(day: date | None) -> int | None:
    """The first key of a day in the reader's zone."""
    if day is None:
        return None
    return first_key(datetime.combine(day, time(), tzinfo=get_current_timezone()))


def read_day(text: str) -> date | None:
    """A day as it stands in an address (2026-03-31); None for what is none, or lies beyond what keys can be."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9000 else None
