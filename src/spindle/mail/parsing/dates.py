"""Dates in mail: read with patience, refused when they are nonsense, and the one moment by which an entry is sorted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spindle.mail.parsing.parsed import ParsedMail

# Before the first mail program, or at a 32-bit clock's end: a broken clock, not a date.
_FIRST_YEAR, _LAST_YEAR = 1980, 2037
# Earlier moments do not sort among a company's mail; they are clocks that were never set.
FLOOR = datetime(2001, 1, 1, tzinfo=UTC)
_SKEW = timedelta(days=1)
_COMMENT = re.compile(r"\([^()]*\)")
# As nearly all programs write it; the rest is for the library.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )? ?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)(?: \([A-Z]{3,5}\))?\Z",
    re.ASCII,
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def read_date(raw: str) -> datetime | None:
    """The moment in a raw Date value, aware (UTC when it names no zone); None when unreadable or implausible."""
    text = raw.strip()[:200]
    usual = _USUAL.match(text)
    if usual and usual[2] in _MONTHS:
        return _plausible(_as_written(usual))
    if not text.isascii():
        text = text.encode("ascii", "ignore").decode()
    if _ISO.match(text):
        return _plausible(_iso(text))
    try:
        fields = parsedate_tz(_COMMENT.sub(" ", text) if "(" in text else text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return _plausible(_moment(fields)) if fields else None


def _as_written(usual: re.Match[str]) -> datetime | None:
    day, name, year, hour, minute, second, sign, zone_hours, zone_minutes = usual.groups()
    offset = int(zone_hours) * 3600 + int(zone_minutes) * 60
    moment = (int(year), _MONTHS[name], int(day), int(hour), int(minute), int(second))
    return _moment((*moment, 0, 1, -1, -offset if sign == "-" else offset))


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(fields: tuple[int, int, int, int, int, int, int, int, int, int | None]) -> datetime | None:
    year, month, day, hour, minute, second = fields[:6]
    offset = timedelta(seconds=fields[9] or 0)
    try:
        zone = timezone(offset) if abs(offset) < timedelta(hours=24) else UTC
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _plausible(moment: datetime | None) -> datetime | None:
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def received_date(raw: str) -> datetime | None:
    """The moment in a Received value: what stands behind the last semicolon (RFC 5321 §4.4)."""
    _before, mark, after = raw.rpartition(";")
    return read_date(" ".join(after.split())) if mark else None


def sent_or_received(parsed: ParsedMail, *, internal_date: datetime | None, now: datetime) -> datetime:
    """When an entry happened (architecture.md, "One key is time"): topmost Received, else Date, else INTERNALDATE.

    Never later than `now`, never before 2001. All are aware; a clock up to a day ahead counts as `now`.
    """
    for candidate in (parsed.received, parsed.date, internal_date):
        if candidate and FLOOR <= candidate <= now + _SKEW:
            return min(candidate, now)
    return FLOOR if _any_early(parsed, internal_date) else now


def _any_early(parsed: ParsedMail, internal_date: datetime | None) -> bool:
    return any(date and date < FLOOR for date in (parsed.received, parsed.date, internal_date))
