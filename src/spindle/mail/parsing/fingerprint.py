"""What makes two copies one message (mail.md, rule 8): Message-ID, significant headers and body; else the raw bytes.

A Message-ID alone lies: a mailing shares one among a thousand different mails. Servers change line ends and add
headers and blank lines at the end; none of these count.
"""

from hashlib import blake2b

SIGNIFICANT = ("message-id", "from", "date", "subject", "to")
_SIZE = 16


class Fingerprint:
    """Takes a message's bytes as they come; both kinds are counted until it is known whether there is a Message-ID."""

    __slots__ = ("_body", "_ends", "_raw")

    def __init__(self) -> None:
        self._raw = blake2b(digest_size=_SIZE)
        self._body = blake2b(digest_size=_SIZE)
        # Line ends held back: they count only when something follows.
        self._ends = b""

    def raw(self, piece: bytes) -> None:
        """A piece of the whole message."""
        self._raw.update(piece)

    def body(self, piece: bytes) -> None:
        """A piece of what follows the top header block."""
        piece = self._ends + piece
        kept = piece.rstrip(b"\r\n")
        self._ends = piece[len(kept) :]
        self._body.update(_with_lf(kept))

    def hex(self, headers: dict[str, list[str]]) -> str:
        """32 hexadecimal characters."""
        if not "".join(headers.get("message-id", [])).strip():
            return self._raw.hexdigest()
        total = blake2b(self._body.digest(), digest_size=_SIZE)
        for name in SIGNIFICANT:
            value = " ".join(" ".join(headers.get(name, [])).split())
            total.update(b"\0" + value.encode("utf-8", "surrogateescape"))
        return total.hexdigest()


def fingerprint(raw: bytes, body: int, headers: dict[str, list[str]]) -> str:
    """The fingerprint of a message in memory whose body begins at `body`."""
    count = Fingerprint()
    if "".join(headers.get("message-id", [])).strip():
        count.body(raw[body:].rstrip(b"\r\n"))
    else:
        count.raw(raw)
    return count.hex(headers)


def _with_lf(data: bytes) -> bytes:
    data = data.replace(b"\r\n", b"\n")
    return data.replace(b"\r", b"\n") if b"\r" in data else data
