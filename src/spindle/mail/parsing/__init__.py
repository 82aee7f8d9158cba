"""Reads mail of any kind without ever failing: `parse`, `parse_large`, and the attachments of both."""

from spindle.mail.parsing.addresses import normalise_address
from spindle.mail.parsing.dates import sent_or_received
from spindle.mail.parsing.large import LARGE, LargeMail, parse_large, stream_attachment
from spindle.mail.parsing.parsed import ParsedMail
from spindle.mail.parsing.read import attachment_bytes, parse

__all__ = [
    "LARGE",
    "LargeMail",
    "ParsedMail",
    "attachment_bytes",
    "normalise_address",
    "parse",
    "parse_large",
    "sent_or_received",
    "stream_attachment",
]
