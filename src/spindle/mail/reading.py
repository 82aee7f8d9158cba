"""What a reader of one mail sees: its body in a frame of its own, and its attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive import blobs
from spindle.archive.models import Attachment, Body, Entry
from spindle.channels.contract import ArchivedMessage
from spindle.mail.html import clean, plain_to_html
from spindle.mail.parsing import LARGE, ParsedMail, attachment_bytes, parse, parse_large, stream_attachment
from spindle.ui.rows import Attachment as File
from spindle.ui.rows import Message, Person

# Pictures that a browser draws without running anything; told by their first bytes, never by their name.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_LONGEST_ENDING = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """The cleaned body of a mail, safe to stand in its frame. `plain`: it may take the reader's own colours."""

    html: str
    plain: bool
    blocked_pictures: int = 0
    # Its raw message is gone or damaged: this is what was read in it when it came.
    damaged: bool = False


def reading_of(entry: Entry) -> Message:
    """The inside of an open mail: its frame, its files, and what was held back in it."""
    letter = letter_of(entry)
    return Message(
        entry.pk,
        Person(entry.sender_name),
        entry.sender_address,
        entry.at,
        open=True,
        frame_url=reverse("mail:frame", args=[entry.pk]),
        held_back=letter.blocked_pictures,
        warning=_warning(entry, letter),
        attachments=tuple(_file(entry, it) for it in entry.attachments.all() if not it.inline),
    )


def _warning(entry: Entry, letter: Letter) -> str:
    if letter.damaged:
        return _(
            "The file of this message is missing or damaged; this is the text that was read in it when it came."
        )
    if not entry.parse_error:
        return ""
    return _("This message could not be read, but it is kept as it came. {reason}").format(
        reason=entry.parse_error
    )


def entry_of(message: ArchivedMessage) -> Entry:
    """The archive entry behind a message that the core hands over."""
    return message if isinstance(message, Entry) else Entry.objects.get(pk=message.id)


def letter_of(entry: Entry) -> Letter:
    """The body of a mail; its text where there is no HTML, or where the raw message cannot be read any more."""
    label = _("Earlier messages")
    try:
        mail = _parsed(entry)
    except (blobs.BlobMissing, blobs.BlobDamaged):
        text = Body.objects.filter(entry=entry).values_list("text", flat=True).first() or ""
        return Letter(plain_to_html(text, quote_label=label), plain=True, damaged=True)
    if not mail.html:
        return Letter(plain_to_html(mail.text, quote_label=label), plain=True)
    pictures = {
        attachment.content_id: reverse("mail:picture", args=[entry.pk, attachment.index])
        for attachment in mail.attachments
        if attachment.content_id
    }
    found = clean(mail.html, pictures=pictures, quote_label=label)
    return Letter(found.html, plain=False, blocked_pictures=found.blocked_pictures)


def attachment_stream(entry: Entry, attachment: Attachment) -> Iterator[bytes]:
    """The bytes of an attachment, in bounded memory however large the mail is."""
    if attachment.offset >= 0:
        return stream_attachment(lambda: blobs.open_stream(entry.blob), attachment)
    return iter([attachment_bytes(blobs.read(entry.blob), attachment.index)])


def picture_type(first: bytes) -> str:
    """The type of a picture that may be shown in place, by its first bytes; "" for anything else."""
    for magic, content_type in _PICTURES:
        if first.startswith(magic):
            return content_type
    return "image/webp" if first[:4] == b"RIFF" and first[8:12] == b"WEBP" else ""


def _parsed(entry: Entry) -> ParsedMail:
    if not entry.size:
        # An empty message has no blob.
        return parse(b"")
    if entry.size > LARGE:
        with blobs.open_stream(entry.blob) as stream:
            return parse_large(stream, entry.size).mail
    return parse(blobs.read(entry.blob))


def _file(entry: Entry, attachment: Attachment) -> File:
    previewed = attachment.content_type in {kind for _, kind in _PICTURES} | {"image/webp"}
    kind, icon = _kind_of(attachment)
    return File(
        attachment.name,
        kind,
        attachment.size,
        reverse("mail:attachment", args=[entry.pk, attachment.index]),
        icon,
        reverse("mail:picture", args=[entry.pk, attachment.index]) if previewed else "",
    )


def _kind_of(attachment: Attachment) -> tuple[str, str]:
    """What a file is, in a word and an icon; by its type, and by its name's ending where that says more."""
    content_type = attachment.content_type
    if content_type == "application/pdf":
        return "PDF", "file-type-pdf"
    if content_type.startswith("image/"):
        return _("Picture"), "photo"
    if content_type == "text/calendar":
        return _("Invitation"), "calendar"
    if content_type == "message/rfc822":
        return _("E-mail"), "mail"
    ending = attachment.name.rpartition(".")[2].upper() if "." in attachment.name else ""
    if ending in {"XLS", "XLSX", "ODS", "CSV"}:
        return ending, "file-spreadsheet"
    return (ending if ending.isalnum() and len(ending) <= _LONGEST_ENDING else _("File")), "file"
