"""Addresses as people paste them: separated by commas, semicolons or lines, with or without names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254
# A comma within quotes or angle brackets separates nothing.
_PIECE = re.compile(r'(?:"[^"\n]*"|<[^<>\n]*>|[^,;\n])+')
_IN_BRACKETS = re.compile(r"<([^<>]*)>\s*$")
# What stands before a comma within a name: letters, and no point that an address or a site could have.
_NAME = re.compile(r"(?:[^\W\d_]|[ '’-]|\.(?= |$))+")
_UNWANTED = re.compile(r'[\s"<>(),;:\\\[\]\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Pasted:
    """Addresses in their order, each once and in lower case; what is none, as it was typed; and which came twice."""

    addresses: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def read_pasted(text: str) -> Pasted:
    """What somebody pasted. Nothing is lost: every piece is in `addresses` or in `bad`."""
    addresses: list[str] = []
    bad: list[str] = []
    twice: list[str] = []
    for piece in _pieces(text):
        address = _address(piece)
        if not address:
            bad.append(piece)
        elif address in addresses:
            twice.append(address)
        else:
            addresses.append(address)
    return Pasted(tuple(addresses), tuple(dict.fromkeys(bad)), tuple(dict.fromkeys(twice)))


def _pieces(text: str) -> list[str]:
    """One for each address. A name that nobody quoted may have a comma: Bakker, Joris <joris@example.org>."""
    found: list[str] = []
    for line in text.replace(";", "\n").splitlines():
        name = ""
        for piece in (match.group().strip() for match in _PIECE.finditer(line)):
            if _NAME.fullmatch(piece) and not name:
                name = piece
                continue
            found += [f"{name}, {piece}"] if name and "<" in piece else [name, *_several(piece)]
            name = ""
        found.append(name)
    return [piece for piece in found if piece]


def _several(piece: str) -> list[str]:
    """Addresses with only spaces between them are several; else it stays one."""
    words = piece.split()
    return words if all("@" in word for word in words) else [piece]


def _address(piece: str) -> str:
    """The address in a piece, in lower case; "" when there is none that mail can be sent to."""
    match = _IN_BRACKETS.search(piece)
    address = (match.group(1) if match else piece).strip().lower().removeprefix("mailto:")
    if len(address) > LONGEST or _UNWANTED.search(address):
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address
