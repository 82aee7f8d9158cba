"""A stream as AES-256-GCM chunks on disk: a cut, a swap or a change of chunks is found while reading.

Layout: "SPB1", 16 bytes of salt, then chunks of 256 KiB and their 16-byte tags; the last one may be shorter. Each file
has a key of its own (HKDF over the salt), so the nonce may count: 11 bytes of the chunk's index, one byte that is 1 in
the last chunk (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár).
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from spindle.archive.blobs.errors import BlobDamaged
from spindle.organisations import crypto

_MAGIC = b"SPB1"
_SALT = 16
CHUNK = 256 * 1024
_TAG = 16


class ChunkWriter:
    """Encrypts what is written to it into `target`; `finish` writes the last chunk."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT)
        self._target = target
        self._header = _MAGIC + salt
        self._cipher = _cipher(key, salt)
        self._rest = bytearray()
        self._index = 0
        target.write(self._header)

    def write(self, data: bytes) -> None:
        """Takes any number of bytes."""
        self._rest += data
        while len(self._rest) > CHUNK:  # not >=: the last chunk is only known at the end
            self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]

    def finish(self) -> None:
        """Writes what is left, marked as the end."""
        self._seal(bytes(self._rest), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._index, last=last), plain, self._header))
        self._index += 1


class ChunkReader(io.RawIOBase):
    """Reads what `ChunkWriter` wrote, holding two chunks at most. Raises `BlobDamaged`."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        self._header = source.read(len(_MAGIC) + _SALT)
        if len(self._header) != len(_MAGIC) + _SALT or not self._header.startswith(_MAGIC):
            raise BlobDamaged("no blob's file")
        self._cipher = _cipher(key, self._header[len(_MAGIC) :])
        self._next = source.read(CHUNK + _TAG)
        self._ready = memoryview(b"")
        self._index = 0
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills the buffer as far as the current chunk goes; 0 at the end."""
        while not self._ready and not self._ended:
            self._open_next()
        taken = min(len(buffer), len(self._ready))
        buffer[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken

    def close(self) -> None:
        """Closes the file too."""
        self._source.close()
        super().close()

    def _open_next(self) -> None:
        sealed, self._next = self._next, self._source.read(CHUNK + _TAG)
        self._ended = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._index, last=self._ended), sealed, self._header)
        except (InvalidTag, ValueError) as error:
            raise BlobDamaged(f"chunk {self._index} was altered, cut off or is out of order") from error
        self._index += 1
        self._ready = memoryview(plain)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(crypto.derive(key, "blob file", salt=salt))


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])
