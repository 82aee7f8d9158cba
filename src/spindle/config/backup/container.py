"""The file of a back-up: a head in the clear, then a tar as one encrypted stream (`archive.blobs.chunks`), in bounded memory.

The tar holds manifest.json, identities.json, main.db, the blobs, and last contents.json, which names each part with
its size and SHA-256. All of it is encrypted, names too; a cut, a change or a swap anywhere is found where it is.
"""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from spindle.archive.blobs import BlobDamaged
from spindle.archive.blobs.chunks import ChunkReader, ChunkWriter
from spindle.config.backup.errors import BackupRefused
from spindle.organisations import crypto

MANIFEST, IDENTITIES, CONTENTS = "manifest.json", "identities.json", "contents.json"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One part as contents.json names it; `size` in bytes."""

    name: str
    size: int
    sha256: str


class Writer:
    """Adds parts to a back-up; `finish` writes what makes it whole."""

    def __init__(self, file: BinaryIO, data_key: bytes) -> None:
        self._chunks = ChunkWriter(file, _key(data_key))
        chunks = cast("BinaryIO", self._chunks)
        self._tar = tarfile.open(mode="w|", fileobj=chunks, format=tarfile.PAX_FORMAT)  # noqa: SIM115 (`finish`)
        self.parts: list[Part] = []

    def add_text(self, name: str, text: str) -> None:
        """A part from memory."""
        self._add(name, BytesIO(text.encode()), len(text.encode()))

    def add_file(self, name: str, path: Path) -> None:
        """A part from a file that nobody changes meanwhile."""
        with path.open("rb") as source:
            self._add(name, source, path.stat().st_size)

    def finish(self) -> None:
        """The list of the parts, and the end of the stream."""
        listed = [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in self.parts]
        self.add_text(CONTENTS, json.dumps(listed))
        self._tar.close()
        self._chunks.finish()

    def _add(self, name: str, source: BinaryIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = size
        counted = Counted(source)
        self._tar.addfile(entry, cast("BinaryIO", counted))
        self.parts.append(Part(name, size, counted.digest.hexdigest()))


class Counted:
    """Reads through, and keeps size and SHA-256 of what went by."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        piece = self._source.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece


class Reader:
    """Gives the parts in their order. Everything that is wrong is a `BackupRefused` that names the part."""

    def __init__(self, file: BinaryIO, data_key: bytes) -> None:
        self._file, self._key = file, _key(data_key)
        self._place = "the beginning"
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        with self.refusing():
            self._chunks = cast("BinaryIO", ChunkReader(self._file, self._key))
            self._tar = tarfile.open(mode="r|", fileobj=self._chunks, bufsize=_PIECE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tar.close()

    def __iter__(self) -> Iterator[tuple[str, BinaryIO]]:
        """Each part's name and content, to be read to its end; the last is contents.json."""
        while entry := self._next():
            source = self._tar.extractfile(entry)
            if source is None:
                raise BackupRefused(f"This back-up holds something that is no file: {entry.name}.")
            counted = Counted(cast("BinaryIO", source))
            yield entry.name, cast("BinaryIO", counted)
            self.parts.append(Part(entry.name, counted.size, counted.digest.hexdigest()))

    def _next(self) -> tarfile.TarInfo | None:
        with self.refusing():
            entry = self._tar.next()
            if entry is None:
                # A cut or an addition after the tar's own end shows only now.
                for _rest in pieces(self._chunks):
                    pass
        if entry is not None:
            self._place = entry.name
        return entry

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Around each read: damage becomes a sentence with the part that it was found in."""
        try:
            yield
        except (BlobDamaged, tarfile.TarError, EOFError) as error:
            raise BackupRefused(
                f"This back-up is damaged or cut off in {self._place}. Take another copy of it; nothing was restored."
            ) from error


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """A stream in pieces of a megabyte."""
    while piece := source.read(_PIECE):
        yield piece


def _key(data_key: bytes) -> bytes:
    return crypto.derive(data_key, "back-up")
