"""Calendar parts of a mail as a person reads them: what, when in his own zone, where, who, and whether it still stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from spindle.archive import blobs
from spindle.archive.models import Attachment, Entry
from spindle.mail.html import linked
from spindle.mail.parsing.calendar import LONGEST, Attendee, CalendarPart, Event, read_calendar
from spindle.mail.reading.files import attachment_stream
from spindle.mail.reading.recurrence import recurrence_words
from spindle.ui.dates import reader
from spindle.ui.rows import Chip, Tone

CALENDAR = "text/calendar"
MOST_PARTS = 5
MOST_SHOWN = 10
MOST_GUESTS = 30
_Moment = datetime | date


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is asked, with his answer as a chip."""

    name: str
    address: str
    answer: Chip | None


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One appointment. `start` and `end` are moments, or days when `whole_day`; `same_day`: both are on one."""

    summary: str
    start: _Moment | None
    end: _Moment | None
    whole_day: bool
    same_day: bool
    zone: str
    repeats: str
    location: str
    organiser: Guest | None
    guests: tuple[Guest, ...]
    more_guests: int
    description: SafeString
    url: str
    status: Chip | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar part: what it asks or tells, its first appointments, and how many more there are."""

    title: str
    tone: Tone
    events: tuple[ShownEvent, ...]
    more: int
    warning: str


def invitations_of(entry: Entry, attachments: Iterable[Attachment]) -> tuple[Invitation, ...]:
    """The calendar parts among a mail's files. One that stands in it twice, as many programs send it, is shown once."""
    found: list[Invitation] = []
    parts = [one for one in attachments if one.content_type == CALENDAR or one.name.lower().endswith(".ics")]
    seen: set[bytes] = set()
    for part in parts[:MOST_PARTS]:
        data = _bytes(entry, part)
        if data and data not in seen:
            seen.add(data)
            found.append(invitation(read_calendar(data)))
    return tuple(dict.fromkeys(found))


def invitation(part: CalendarPart) -> Invitation:
    """One part in words."""
    cancelled = part.method == "CANCEL"
    events = tuple(_shown(event, part.method) for event in part.events[:MOST_SHOWN])
    return Invitation(
        title=_title(part, events),
        tone="wrong" if cancelled or (len(events) == 1 and events[0].cancelled) else "",
        events=events,
        more=max(0, part.count - len(events)),
        warning=_warning(part),
    )


def _bytes(entry: Entry, part: Attachment) -> bytes:
    """The first megabyte of a part; b"" when it is not there any more."""
    data = b""
    try:
        for piece in attachment_stream(entry, part):
            data += piece
            if len(data) > LONGEST:
                break
    except (blobs.BlobMissing, blobs.BlobDamaged, IndexError):
        return b""
    return data


def _warning(part: CalendarPart) -> str:
    if not part.events:
        return _("This invitation could not be read. The file below holds it as it came.")
    return _("Some of this invitation could not be read.") if part.damaged else ""


def _title(part: CalendarPart, events: Sequence[ShownEvent]) -> str:
    if part.method == "REPLY":
        return _("Answer to an invitation")
    if part.method == "CANCEL" or (len(events) == 1 and events[0].cancelled):
        return _("Cancelled")
    if part.method == "COUNTER":
        return _("Another time is proposed")
    if part.method != "REQUEST":
        return _("Calendar")
    return _("Invitation: one of a series was changed") if _is_exception(part) else _("Invitation")


def _is_exception(part: CalendarPart) -> bool:
    return len(part.events) == 1 and part.events[0].exception


def _shown(event: Event, method: str) -> ShownEvent:
    start, end = _here(event.start), _here(event.end)
    cancelled = method == "CANCEL" or event.status == "cancelled"
    guests = event.attendees[:MOST_GUESTS]
    return ShownEvent(
        summary=event.summary or _("(no subject)"),
        start=start if start is not None else end,
        end=end if start is not None else None,
        whole_day=not isinstance(start if start is not None else end, datetime),
        same_day=_day(start) == _day(end),
        zone=_zone(event),
        repeats=recurrence_words(event.recurrence) if event.recurrence and not event.exception else "",
        location=event.location,
        organiser=_guest(event.organiser) if event.organiser else None,
        guests=tuple(map(_guest, guests)),
        more_guests=len(event.attendees) - len(guests),
        # `linked` escapes all but the links that it makes.
        description=mark_safe(linked(event.description)),  # noqa: S308
        url=event.url,
        status=_status(event, cancelled=cancelled),
        cancelled=cancelled,
    )


def _here(moment: _Moment | None) -> _Moment | None:
    """A moment in the reader's zone; one that names no zone stands there as it is."""
    if not isinstance(moment, datetime):
        return moment
    zone = _reader_zone()
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    # By way of UTC, so that a zone which the sender made up is asked but once.
    return moment.astimezone(UTC).astimezone(zone)


def _reader_zone() -> ZoneInfo:
    named = reader().zone or timezone.get_current_timezone_name()
    return ZoneInfo(named)


def _day(moment: _Moment | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _zone(event: Event) -> str:
    """The zone that the sender named, when his clock shows another time than the reader's; or that nobody knows."""
    start = event.start
    if not isinstance(start, datetime) or not event.zone:
        return ""
    here = _here(start)
    if start.tzinfo is not None and isinstance(here, datetime) and start.utcoffset() == here.utcoffset():
        return ""
    if start.tzinfo is None:
        return _("in the zone “{zone}”, which is not known here").format(zone=event.zone)
    return _("{time} in {zone}").format(
        time=f"{start:%H:%M}", zone=event.zone.rpartition("/")[2].replace("_", " ")
    )


def _status(event: Event, *, cancelled: bool) -> Chip | None:
    if cancelled:
        return Chip(_("Cancelled"), tone="wrong")
    if event.status == "tentative":
        return Chip(_("Not certain yet"), tone="care")
    return None


def _guest(one: Attendee) -> Guest:
    return Guest(one.name or one.address, one.address if one.name else "", _answer(one))


def _answer(one: Attendee) -> Chip | None:
    words: dict[str, tuple[str, Tone]] = {
        "accepted": (_("accepted"), "good"),
        "declined": (_("declined"), "wrong"),
        "tentative": (_("perhaps"), "care"),
        "delegated": (_("delegated"), ""),
    }
    found = words.get(one.answer)
    if found:
        return Chip(found[0], tone=found[1])
    return Chip(_("optional"), tone="outline") if one.optional else None
