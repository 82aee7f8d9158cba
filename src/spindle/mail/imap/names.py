"""Folder names between text and wire (modified UTF-7, RFC 3501 §5.1.3), and quoting."""

from imapclient import imap_utf7

from spindle.mail.imap.errors import UnsafeArgument
from spindle.mail.imap.wire import Literal, Part


def decode(raw: bytes) -> str:
    """The name in clear. One that is no modified UTF-7 (some servers send UTF-8) is read with replacement."""
    if not raw.isascii():
        return raw.decode("utf-8", "replace")
    try:
        name = str(imap_utf7.decode(raw))
        name.encode()
    except ValueError:
        return raw.decode("ascii", "replace")
    return name


def encode(name: str) -> bytes:
    """The name on the wire, not yet quoted. UnsafeArgument for control characters and halves of a surrogate pair."""
    if any(ord(letter) < 32 for letter in name):
        raise UnsafeArgument("a folder name holds a control character")
    try:
        return bytes(imap_utf7.encode(name))
    except UnicodeEncodeError as error:
        raise UnsafeArgument("a folder name is no text") from error


def folder_argument(folder: str | bytes) -> Part:
    """A folder as an argument: text is encoded, bytes are taken as the server wrote them."""
    return quoted(folder if isinstance(folder, bytes) else encode(folder))


def quoted(value: bytes) -> Part:
    """A string as an argument; a literal where quotes do not do."""
    if not value.isascii():
        return Literal(value)
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
