"""An invitation in the words of who reads it: in his zone and language, and whether it still stands."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from spindle.mail.parsing.calendar import read_calendar
from spindle.mail.reading.invitations import Invitation, invitation
from spindle.mail.reading.recurrence import recurrence_words
from tests.accounts.factories import founded, signed_in
from tests.mail.parsing.test_read_invitations import calendar
from tests.mail.reading.readers import Reader, body, received

WHEN = ("DTSTART;TZID=America/New_York:20260507T080000", "DTEND;TZID=America/New_York:20260507T093000")


@pytest.fixture(autouse=True)
def amsterdam() -> Iterator[None]:
    with timezone.override("Europe/Amsterdam"):
        yield


def read(*lines: str, method: str = "REQUEST") -> Invitation:
    return invitation(read_calendar(calendar("SUMMARY:Meeting", *lines, method=method)))


def test_it_is_in_the_readers_zone_and_says_the_senders() -> None:
    [one] = read(*WHEN).events
    assert str(one.start) == "2026-05-07 14:00:00+02:00"
    assert one.same_day
    assert one.zone == "08:00 in New York"


def test_a_time_without_a_zone_stands_as_it_is() -> None:
    [one] = read("DTSTART:20260507T080000").events
    assert str(one.start) == "2026-05-07 08:00:00+02:00"
    [strange] = read("DTSTART;TZID=Mars:20260507T080000").events
    assert "Mars" in strange.zone


@pytest.mark.parametrize(
    ("method", "status", "title", "cancelled"),
    [
        ("REQUEST", "CONFIRMED", "Invitation", False),
        ("CANCEL", "CONFIRMED", "Cancelled", True),
        ("REQUEST", "CANCELLED", "Cancelled", True),
        ("REPLY", "CONFIRMED", "Answer to an invitation", False),
        ("PUBLISH", "CONFIRMED", "Calendar", False),
        ("NONSENSE", "CONFIRMED", "Calendar", False),
    ],
)
def test_whether_it_still_stands(method: str, status: str, title: str, cancelled: bool) -> None:
    found = read(*WHEN, f"STATUS:{status}", method=method)
    assert found.title == title
    assert found.events[0].cancelled == cancelled
    assert (found.tone == "wrong") == cancelled


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "Every 2 weeks on Monday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10", "Every week on working days, 10 times"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Every month on day 1 and 15"),
        ("FREQ=YEARLY;UNTIL=20300101T000000Z", "Every year, until 1 January 2030"),
        ("FREQ=YEARLY;BYSETPOS=2;BYDAY=MO", "Repeats"),
        ("FREQ=SECONDLY", "Repeats"),
    ],
)
def test_how_often(rule: str, words: str) -> None:
    [one] = read_calendar(calendar("SUMMARY:x", "DTSTART:20260507T080000Z", f"RRULE:{rule}")).events
    assert one.recurrence is not None
    assert recurrence_words(one.recurrence) == words


def test_what_cannot_be_read_says_so() -> None:
    assert "could not be read" in invitation(read_calendar(b"nothing")).warning


def invited(*lines: str) -> bytes:
    """A mail as calendars send it: the invitation as a part and once more as a file."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Meeting", "Jan <jan@customer.example>"
    mail.set_content("You are invited.")
    part = calendar("SUMMARY:Kitchen", *WHEN, "ORGANIZER;CN=Jan:mailto:jan@customer.example", *lines)
    mail.add_alternative(part, maintype="text", subtype="calendar", params={"method": "REQUEST"})
    mail.add_attachment(part, maintype="application", subtype="ics", filename="invite.ics")
    return mail.as_bytes()


def page(raw: bytes) -> str:
    founder = founded()
    reader = Reader(founder, signed_in(founder), received(founder, raw))
    return body(reader.browser.get(reverse("archive:body", args=[reader.entry.pk]))).decode()


def test_the_mail_shows_it_once(installation: Settings) -> None:
    shown = page(invited("LOCATION:Zeist", "ATTENDEE;CN=Els;PARTSTAT=DECLINED:mailto:els@customer.example"))
    assert shown.count('class="invitation"') == 1
    for word in ("Kitchen", "Zeist", "Jan", "Els", "declined"):
        assert word in shown


def test_nothing_in_it_is_believed(installation: Settings) -> None:
    shown = page(
        invited(
            "LOCATION:<script>alert(1)</script>",
            "DESCRIPTION:<img src=x onerror=alert(1)> https://meet.example/1 javascript:alert(1)",
            "URL:javascript:alert(1)",
        )
    )
    assert "<script>" not in shown
    assert "<img src=x" not in shown
    assert 'href="javascript' not in shown
    assert 'href="https://meet.example/1"' in shown
