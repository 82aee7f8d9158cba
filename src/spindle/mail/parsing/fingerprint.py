"""What makes two copies one message (mail.md, rule 8): Message-ID, significant headers and body; else the raw bytes.

A Message-ID alone lies: a mailing shares one among a thousand different mails. Servers change line ends and add
headers and blank lines at the end; none of these count. SHA-256, cut to 128 bits: machines have an instruction for it.
"""

from hashlib import sha256

SIGNIFICANT = ("message-id", "from", "date", "subject", "to")
_HEX_DIGITS = 32


class Fingerprint:
    """Takes a message's bytes as they come; both kinds are counted until it is known whether there is a Message-ID."""

    __slots__ = ("_body", "_ends", "_raw")

    def __init__(self) -> None:
        self._raw = sha256()
        self._body = sha256()
        # Line ends held back: they count only when something follows.
        self._ends = b""

    def raw(self, piece: bytes) -> None:
        """A piece of the whole message."""
        self._raw.update(piece)

    def body(self, piece: bytes) -> None:
        """A piece of what follows the top header block."""
        piece = self._ends + piece if self._ends else piece
        kept = piece.rstrip(b"\r\n")
        self._ends = piece[len(kept) :]
        self._body.update(kept.replace(b"\r", b""))

    def hex(self, headers: dict[str, list[str]]) -> str:
        """32 hexadecimal characters."""
        if not "".join(headers.get("message-id", [])).strip():
            return self._raw.hexdigest()[:_HEX_DIGITS]
        total = sha256(self._body.digest())
        for name in SIGNIFICANT:
            value = " ".join(" ".join(headers.get(name, [])).split())
            total.update(b"\0" + value.encode("utf-8", "surrogateescape"))
        return total.hexdigest()[:_HEX_DIGITS]


def fingerprint(raw: bytes, body: int, headers: dict[str, list[str]]) -> str:
    """The fingerprint of a message in memory whose body begins at `body`."""
    count = Fingerprint()
    if "".join(headers.get("message-id", [])).strip():
        count.body(raw[body:])
    else:
        count.raw(raw)
    return count.hex(headers)
