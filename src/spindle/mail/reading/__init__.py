"""What a reader of one mail sees: its body in a frame of its own, its invitations, and its files."""

from spindle.mail.reading.files import attachment_stream
from spindle.mail.reading.letters import Letter, letter_of
from spindle.mail.reading.messages import MailView, entry_of, view_of

__all__ = ["Letter", "MailView", "attachment_stream", "entry_of", "letter_of", "view_of"]
