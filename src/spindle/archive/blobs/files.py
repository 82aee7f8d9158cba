"""Blobs over 1 MB: one file each, files/ab/<name>, compressed and encrypted while it streams through."""

import hmac
import io
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from spindle.archive.blobs import naming
from spindle.archive.blobs.chunks import ChunkReader, ChunkWriter
from spindle.archive.blobs.errors import BlobDamaged, BlobMissing
from spindle.organisations.active import Handle
from spindle.organisations.creation import sync_folder

_PIECE = 256 * 1024
_DRAFT = "draft-"
LEVEL = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A blob that is on disk under a temporary name."""

    path: Path
    name: str
    size: int


def path_of(handle: Handle, name: str) -> Path:
    """Where the blob of this name lies, if it is in a file."""
    return _root(handle) / name[:2] / name


def write_draft(handle: Handle, start: bytes, rest: BinaryIO) -> Draft:
    """Streams `start` and then `rest` to disk, never more than a piece in memory."""
    root = _root(handle)
    root.mkdir(exist_ok=True)
    path = root / f"{_DRAFT}{secrets.token_hex(8)}"
    try:
        with path.open("xb") as target:
            name, size = _write(handle, _pieces(start, rest), target)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Draft(path, name, size)


def _write(handle: Handle, pieces: Iterator[bytes], target: BinaryIO) -> tuple[str, int]:
    naming_it, size = naming.hasher(handle), 0
    packing = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    writer = ChunkWriter(target, _key(handle))
    for piece in pieces:
        naming_it.update(piece)
        size += len(piece)
        writer.write(packing.compress(piece))
    writer.write(packing.flush())
    writer.finish()
    return naming_it.hexdigest(), size


def settle(handle: Handle, draft: Draft) -> None:
    """Gives a draft its name, for good when this returns. Within the turn."""
    target = path_of(handle, draft.name)
    if not target.parent.exists():
        target.parent.mkdir()
        sync_folder(target.parent.parent)
    draft.path.replace(target)
    sync_folder(target.parent)


def discard(draft: Draft) -> None:
    """Takes a draft away."""
    draft.path.unlink(missing_ok=True)


def open_file(handle: Handle, name: str) -> BinaryIO:
    """The content as a stream. Raises `BlobMissing`, and `BlobDamaged` here or while it is read."""
    try:
        source = path_of(handle, name).open("rb")
    except FileNotFoundError as error:
        raise BlobMissing(name) from error
    try:
        reader = BlobReader(handle, name, source)
    except BaseException:
        source.close()
        raise
    return cast("BinaryIO", io.BufferedReader(reader, _PIECE))


def remove(handle: Handle, name: str) -> None:
    """Takes the file away; nothing if there is none. Within the turn."""
    path_of(handle, name).unlink(missing_ok=True)


def stored(handle: Handle) -> Iterator[Path]:
    """The files of all blobs; drafts are left out."""
    return (path for path in _root(handle).glob("??/*") if path.is_file())


def stray(handle: Handle, before: int) -> Iterator[Path]:
    """Files that were last written before this unix second: drafts, and all that a crash may have left."""
    for path in _root(handle).glob("**/*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path


class BlobReader(io.RawIOBase):
    """Decrypts and unpacks, and compares with the name at the end: a file under another's name is found too."""

    def __init__(self, handle: Handle, name: str, source: BinaryIO) -> None:
        self._name = name
        self._naming = naming.hasher(handle)
        self._chunks = ChunkReader(source, _key(handle))
        self._unpacked = zstandard.ZstdDecompressor().stream_reader(cast("BinaryIO", self._chunks))

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills the buffer; 0 at the end."""
        try:
            piece = self._unpacked.read(len(buffer))
        except zstandard.ZstdError as error:
            raise BlobDamaged(self._name) from error
        self._naming.update(piece)
        if not piece and not hmac.compare_digest(self._naming.hexdigest(), self._name):
            raise BlobDamaged(f"{self._name} holds other content")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Closes the file too."""
        self._chunks.close()
        super().close()


def _pieces(start: bytes, rest: BinaryIO) -> Iterator[bytes]:
    for at in range(0, len(start), _PIECE):
        yield start[at : at + _PIECE]
    while piece := rest.read(_PIECE):
        yield piece


def _root(handle: Handle) -> Path:
    return handle.folder / "files"


def _key(handle: Handle) -> bytes:
    return handle.derive("blob files")
