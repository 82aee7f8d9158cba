"""Criteria of SEARCH (RFC 9051 §6.4.4), built so that nobody quotes by hand."""

import datetime as dt

from spindle.mail.imap.errors import UnsafeArgument
from spindle.mail.imap.state import UidRanges

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALL = b"ALL"


def since(day: dt.date) -> bytes:
    """Received (INTERNALDATE, in the server's zone) on that day or later."""
    return b"SINCE " + _date(day)


def before(day: dt.date) -> bytes:
    """Received earlier than that day."""
    return b"BEFORE " + _date(day)


def uid(uids: UidRanges) -> bytes:
    """One of these UIDs."""
    return b"UID " + str(uids).encode()


def uid_from(first: int) -> bytes:
    """UIDs from this one on; the server also returns the last one if that is lower, so filter."""
    return b"UID %d:*" % first


def header(name: str, value: str) -> bytes:
    """A header field that contains `value`, such as a Message-ID. UnsafeArgument if not ASCII."""
    if not (name.isascii() and value.isascii() and name.replace("-", "").isalnum()):
        raise UnsafeArgument("a search for a header in other letters than ASCII")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'HEADER {name} "{escaped}"'.encode()


def every(*criteria: bytes) -> bytes:
    """All of these at once."""
    return b" ".join(criteria)


def _date(day: dt.date) -> bytes:
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}".encode()
