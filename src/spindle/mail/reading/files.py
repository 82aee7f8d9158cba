"""The files of a mail: their bytes, and how they are listed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive import blobs
from spindle.archive.files import is_pdf
from spindle.archive.models import Attachment, Entry
from spindle.mail.parsing import attachment_bytes, stream_attachment
from spindle.ui import rows

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
_SHEETS = frozenset({"XLS", "XLSX", "ODS", "CSV"})
_LONGEST_ENDING = 5


def attachment_stream(entry: Entry, attachment: Attachment) -> Iterator[bytes]:
    """The bytes of an attachment, in bounded memory however large the mail is."""
    if attachment.offset >= 0:
        return stream_attachment(lambda: blobs.open_stream(entry.blob), attachment)
    return iter([attachment_bytes(blobs.read(entry.blob), attachment.index)])


def file_row(entry: Entry, attachment: Attachment) -> rows.Attachment:
    """A file as it stands below a mail."""
    kind, icon = _kind_of(attachment)
    previewed = attachment.content_type in _PICTURES
    return rows.Attachment(
        attachment.name,
        kind,
        attachment.size,
        reverse("mail:attachment", args=[entry.pk, attachment.index]),
        icon,
        reverse("mail:picture", args=[entry.pk, attachment.index]) if previewed else "",
        reverse("archive:preview", args=[entry.pk, attachment.index]) if is_pdf(attachment) else "",
    )


def _kind_of(attachment: Attachment) -> tuple[str, str]:
    """What a file is, in a word and an icon; by its type, and by its name's ending where that says more."""
    content_type = attachment.content_type
    if is_pdf(attachment):
        return "PDF", "file-type-pdf"
    if content_type.startswith("image/"):
        return _("Picture"), "photo"
    if content_type == "text/calendar":
        return _("Invitation"), "calendar"
    if content_type == "message/rfc822":
        return _("E-mail"), "mail"
    ending = attachment.name.rpartition(".")[2].upper() if "." in attachment.name else ""
    if ending in _SHEETS:
        return ending, "file-spreadsheet"
    return (ending if ending.isalnum() and len(ending) <= _LONGEST_ENDING else _("File")), "file"
