"""Mail as a channel: what the inbox and the archive ask of it."""

from django.urls import reverse

from spindle.channels.contract import ArchivedMessage, MessageView
from spindle.mail.reading import reading_of


class MailChannel:
    """E-mail, read from IMAP accounts."""

    kind = "mail"
    icon = "mail"

    def message_view(self, entry: ArchivedMessage, *, member_id: int) -> MessageView:
        """The mail in a frame of its own, under a signed address that is good for this member."""
        return MessageView("mail/message_body.html", {"reading": reading_of(entry, member_id=member_id)})

    def accounts_url(self) -> str:
        return reverse("mail:accounts")

    def mend_url(self, account_id: int) -> str:
        return reverse("mail:mend", args=[account_id])
