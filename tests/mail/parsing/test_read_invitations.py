"""Calendar parts as programs write them, broken ones too: what, when, where, who; and never for long."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindle.mail.parsing.calendar import MOST_EVENTS, Event, read_calendar


def calendar(*lines: str, method: str = "REQUEST", before: str = "") -> bytes:
    """A calendar with one event of these lines."""
    event = "\r\n".join(lines)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\n{before}BEGIN:VEVENT\r\nUID:1\r\n{event}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def event(*lines: str, before: str = "") -> Event:
    [one] = read_calendar(calendar("SUMMARY:Meeting", *lines, before=before)).events
    return one


def zone(rule: str, *, start: str = "16010101T030000") -> str:
    """A zone that the sender made up, an hour ahead, with a rule for its winter."""
    return (
        f"BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:{start}\r\nRRULE:{rule}\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )


def test_what_when_where_and_who() -> None:
    part = read_calendar(
        calendar(
            "SUMMARY:Kitchen\\, second visit",
            "DTSTART;TZID=Europe/Amsterdam:20260507T140000",
            "DTEND;TZID=Europe/Amsterdam:20260507T153000",
            "LOCATION:Zeist",
            "STATUS:TENTATIVE",
            "ORGANIZER;CN=Eline:mailto:eline@acme.example",
            'ATTENDEE;CN="Jan de Vries";PARTSTAT=ACCEPTED:MAILTO:jan@customer.example',
            "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:els@customer.example",
            "DESCRIPTION:First line\\nsecond",
        )
    )
    [one] = part.events
    assert (part.method, part.count, part.damaged) == ("REQUEST", 1, False)
    assert (one.summary, one.location, one.status) == ("Kitchen, second visit", "Zeist", "tentative")
    assert one.start == datetime(2026, 5, 7, 12, tzinfo=UTC)
    assert one.end == datetime(2026, 5, 7, 13, 30, tzinfo=UTC)
    assert one.organiser is not None
    assert (one.organiser.name, one.organiser.address) == ("Eline", "eline@acme.example")
    assert [(who.name, who.address, who.answer, who.optional) for who in one.attendees] == [
        ("Jan de Vries", "jan@customer.example", "accepted", False),
        ("", "els@customer.example", "", True),
    ]
    assert one.description == "First line\nsecond"


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (["DTSTART:20260507T140000Z", "DURATION:PT90M"], datetime(2026, 5, 7, 14, tzinfo=UTC), datetime(2026, 5, 7, 15, 30, tzinfo=UTC)),
        (["DTSTART;VALUE=DATE:20260507", "DTEND;VALUE=DATE:20260508"], date(2026, 5, 7), None),
        (["DTSTART;VALUE=DATE:20260507", "DTEND;VALUE=DATE:20260510"], date(2026, 5, 7), date(2026, 5, 9)),
        (["DTSTART:20260507T140000"], datetime(2026, 5, 7, 14, tzinfo=UTC).replace(tzinfo=None), None),
        (["DTSTART:20260507T140000Z", "DTEND:20260507T130000Z"], datetime(2026, 5, 7, 14, tzinfo=UTC), None),
        (["DTSTART:20260507T140000Z", "DTEND:20260507T150000"], datetime(2026, 5, 7, 14, tzinfo=UTC), None),
        (["DTSTART:20269907T140000Z"], None, None),
        (["DTSTART:00010101T000000Z"], None, None),
        (["DTSTART:20260507T140000Z", "DURATION:P99999999999D"], datetime(2026, 5, 7, 14, tzinfo=UTC), None),
    ],
)  # fmt: skip
def test_when_it_is(lines: list[str], start: object, end: object) -> None:
    one = event(*lines)
    assert (one.start, one.end) == (start, end)


def test_a_zone_of_the_senders_own_is_understood() -> None:
    rule = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    one = event("DTSTART;TZID=Ours:20261201T140000", before=zone(rule))
    assert isinstance(one.start, datetime)
    assert one.start.utcoffset() == timedelta(hours=1)
    assert event("DTSTART;TZID=Nowhere:20261201T140000").zone == "Nowhere"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=999999999",
        "FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3",
        "FREQ=YEARLY;FREQ=SECONDLY",
        "FREQ=SECOND\r\n LY",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    ],
)
def test_a_zone_that_changes_every_second_costs_nothing(rule: str) -> None:
    began = time.monotonic()
    lines = "DTSTART;TZID=Ours:20261201T140000", "DTEND;TZID=Ours:20261201T150000"
    part = read_calendar(calendar("SUMMARY:x", *lines, before=zone(rule)))
    for one in part.events:
        if isinstance(one.start, datetime):
            one.start.utcoffset()
    assert time.monotonic() - began < 5


def test_one_bad_event_does_not_take_the_others() -> None:
    bad = "BEGIN:VEVENT\r\nSUMMARY:Bad\r\nDTSTART:2026717T080000Z\r\nEND:VEVENT\r\n"
    part = read_calendar(calendar("SUMMARY:Good", "DTSTART:20260507T140000Z", before=bad))
    assert [one.summary for one in part.events] == ["Bad", "Good"]
    assert part.events[1].start == datetime(2026, 5, 7, 14, tzinfo=UTC)


def test_how_often() -> None:
    rule = event(
        "DTSTART:20260507T140000Z", "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU,-1FR;COUNT=5"
    ).recurrence
    assert rule is not None
    assert (rule.frequency, rule.interval, rule.count, rule.more) == ("MONTHLY", 2, 5, False)
    assert rule.weekdays == ((2, 1), (-1, 4))
    odd = event("DTSTART:20260507T140000Z", "RRULE:FREQ=YEARLY;BYSETPOS=1;BYDAY=MO").recurrence
    assert odd is not None
    assert odd.more


def test_very_many_events_are_counted_and_the_first_read() -> None:
    began = time.monotonic()
    many = "".join(
        f"BEGIN:VEVENT\r\nSUMMARY:{n}\r\nDTSTART:20260507T140000Z\r\nEND:VEVENT\r\n" for n in range(10_000)
    )
    part = read_calendar(calendar("SUMMARY:last", before=many))
    assert len(part.events) == MOST_EVENTS
    assert part.count == 10_001
    assert part.events[0].summary == "0"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no calendar",
        b"BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\nEND:VEVENT\n",
        b"BEGIN:" * 200_000,
        b"BEGIN:VEVENT\n" * 50_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nATTENDEE:x\n" * 20_000,
        b"BEGIN:VEVENT\nDTSTART:" + b"9" * 500_000 + b"\nEND:VEVENT\n",
        b"BEGIN:VEVENT\n" + b"ATTENDEE;CN=" + b'"' * 100_000 + b":x\nEND:VEVENT\n",
        b"\xff\xfe\0\0BEGIN:VCALENDAR",
    ],
)
def test_hostile_ones_cost_little(data: bytes) -> None:
    began = time.monotonic()
    read_calendar(data)
    assert time.monotonic() - began < 8


def test_an_address_on_it_is_of_the_web_alone() -> None:
    assert event("URL:javascript:alert(1)").url == ""
    assert event("URL:https://meet.example/1").url == "https://meet.example/1"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.integers(0, 200))
def test_it_survives_any_text(noise: str, place: int) -> None:
    whole = calendar("SUMMARY:x", "DTSTART:20260507T140000Z", "RRULE:FREQ=DAILY;COUNT=3").decode()
    read_calendar((whole[:place] + noise + whole[place + len(noise) :]).encode("utf-8", "replace"))
