"""From a fetched and parsed mail to the message that `ingest` takes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from spindle.channels.contract import Direction, IncomingMessage, Place
from spindle.mail.models import Folder
from spindle.mail.parsing import ParsedMail, sent_or_received

SEEN, ANSWERED, DRAFT = "\\Seen", "\\Answered", "\\Draft"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as the server gave it; `raw` is empty when it went to the blobs as `blob`."""

    uid: int
    flags: frozenset[str]
    internal_date: datetime | None
    raw: bytes
    size: int
    blob: str = ""
    # On Gmail, what it calls the message in each of its folders.
    gmail_id: int | None = None

    def in_blob(self, name: str) -> "Arrival":
        """The same without the message itself, which is in the blobs under this name."""
        return replace(self, raw=b"", blob=name)


def incoming(
    arrival: Arrival, mail: ParsedMail, *, folder: Folder, own: Collection[str], now: datetime
) -> IncomingMessage:
    """The message for `ingest`; `own` are the company's own addresses, which tell what was sent."""
    return IncomingMessage(
        external_id=f"{folder.pk}:{folder.uid_validity}:{arrival.uid}",
        fingerprint=mail.fingerprint,
        at=sent_or_received(mail, internal_date=arrival.internal_date, now=now),
        direction=_direction(mail, folder, own),
        place=_place(arrival, folder),
        subject=mail.subject,
        sender=mail.sender,
        from_=mail.from_,
        to=mail.to,
        cc=mail.cc,
        bcc=mail.bcc,
        reply_to=mail.reply_to,
        sent_at=mail.date,
        message_id=mail.message_id,
        references=mail.references,
        text=mail.text,
        snippet=mail.snippet,
        attachments=mail.attachments,
        seen=SEEN in arrival.flags or folder.place in {Place.SENT, Place.DRAFTS},
        answered=ANSWERED in arrival.flags,
        automatic=mail.is_automatic,
        raw=arrival.raw,
        blob=arrival.blob,
        size=arrival.size,
    )


def _place(arrival: Arrival, folder: Folder) -> Place:
    """Where the folder's messages stand; a draft among others (Gmail's All Mail has them too) is a draft."""
    among_others = folder.place == Place.FINISHED and DRAFT in arrival.flags
    return Place.DRAFTS if among_others else Place(folder.place)


def _direction(mail: ParsedMail, folder: Folder, own: Collection[str]) -> Direction:
    """Sent is what stands in Sent or Drafts, and what one of our own addresses sent, unless it came to the inbox."""
    if folder.place in {Place.SENT, Place.DRAFTS}:
        return Direction.OUT
    ours = mail.sender is not None and mail.sender.address in own
    return Direction.OUT if ours and folder.place != Place.INBOX else Direction.IN
