"""Mail as a channel: what the inbox and the archive ask of it."""

from collections.abc import Iterator

from django.urls import reverse

from spindle.archive import blobs
from spindle.archive.models import Attachment
from spindle.channels.contract import ArchivedMessage, FileGone, MessageView
from spindle.mail.reading import attachment_stream, entry_of, view_of


class MailChannel:
    """E-mail, read from IMAP accounts."""

    kind = "mail"
    icon = "mail"

    def message_view(self, entry: ArchivedMessage) -> MessageView:
        """The mail in a frame of its own, its invitations, and its files."""
        return MessageView("mail/message.html", {"view": view_of(entry_of(entry))})

    def file(self, entry: ArchivedMessage, index: int) -> Iterator[bytes]:
        """A file's bytes, out of the raw message."""
        try:
            yield from attachment_stream(entry_of(entry), Attachment.objects.get(entry=entry.id, index=index))
        except (blobs.BlobMissing, blobs.BlobDamaged, Attachment.DoesNotExist, IndexError) as error:
            raise FileGone from error

    def file_url(self, entry_id: int, index: int) -> str:
        return reverse("mail:attachment", args=[entry_id, index])

    def raw_url(self, entry_id: int) -> str:
        return reverse("mail:raw", args=[entry_id])

    def accounts_url(self) -> str:
        return reverse("mail:accounts")

    def connect_url(self) -> str:
        return reverse("mail:connect")

    def account_url(self, account_id: int) -> str:
        return reverse("mail:account", args=[account_id])

    def mend_url(self, account_id: int) -> str:
        return reverse("mail:mend", args=[account_id])
