"""An open mail: its frame, its invitations, its files, and what was held back in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.models import Entry
from spindle.channels.contract import ArchivedMessage
from spindle.mail.reading.files import file_row
from spindle.mail.reading.invitations import Invitation, invitations_of
from spindle.mail.reading.letters import Letter, letter_of
from spindle.mail.reading.remote import shown_word
from spindle.members.models import Member
from spindle.ui.rows import Message, Person


@dataclass(frozen=True, slots=True)
class MailView:
    """All that is drawn of an open mail. `trusted`: this sender's pictures are always shown; where that is taken back."""

    message: Message
    invitations: tuple[Invitation, ...]
    trusted_url: str = ""


def view_of(entry: Entry, *, shown_to: Member | None = None) -> MailView:
    """The inside of an open mail; with the pictures from elsewhere for a member who asked for them just now."""
    letter = letter_of(entry, shown=shown_to is not None)
    attachments = list(entry.attachments.all())
    always = reverse("mail:trust", args=[entry.pk])
    message = Message(
        entry.pk,
        Person(entry.sender_name or entry.sender_address),
        entry.sender_address,
        entry.at,
        open=True,
        frame_url=_frame(entry, shown_to),
        held_back=letter.blocked_pictures,
        trackers=letter.trackers,
        show_url=reverse("mail:pictures", args=[entry.pk]),
        always_url=always if entry.sender_address else "",
        warning=_warning(entry, letter),
        attachments=tuple(file_row(entry, it) for it in attachments if not it.inline),
    )
    return MailView(message, invitations_of(entry, attachments), always if letter.trusted else "")


def entry_of(message: ArchivedMessage) -> Entry:
    """The archive entry behind a message that the core hands over."""
    return message if isinstance(message, Entry) else Entry.objects.get(pk=message.id)


def _frame(entry: Entry, shown_to: Member | None) -> str:
    url = reverse("mail:frame", args=[entry.pk])
    return f"{url}?shown={shown_word(entry.pk, shown_to)}" if shown_to else url


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
