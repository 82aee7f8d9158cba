"""Nothing that a message holds breaks the transaction or passes for SQL."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindle.archive.models import Attachment, Body, Entry, Participant
from spindle.channels.contract import AttachmentInfo, Mailbox
from spindle.ingest.cleaning import clean, clean_line
from spindle.ingest.receive import receive
from tests.factories import account, member, message, received

NASTY = [
    "\x00nul",
    "lone \ud800 surrogate",
    "'); DROP TABLE archive_entry; --",
    "%s %(x)s ?",
    "x" * 100_000,
    "\ue000f123",
    "",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_every_field_takes_it(nasty: str) -> None:
    letter = replace(
        message(nasty, text=nasty, message_id=nasty, references=(nasty,)),
        sender=Mailbox(nasty, nasty),
        from_=(Mailbox(nasty, nasty), Mailbox(nasty, "real@customer.example")),
        to=(Mailbox(nasty, f"{nasty}@x.example"),),
        snippet=nasty,
        parse_error=nasty,
        attachments=(AttachmentInfo(0, nasty, nasty, 1, content_id=nasty, encoding=nasty),),
    )
    (entry,) = received(account(member()), letter)
    assert Entry.objects.filter(subject=entry.subject).exists()
    assert Body.objects.filter(entry=entry).exists()
    assert Attachment.objects.filter(entry=entry).count() == 1


def test_too_long_fields_are_cut() -> None:
    (entry,) = received(account(member()), message("s" * 9999, sender=f"{'n' * 9999} <a@b.example>"))
    assert (len(entry.subject), len(entry.sender_name)) == (500, 200)


def test_an_address_that_is_too_long_is_nobody() -> None:
    (entry,) = received(account(member()), message(sender=f"{'a' * 300}@b.example"))
    assert entry.sender_address == ""


def test_thousands_of_recipients_are_cut() -> None:
    (entry,) = received(account(member()), message(to=tuple(f"p{n}@x.example" for n in range(5000))))
    assert Participant.objects.filter(entry=entry).count() == 1000


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 50))
def test_clean_text_can_be_stored(text: str, limit: int) -> None:
    for cleaned in (clean(text, limit), clean_line(text, limit)):
        assert "\x00" not in cleaned
        assert len(cleaned.encode("utf-8").decode()) <= limit


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    subject=st.text(st.characters(exclude_categories=()), max_size=40),
    name=st.text(st.characters(exclude_categories=()), max_size=40),
    address=st.text(st.characters(exclude_categories=()), max_size=40),
)
def test_any_text_at_all_is_received(company: object, subject: str, name: str, address: str) -> None:
    letter = replace(
        message(subject, text=subject), from_=(Mailbox(name, address),), cc=(Mailbox(name, address),)
    )
    assert receive(account(member()), [letter])[0].outcome == "new"
