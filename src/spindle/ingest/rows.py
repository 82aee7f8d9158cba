"""The rows that a new message becomes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spindle.archive.bulk import Insert, Row, Value, moment
from spindle.archive.models import (
    Aside,
    Attachment,
    Body,
    Delivery,
    Entry,
    Link,
    LinkOrigin,
    Participant,
    Unread,
)
from spindle.archive.search.texts import Text
from spindle.channels.contract import IncomingMessage
from spindle.ingest.cleaning import clean, clean_line
from spindle.ingest.people import BCC, CC, FROM, NAME_LIMIT, TO, Match, Person

SUBJECT_LIMIT, SNIPPET_LIMIT, TEXT_LIMIT, ATTACHMENTS_LIMIT = 500, 240, 1_000_000, 1000

ENTRIES = Insert(
    Entry,
    ("id", "channel", "direction", "conversation_id", "fingerprint", "message_id", "subject", "sender_name",
     "sender_address", "to_line", "snippet", "sent_at", "has_attachments", "automatic", "blob", "size",
     "parse_version", "parse_error", "private_to_id", "aside", "trashed_at", "trashed_by_id"),
)  # fmt: skip
BODIES = Insert(Body, ("entry_id", "text"))
ATTACHMENTS = Insert(
    Attachment,
    (
        "entry_id",
        "index",
        "name",
        "content_type",
        "size",
        "content_id",
        "inline",
        "offset",
        "length",
        "encoding",
    ),
)
PARTICIPANTS = Insert(Participant, ("address_id", "entry_id", "role", "name"), ignore=True)
LINKS = Insert(Link, ("relation_id", "entry_id", "origin", "role", "by_id", "at"), ignore=True)
DELIVERIES = Insert(
    Delivery,
    ("account_id", "entry_id", "conversation_id", "place", "place_before", "moved_at", "moved_by_id", "seen",
     "answered"),
)  # fmt: skip
UNREAD = Insert(Unread, ("member_id", "entry_id"), ignore=True)

PARSE_VERSION = 1


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A message that is not archived yet, with all that was found out about it."""

    id: int
    message: IncomingMessage
    conversation_id: int
    blob: str
    people: list[Person]
    relations: dict[Match, str]

    @property
    def subject(self) -> str:
        return clean_line(self.message.subject, SUBJECT_LIMIT)

    @property
    def sender(self) -> Person:
        """The first of From; of a message without one, nobody."""
        return next((p for p in self.people if p.role == FROM), _NOBODY)

    def among(self, *roles: str) -> list[Person]:
        """The people in these headers."""
        return [person for person in self.people if person.role in roles]


_NOBODY = Person(FROM, "", "")


def entry_row(new: NewEntry, channel: str, aside: Aside, at: Value) -> Row:
    """The head; `at` is the present moment, for an entry that arrives in the trash."""
    message, sender = new.message, new.sender
    to_line = ", ".join(person.name or person.address for person in new.among(TO)[:10])
    return (
        new.id, channel, message.direction.value, new.conversation_id, message.fingerprint,
        clean_line(message.message_id, SUBJECT_LIMIT), new.subject, sender.name, sender.address,
        to_line[:NAME_LIMIT], clean_line(message.snippet or message.text, SNIPPET_LIMIT), moment(message.sent_at),
        any(not attachment.inline for attachment in message.attachments), message.automatic, new.blob,
        message.size or len(message.raw), PARSE_VERSION, clean(message.parse_error, SUBJECT_LIMIT), None,
        aside.value, at if aside == Aside.TRASH else None, None,
    )  # fmt: skip


def body_row(new: NewEntry) -> Row:
    """The text."""
    return new.id, clean(new.message.text, TEXT_LIMIT)


def attachment_rows(new: NewEntry) -> Iterable[Row]:
    """One for each file; a message of thousands of parts is cut, its raw form has them all."""
    for file in new.message.attachments[:ATTACHMENTS_LIMIT]:
        yield (
            new.id, file.index, clean_line(file.name, 200), clean_line(file.content_type, 120), file.size,
            clean_line(file.content_id, 250), file.inline, file.offset, file.length, clean_line(file.encoding, 20),
        )  # fmt: skip


def participant_rows(new: NewEntry, ids: dict[str, tuple[int, str]]) -> Iterable[Row]:
    """One for each address and header; the name only where it is not the address' own."""
    for person in new.people:
        pk, name = ids[person.address]
        yield pk, new.id, person.role, "" if person.name == name else person.name


def link_rows(new: NewEntry, at: Value) -> Iterable[Row]:
    """One for each relation."""
    return links_of(new.id, new.relations, at)


def links_of(entry_id: int, relations: dict[Match, str], at: Value) -> Iterable[Row]:
    """One for each relation, by the header in which its address stood."""
    for match, role in relations.items():
        yield match.relation_id, entry_id, LinkOrigin.ADDRESS.value, role, None, at


def text_row(new: NewEntry, channel: str) -> Text:
    """What the full-text index takes in."""
    to = new.among(TO, CC, BCC)
    files = [clean_line(file.name, 200) for file in new.message.attachments[:ATTACHMENTS_LIMIT]]
    return Text(
        entry_id=new.id,
        subject=new.subject,
        senders=_names(new.among(FROM)),
        recipients=_names(to),
        body="\n".join([clean(new.message.text, TEXT_LIMIT), *files]),
        from_addresses=tuple(person.address for person in new.among(FROM)),
        to_addresses=tuple(person.address for person in to),
        has_attachments=any(not attachment.inline for attachment in new.message.attachments),
        channel=channel,
        direction=new.message.direction.value,
    )


def _names(people: list[Person]) -> str:
    return "\n".join(f"{person.name} {person.address}" for person in people)


def all_rows(entries: Iterable[NewEntry], rows_of: Callable[[NewEntry], Iterable[Row]]) -> list[Row]:
    """The rows of all entries in one list."""
    return [row for new in entries for row in rows_of(new)]
