"""Calendar parts of a mail read (RFC 5545, 5546): what, when, where, who. Never raises; what is broken is left out.

Not imported by `parse`: only who shows an invitation pays for the library.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from icalendar import BrokenCalendarProperty, Calendar, Component, InvalidCalendar

from spindle.mail.parsing.charsets import decode
from spindle.mail.parsing.headers import line

LONGEST = 1_000_000
# The library takes 2 seconds for a megabyte: of a longer part only the first events are read.
_WHOLE = 150_000
MOST_EVENTS = 50
MOST_ATTENDEES = 500
_MOST_COMPONENTS = 1000
_LONGEST_BLOCK = 200
_MOST_MENDED = 10
_LONGEST_TEXT = 20_000
_YEARS = range(1900, 2201)
_KINDS = ("VEVENT", "VTODO", "VFREEBUSY")
# Kept when the whole could not be read: what a person looks for, one line each.
_KEPT = frozenset(
    [
        "BEGIN",
        "END",
        "METHOD",
        "DTSTART",
        "DTEND",
        "DUE",
        "DURATION",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "ORGANIZER",
        "ATTENDEE",
        "STATUS",
        "UID",
        "URL",
        "RRULE",
        "SEQUENCE",
        "RECURRENCE-ID",
    ]
)
_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_ZONE_EDGE = re.compile(r"(BEGIN|END)\b[^:]*:\s*VTIMEZONE\b", re.IGNORECASE)
_RULE = re.compile(r"(?:RRULE|EXRULE)\b", re.IGNORECASE)
# What the rule of a time zone needs. With others, such as one change a second, asking for the time takes for ever.
_ZONE_RULE = re.compile(
    r"RRULE:(?:(?:FREQ=YEARLY|INTERVAL=\d{1,3}|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=[-\d,]{1,90}"
    r"|UNTIL=\w{8,16}|WKST=[A-Z]{2})(?:;|\Z))+\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z0-9-]+")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_Moment = datetime | date
_BEGINNINGS = frozenset(f"BEGIN:{kind}" for kind in _KINDS)
_ENDS = frozenset(f"END:{kind}" for kind in _KINDS)
_STUMBLES = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    AssertionError,
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is asked; `answer` is his PARTSTAT in lower case, "" when he has not said anything."""

    name: str
    address: str
    answer: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often: the parts of an RRULE that can be put into words (RFC 5545 §3.3.10)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: _Moment | None = None
    # (which one in the month, or 0; the weekday from 0, Monday)
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    # There is more to the rule than these words tell.
    more: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One appointment or task. `start` and `end` are dates for whole days (`end` the last one), else moments.

    A naive moment stands still in whatever zone it is read ("floating"); `zone` is the one that the writer named.
    """

    kind: str = "VEVENT"
    summary: str = ""
    start: _Moment | None = None
    end: _Moment | None = None
    zone: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    status: str = ""
    uid: str = ""
    organiser: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    recurrence: Recurrence | None = None
    # One time out of a series was changed.
    exception: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar part: its method in upper case, the first events, and how many there are."""

    method: str = ""
    events: tuple[Event, ...] = ()
    count: int = 0
    # Some of it could not be read.
    damaged: bool = field(default=False)


def read_calendar(data: bytes) -> CalendarPart:
    """What a calendar part says; `events` is empty when nothing of it can be understood."""
    rows = _rows(decode(data[:LONGEST], "utf-8").removeprefix("\ufeff"))
    calendars, damaged = _calendars(rows)
    components = [one for calendar in calendars for one in _of_kinds(calendar)]
    events = [event for one in components[:MOST_EVENTS] if _says_something(event := _event(one))]
    method = next((_text(calendar, "METHOD").upper() for calendar in calendars), "")
    count = sum(1 for row in rows if row.upper() in _BEGINNINGS)
    return CalendarPart(
        method[:20], tuple(events), max(count, len(components)), damaged or len(data) > LONGEST
    )


def _rows(text: str) -> list[str]:
    """The lines, unfolded (§3.1), without rules of time zones that would never end."""
    rows: list[str] = []
    in_zone = False
    for row in map(str.strip, _FOLD.sub("", text).splitlines()):
        edge = _ZONE_EDGE.match(row)
        if edge:
            in_zone = edge[1].upper() == "BEGIN"
        if row and not (in_zone and _RULE.match(row) and not _ZONE_RULE.match(row)):
            rows.append(row)
    return rows


def _calendars(rows: list[str]) -> tuple[Sequence[Component], bool]:
    """The components at the top, and whether they could be read only in part."""
    text = "\r\n".join(rows) + "\r\n"
    if len(text) > _WHOLE or text.upper().count("BEGIN:") > _MOST_COMPONENTS:
        return _parsed(_simplified(rows)), False
    whole = _parsed(text)
    return (whole, False) if whole else (_parsed(_simplified(rows)), True)


def _parsed(text: str) -> Sequence[Component]:
    """What the library makes of it; nothing where it stumbles, in whatever way."""
    try:
        with warnings.catch_warnings():
            # The library tells its guesses of time zones to whoever reads the log.
            warnings.simplefilter("ignore")
            return Calendar.from_ical(text, multiple=True)
    except (*_STUMBLES, InvalidCalendar):
        return ()


def _simplified(rows: list[str]) -> str:
    """The first events and tasks, with the lines that a person looks for and that the library does not stumble over."""
    blocks: list[list[str]] = []
    head: list[str] = []
    block: list[str] | None = None
    for row in rows:
        upper = row.upper()
        if upper in _BEGINNINGS:
            block = []
        if block is None:
            head += [row] if upper.startswith("METHOD:") and not head else []
            continue
        if _is_kept(upper) and (len(block) < _LONGEST_BLOCK or upper in _ENDS):
            block.append(row)
        if upper in _ENDS:
            blocks.append(block)
            block = None
        if len(blocks) >= MOST_EVENTS:
            break
    mended = [
        one
        for number, block in enumerate(blocks)
        for one in _without_faults(block, mend=number < _MOST_MENDED)
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", *head, *mended, "END:VCALENDAR", ""])


def _is_kept(upper: str) -> bool:
    word = _NAME.match(upper)
    nested = upper.startswith(("BEGIN", "END:")) and upper not in _BEGINNINGS | _ENDS
    return word is not None and word.group() in _KEPT and not nested


def _without_faults(block: list[str], *, mend: bool) -> list[str]:
    """A component without the lines that cannot be read; nothing of one that is broken and not to be mended."""
    if _parsed("\r\n".join(block) + "\r\n"):
        return block
    if not mend:
        return []
    head, *rows, tail = block
    return [head, *(row for row in rows if _parsed("\r\n".join([head, row, tail, ""]))), tail]


def _of_kinds(calendar: Component) -> Iterator[Component]:
    if calendar.name in _KINDS:
        yield calendar
    else:
        yield from (one for one in calendar.subcomponents if one.name in _KINDS)


def _says_something(event: Event) -> bool:
    return bool(event.summary or event.start or event.description)


def _event(component: Component) -> Event:
    start = _moment(component, "DTSTART")
    return Event(
        kind=component.name or "",
        summary=line(_text(component, "SUMMARY"))[:500],
        start=start,
        end=_end(component, start),
        zone=_zone(component),
        location=line(_text(component, "LOCATION"))[:500],
        description=_text(component, "DESCRIPTION").strip(),
        url=_link(_text(component, "URL").strip()),
        status=_text(component, "STATUS").strip().lower(),
        uid=_text(component, "UID")[:500],
        organiser=next(iter(_people(component, "ORGANIZER")), None),
        attendees=tuple(_people(component, "ATTENDEE")),
        recurrence=_recurrence(component.get("RRULE")),
        exception="RECURRENCE-ID" in component,
    )


def _text(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)[:_LONGEST_TEXT].replace("\0", "")


def _link(text: str) -> str:
    return text if text.lower().startswith(("https://", "http://")) else ""


def _moment(component: Component, name: str) -> _Moment | None:
    found = _read(component.get(name))
    return found if isinstance(found, date) and found.year in _YEARS and _has_offset(found) else None


def _has_offset(moment: _Moment) -> bool:
    """Whether the moment's zone can tell its time: one that the writer made up may not."""
    try:
        return not isinstance(moment, datetime) or moment.tzinfo is None or moment.utcoffset() is not None
    except _STUMBLES:
        return False


def _read(value: object) -> object:
    """The moment or length that a property means; None for a broken one."""
    try:
        return getattr(_first(value), "dt", None)
    except BrokenCalendarProperty:
        return None


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _end(component: Component, start: _Moment | None) -> _Moment | None:
    """When it ends: by its end or how long it takes. The day after the last one is written as the end of whole days."""
    end = _moment(component, "DTEND") or _moment(component, "DUE")
    duration = _read(component.get("DURATION"))
    if end is None and start is not None and isinstance(duration, timedelta):
        end = _later(start, duration)
    if end is not None and not isinstance(end, datetime):
        end -= timedelta(days=1)
        if isinstance(start, datetime):
            return None
    if end is None or start is None or isinstance(start, datetime) != isinstance(end, datetime):
        return end if start is None else None
    return end if _comparable(start, end) and end > start else None


def _later(start: _Moment, duration: timedelta) -> _Moment | None:
    try:
        return start + duration
    except OverflowError:
        return None


def _comparable(start: _Moment, end: _Moment) -> bool:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return (start.tzinfo is None) == (end.tzinfo is None)
    return True


def _zone(component: Component) -> str:
    value = _first(component.get("DTSTART"))
    named = getattr(value, "params", None)
    return line(str(named.get("TZID", "")))[:80] if isinstance(named, Mapping) else ""


def _people(component: Component, name: str) -> Iterator[Attendee]:
    value = component.get(name)
    for one in (value if isinstance(value, list) else [value])[:MOST_ATTENDEES]:
        if one is not None:
            named = getattr(one, "params", {})
            address = _MAILTO.sub("", str(one), count=1).strip()
            yield Attendee(
                name=line(str(named.get("CN", "")))[:200],
                address=line(address)[:254],
                answer=str(named.get("PARTSTAT", "")).lower(),
                optional=str(named.get("ROLE", "")).upper() in {"OPT-PARTICIPANT", "NON-PARTICIPANT"},
            )


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)\Z")
_SPOKEN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"})


def _recurrence(rule: object) -> Recurrence | None:
    rule = _first(rule)
    if not isinstance(rule, Mapping):
        return None
    parts = {str(name).upper(): value if isinstance(value, list) else [value] for name, value in rule.items()}
    until = next(iter(parts.get("UNTIL", [])), None)
    return Recurrence(
        frequency=str(next(iter(parts.get("FREQ", [])), "")).upper(),
        interval=_number(parts.get("INTERVAL")) or 1,
        count=_number(parts.get("COUNT")),
        until=until if isinstance(until, date) and until.year in _YEARS else None,
        weekdays=tuple(_weekdays(parts.get("BYDAY", []))),
        month_days=tuple(one for one in parts.get("BYMONTHDAY", []) if isinstance(one, int))[:31],
        more=not parts.keys() <= _SPOKEN,
    )


def _number(values: Sequence[object] | None) -> int | None:
    return next((one for one in values or () if isinstance(one, int) and 0 < one < 10_000), None)


def _weekdays(values: Sequence[object]) -> Iterator[tuple[int, int]]:
    for value in values[:14]:
        found = _WEEKDAY.match(str(value).upper())
        if found:
            yield int(found[1] or 0), _DAYS.index(found[2])
