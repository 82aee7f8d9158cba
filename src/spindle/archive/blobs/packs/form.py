"""How blobs lie in a pack: "SPK1", 16 bytes of salt, then for each blob its name (32 bytes) and its sealed content.

AES-256-GCM under a key of this pack alone (HKDF over the salt), so that the place may be the nonce; the name is
authenticated with it, so that a blob in another's place is found. The content was compressed before (zstd).
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from spindle.archive.blobs.errors import BlobDamaged
from spindle.organisations import crypto

_MAGIC = b"SPK1"
HEADER = 20
_NAME = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A range of bytes of a pack."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack's bytes, and where each blob lies in them."""

    content: bytes
    places: Mapping[str, Place]


def pack(key: bytes, items: Iterable[tuple[str, bytes]]) -> Packed:
    """A pack of compressed contents by name. `key` is the company's for packs."""
    header = _MAGIC + os.urandom(HEADER - len(_MAGIC))
    cipher = _cipher(key, header)
    content = bytearray(header)
    places: dict[str, Place] = {}
    for name, compressed in items:
        plain_name, start = bytes.fromhex(name), len(content)
        content += plain_name
        content += cipher.encrypt(_nonce(start), compressed, header + plain_name)
        places[name] = Place(start, len(content) - start)
    return Packed(bytes(content), places)


def unpack(key: bytes, header: bytes, name: str, place: Place, record: bytes) -> bytes:
    """The compressed content of one blob, from its bytes in the pack. Raises `BlobDamaged`."""
    plain_name = bytes.fromhex(name)
    if not header.startswith(_MAGIC) or len(header) != HEADER or record[:_NAME] != plain_name:
        raise BlobDamaged(f"{name} is not where it should be")
    try:
        return _cipher(key, header).decrypt(_nonce(place.offset), record[_NAME:], header + plain_name)
    except (InvalidTag, ValueError) as error:
        raise BlobDamaged(name) from error


def expand(name: str, compressed: bytes) -> bytes:
    """The content itself. Raises `BlobDamaged`."""
    try:
        return zstandard.ZstdDecompressor().decompress(compressed)
    except zstandard.ZstdError as error:
        raise BlobDamaged(name) from error


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(crypto.derive(key, "blob pack", salt=header[len(_MAGIC) :]))


def _nonce(offset: int) -> bytes:
    return offset.to_bytes(12, "big")
