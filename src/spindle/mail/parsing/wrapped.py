"""A message that Outlook put into a winmail.dat, written as an ordinary one (RFC 5322), so that it opens anywhere."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

_SUBJECT = 250
_BOUNDARY = "=_spindle_part_"


def message_file(
    subject: str, sender: str, text: str, html: str, files: Sequence[tuple[str, str, bytes]]
) -> bytes:
    """The bytes of an .eml; `files` are name, type and content. The same input gives the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(subject)
    if sender:
        message["X-Sender-Name"] = _line(sender)
    message.set_content(_storable(text), cte="base64")
    if html:
        message.add_alternative(_storable(html), subtype="html", cte="base64")
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        if not (main.isalpha() and sub.replace("-", "").replace(".", "").replace("+", "").isalnum()) or (
            main in ("multipart", "message")
        ):
            main, sub = "application", "octet-stream"
        message.add_attachment(content, maintype=main, subtype=sub, filename=_line(name) or "file")
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"{_BOUNDARY}{number}")
    return message.as_bytes()


def _line(text: str) -> str:
    return " ".join(_storable(text).split())[:_SUBJECT]


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
