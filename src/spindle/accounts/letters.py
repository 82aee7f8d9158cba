"""Mail that the installation itself sends, when it has an SMTP server (product.md part 3).

What people typed goes into it as plain text: control characters are taken out, a header is one line, and a personal
message is quoted line by line, so that nobody takes it for the program's own words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from spindle.accounts.models import Invitation, MailState

# Told by RFC 3834 §5, so that no out-of-office answers come back.
_HEADERS = {"Auto-Submitted": "auto-generated"}
# Control, format (direction marks among them), surrogates, private use, line and paragraph separators.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail; `words` are the server's own."""

    state: MailState
    words: str = ""


def one_line(text: str) -> str:
    """What somebody typed, without anything that could break a line or turn its direction."""
    return " ".join("".join(" " if _is_unprintable(sign) else sign for sign in text).split())


def _is_unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in _UNPRINTABLE


def invitation_letter(invitation: Invitation, *, message: str, url: str, reply_to: str = "") -> EmailMessage:
    """The mail with an invitation's link, in the invitation's language."""
    context = {
        "by": one_line(invitation.invited_by),
        "company": one_line(invitation.organisation.name),
        "message": [one_line(line) for line in message.strip().splitlines()],
        "url": url,
    }
    with translation.override(invitation.language or invitation.organisation.language):
        subject = render_to_string("account/email/invitation_subject.txt", context)
        body = render_to_string("account/email/invitation_message.txt", context)
    return EmailMessage(
        one_line(subject),
        body,
        to=[invitation.email],
        reply_to=[reply_to] if reply_to else None,
        headers=_HEADERS,
    )


def hand_over(letters: Iterable[EmailMessage]) -> Iterator[Outcome]:
    """Give each to the mail server, over one connection; what became of each, in their order.

    A server that does not answer once is not asked again.
    """
    connection: BaseEmailBackend = get_connection()
    lost: Outcome | None = None
    try:
        for letter in letters:
            lost = lost or _unreachable(connection)
            yield lost or _handed_over(connection, letter)
    finally:
        _close(connection)


def _unreachable(connection: BaseEmailBackend) -> Outcome | None:
    try:
        connection.open()
    except OSError as error:
        return Outcome(MailState.UNREACHABLE, _words(error))
    return None


def _handed_over(connection: BaseEmailBackend, letter: EmailMessage) -> Outcome:
    try:
        connection.send_messages([letter])
    except OSError as error:
        # The next one begins anew: after some faults a connection is of no use.
        _close(connection)
        return Outcome(MailState.REFUSED, _words(error))
    return Outcome(MailState.SENT)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        return


def _words(error: OSError) -> str:
    """What the server said, or the system: one line. smtplib's errors carry it in attributes of their own."""
    refused = getattr(error, "recipients", None)
    code, said = (
        next(iter(refused.values()))
        if refused
        else (
            getattr(error, "smtp_code", ""),
            getattr(error, "smtp_error", "") or error.strerror or str(error),
        )
    )
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return one_line(f"{code} {text}")[:300]
