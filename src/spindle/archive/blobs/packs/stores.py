"""Where packs lie: a folder, or a bucket of an S3-compatible store. An object is written whole, once, and never changed.

SPINDLE_BLOBS is empty (each company's own folder), a folder, or s3://BUCKET/PREFIX?endpoint=URL&region=NAME; the
credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine's role.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from spindle.archive.blobs.errors import BlobMissing
from spindle.organisations.active import Handle
from spindle.organisations.creation import sync_folder

_DRAFT = "draft-"


@dataclass(frozen=True, slots=True)
class Stored:
    """An object that is there: `at` is when it was written."""

    key: str
    size: int
    at: datetime


class Store(Protocol):
    """A company's part of a folder or bucket. Keys are ours: hexadecimal digits and one slash."""

    def write(self, key: str, pieces: Iterable[bytes]) -> int:
        """Writes an object, durable when it returns; its size in bytes."""

    def read(self, key: str, offset: int, length: int) -> bytes:
        """A range of an object. Raises `BlobMissing`."""

    def open(self, key: str) -> BinaryIO:
        """All of an object as a stream. Raises `BlobMissing`."""

    def delete(self, key: str) -> None:
        """Takes an object away; nothing if there is none."""

    def listed(self) -> Iterator[Stored]:
        """All objects, and drafts that a crash left."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Objects as files."""

    root: Path

    def write(self, key: str, pieces: Iterable[bytes]) -> int:
        """Under a draft's name first, so that no half object has a name; both synced to the disk."""
        target = self.root / key
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self.root)
        draft = self.root / f"{_DRAFT}{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                size = sum(file.write(piece) for piece in pieces)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        return size

    def read(self, key: str, offset: int, length: int) -> bytes:
        """A range of a file."""
        with self.open(key) as file:
            file.seek(offset)
            return file.read(length)

    def open(self, key: str) -> BinaryIO:
        """The file."""
        try:
            return (self.root / key).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(key) from error

    def delete(self, key: str) -> None:
        """Takes the file away."""
        (self.root / key).unlink(missing_ok=True)

    def listed(self) -> Iterator[Stored]:
        """The files below the folder."""
        for path in self.root.rglob("*"):
            with suppress(FileNotFoundError):  # somebody else swept it
                if path.is_file():
                    told = path.stat()
                    key = path.relative_to(self.root).as_posix()
                    yield Stored(key, told.st_size, datetime.fromtimestamp(told.st_mtime, tz=UTC))


def address() -> str:
    """The store that new packs go to, as `Pack.store` has it."""
    return str(settings.SPINDLE_BLOBS)


def store_at(handle: Handle, where: str) -> Store:
    """A company's part of a store. Raises ValueError if the address cannot be understood."""
    if where.startswith("s3://"):
        # Its library takes memory in every process that loads it.
        from spindle.archive.blobs.packs.bucket import bucket_at

        return bucket_at(where, handle.slug)
    if "://" in where:
        raise ValueError(f"SPINDLE_BLOBS: {where} is neither a folder nor s3://…")
    return Folder(Path(where).expanduser() / handle.slug if where else handle.folder / "packs")
