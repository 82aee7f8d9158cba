"""What a channel brings in, and what it must be able to do. The only thing that channels and the core share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Place(StrEnum):
    """Where an account's copy of an entry stands, for the members of that account (product.md 2.4)."""

    INBOX = "inbox"
    FINISHED = "finished"
    SENT = "sent"
    DRAFTS = "drafts"
    SPAM = "spam"
    TRASH = "trash"


class Direction(StrEnum):
    """Whether a message came to us or went from us."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and the address (or number) that it goes with; the address is normalised."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """What is known of an attachment without opening it. `index` finds it again in the raw message."""

    index: int
    name: str
    content_type: str
    size: int
    content_id: str = ""
    inline: bool = False
    # Where it stands in the raw message, when that is known (large messages); else -1.
    offset: int = -1
    length: int = -1
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message as a channel hands it to `ingest`: the raw bytes, and what was read in them.

    `external_id` is the channel's own id of this copy (mail: "folder id:uidvalidity:uid").
    `raw` is the message itself; when it was too large for memory it is in the archive's blobs already,
    under the name `blob`.
    `fingerprint` tells equal messages, also across accounts (mail.md, rule 8).
    """

    external_id: str
    fingerprint: str
    at: datetime
    direction: Direction
    place: Place
    subject: str = ""
    sender: Mailbox | None = None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    # Every address of From (usually one), for linking.
    from_: tuple[Mailbox, ...] = ()
    sent_at: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    snippet: str = ""
    attachments: tuple[AttachmentInfo, ...] = ()
    seen: bool = False
    answered: bool = False
    automatic: bool = False
    parse_error: str = ""
    raw: bytes = b""
    blob: str = ""
    size: int = 0


class FileGone(Exception):
    """A file's bytes are missing or damaged, or its message does not hold it any more."""


class ArchivedMessage(Protocol):
    """What a channel may know of an archive entry; the entry itself stands above."""

    id: int
    blob: str
    subject: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """How one message is shown in a conversation: a template of the channel and what it needs."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)


class Channel(Protocol):
    """A channel is a folder of one shape; the inbox never asks which one it is."""

    kind: str
    icon: str

    def message_view(self, entry: ArchivedMessage) -> MessageView:
        """How to show this message to a member who may read it; reads the raw message, never the network."""

    def file(self, entry: ArchivedMessage, index: int) -> Iterator[bytes]:
        """The bytes of a file that came with this message, in bounded memory. Raises FileGone, also when it has begun."""

    def file_url(self, entry_id: int, index: int) -> str:
        """The address at which a file is saved."""

    def raw_url(self, entry_id: int) -> str:
        """The address at which a message is saved as it came, byte for byte."""

    def accounts_url(self) -> str:
        """The address of the page on which this channel's accounts are managed."""

    def connect_url(self) -> str:
        """The address of the pop-up that adds an account."""

    def account_url(self, account_id: int) -> str:
        """The address of the page that shows what an account has brought in, and what not."""

    def mend_url(self, account_id: int) -> str:
        """The address of the pop-up that mends a broken account."""
