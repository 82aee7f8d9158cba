"""What a reader of one mail sees: its body in a frame of its own, and its attachments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from spindle.archive import blobs
from spindle.archive.models import Attachment, Entry
from spindle.channels.contract import ArchivedMessage
from spindle.mail.html import CleanHtml, clean, plain_to_html
from spindle.mail.parsing import ParsedMail, attachment_bytes, parse, stream_attachment
from spindle.mail.parsing.large import LARGE, parse_large

# Pictures that a browser draws without running anything; told by their first bytes, never by their name.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SNIFF = 16


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as the page offers it."""

    name: str
    content_type: str
    size: int
    url: str
    preview_url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail on the page: where its frame comes from, and the files beside it."""

    entry_id: int
    frame_url: str
    raw_url: str
    files: Sequence[File]
    error: str


def reading_of(entry: ArchivedMessage, *, member_id: int) -> Reading:
    """The frame and files of an entry; reads the entry's (prefetched) attachments and nothing else."""
    mail = entry if isinstance(entry, Entry) else Entry.objects.prefetch_related("attachments").get(pk=entry.id)
    files = [_file(mail, attachment) for attachment in mail.attachments.all() if not attachment.inline]
    return Reading(
        mail.pk,
        reverse("mail:frame", args=[mail.pk]),
        reverse("mail:raw", args=[mail.pk]),
        files,
        mail.parse_error,
    )


def body_of(entry: Entry) -> CleanHtml:
    """The cleaned body of a mail, safe to stand in its frame; the text where there is no HTML."""
    mail = _parsed(entry)
    if not mail.html:
        return CleanHtml(plain_to_html(mail.text), 0)
    pictures = {
        attachment.content_id: reverse("mail:picture", args=[entry.pk, attachment.index])
        for attachment in mail.attachments
        if attachment.content_id
    }
    return clean(mail.html, pictures=pictures)


def is_plain(entry: Entry) -> bool:
    """Whether a mail has no HTML part, so that it may take the reader's own colours."""
    return not _parsed(entry).html


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
    if entry.size > LARGE:
        with blobs.open_stream(entry.blob) as stream:
            return parse_large(stream, entry.size).mail
    return parse(blobs.read(entry.blob))


def _file(entry: Entry, attachment: Attachment) -> File:
    previewed = attachment.content_type in {kind for _, kind in _PICTURES} | {"image/webp"}
    return File(
        attachment.name,
        attachment.content_type,
        attachment.size,
        reverse("mail:attachment", args=[entry.pk, attachment.index]),
        reverse("mail:picture", args=[entry.pk, attachment.index]) if previewed else "",
    )
