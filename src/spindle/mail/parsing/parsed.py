"""What is read in a message. One shape for small and large ones; never half-filled, never raising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spindle.channels.contract import AttachmentInfo, Mailbox

CALENDAR = "text/calendar"
TNEF = "application/ms-tnef"


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as a person and a search see it.

    Ids come without angle brackets, "" when there is none. Mailboxes have a normalised address, but for a
    `sender` that wrote none ("root"): there `address` is "". `text` is plain and at most 100,000 characters, `snippet`
    at most 200. `defects` are short English codes for the log, not for people.
    """

    subject: str
    sender: Mailbox | None
    from_: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    bcc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    date: datetime | None
    received: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    snippet: str
    html: str
    attachments: tuple[AttachmentInfo, ...]
    fingerprint: str
    defects: tuple[str, ...]
    is_automatic: bool
    list_id: str

    @property
    def calendar(self) -> tuple[AttachmentInfo, ...]:
        """The invitations and answers among the attachments (RFC 6047)."""
        return tuple(attachment for attachment in self.attachments if attachment.content_type == CALENDAR)
