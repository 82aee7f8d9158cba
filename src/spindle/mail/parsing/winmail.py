"""The winmail.dat files of a message, opened: what lies in them stands among the message's own parts.

Each member is known by its place in the list and by the part that it lies in, so that it can be read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spindle.mail.parsing import transfer
from spindle.mail.parsing.parsed import TNEF
from spindle.mail.parsing.source import Source
from spindle.mail.parsing.structure import Leaf, Piece
from spindle.mail.parsing.tnef import MOST_FILES, Tnef, TnefFile, read_tnef

# Encoded; a larger one stays the file that it is.
LARGEST = 24_000_000
TNEF_TYPES = frozenset({TNEF, "application/vnd.ms-tnef"})
_NAMES = frozenset({"winmail.dat", "win.dat"})
_SEPARATOR = "+"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a winmail.dat: the part that this is, and the file's number in it."""

    leaf: Leaf
    number: int
    file: TnefFile


@dataclass(frozen=True, slots=True)
class Opened:
    """All of a message's: which parts were opened, and what was in them."""

    opened: frozenset[int] = frozenset()
    contents: tuple[Tnef, ...] = ()
    members: tuple[Member, ...] = ()

    def beside(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """The message's own bodies; those of the winmail.dat where they say more: HTML where there is none, else any."""
        if any(piece.html and piece.html.strip() for piece in pieces):
            return pieces
        plain = any(piece.plain and piece.plain.strip() for piece in pieces)
        for one in self.contents:
            if one.html:
                text = "\n".join(piece.plain or "" for piece in pieces) if plain else one.text
                return [Piece(plain=text or None, html=one.html)]
            if one.text and not plain:
                return [*pieces, Piece(plain=one.text)]
        return pieces


_NOTHING = Opened()


def opened(files: Sequence[Leaf], source: Source) -> Opened:
    """Opens each winmail.dat among `files` that can be read whole."""
    likely = [index for index, leaf in enumerate(files) if _is_likely(leaf)]
    if not likely:
        return _NOTHING
    found = {index: tnef for index in likely if (tnef := _read(files[index], source)) is not None}
    members = [
        Member(files[index], number, file)
        for index, tnef in found.items()
        for number, file in enumerate(tnef.files)
    ]
    return Opened(frozenset(found), tuple(found.values()), tuple(members[:MOST_FILES]))


def member_encoding(encoding: str, number: int) -> str:
    """How a member is read from the place of its winmail.dat: that part's encoding, and the number in it."""
    return f"{encoding}{_SEPARATOR}{number}"


def member_of(encoding: str) -> tuple[str, int]:
    """The reverse; the number is -1 for a part that is itself the file."""
    base, separator, number = encoding.partition(_SEPARATOR)
    return (base, int(number)) if separator and number.isdigit() else (encoding, -1)


def member_bytes(decoded: bytes, number: int) -> bytes:
    """A member's content out of the whole winmail.dat; b"" when it is not there."""
    tnef = read_tnef(decoded)
    return tnef.files[number].data if tnef is not None and number < len(tnef.files) else b""


def _is_likely(leaf: Leaf) -> bool:
    return leaf.kind in TNEF_TYPES or leaf.name.strip().lower() in _NAMES


def _read(leaf: Leaf, source: Source) -> Tnef | None:
    if leaf.span.length > LARGEST:
        return None
    encoded = source.read(leaf.span)
    # Of a message that streamed by, not all may have been kept.
    whole = len(encoded) >= leaf.span.length
    return read_tnef(transfer.decoded(encoded, leaf.encoding)) if whole else None
