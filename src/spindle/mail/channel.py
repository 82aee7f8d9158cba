"""Mail as a channel: what the inbox and the archive ask of it."""

from django.urls import reverse

from spindle.channels.contract import ArchivedMessage, MessageView
from spindle.mail.reading import entry_of, reading_of


class MailChannel:
    """E-mail, read from IMAP accounts."""

    kind = "mail"
    icon = "mail"

    def message_view(self, entry: ArchivedMessage) -> MessageView:
        """The mail in a frame of its own, and its files."""
        return MessageView("ui/parts/message_body.html", {"message": reading_of(entry_of(entry))})

    def raw_url(self, entry_id: int) -> str:
        return reverse("mail:raw", args=[entry_id])

    def accounts_url(self) -> str:
        return reverse("mail:accounts")

    def connect_url(self) -> str:
        return reverse("mail:connect")

    def mend_url(self, account_id: int) -> str:
        return reverse("mail:mend", args=[account_id])
