"""Packs in a bucket of an S3-compatible store."""

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import S3Store

from spindle.archive.blobs.errors import BlobMissing
from spindle.archive.blobs.packs.stores import Stored

if TYPE_CHECKING:
    from obstore import ReadableFile

_TIMEOUT = timedelta(seconds=60)
_RETRIES = 5
_PART = 8 * 1024 * 1024
_AT_ONCE = 2
_BUFFER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects in a bucket, below a prefix."""

    client: S3Store
    prefix: str

    def write(self, key: str, pieces: Iterable[bytes]) -> int:
        """In parts when it is large; the store has it when this returns."""
        if isinstance(pieces, list):
            content = b"".join(pieces)
            obstore.put(self.client, self._path(key), content, chunk_size=_PART, max_concurrency=_AT_ONCE)
            return len(content)
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                size += len(piece)
                yield piece

        obstore.put(self.client, self._path(key), counted(), chunk_size=_PART, max_concurrency=_AT_ONCE)
        return size

    def read(self, key: str, offset: int, length: int) -> bytes:
        """A range, by one request."""
        try:
            return bytes(obstore.get_range(self.client, self._path(key), start=offset, length=length))
        except (NotFoundError, FileNotFoundError) as error:
            raise BlobMissing(key) from error

    def open(self, key: str) -> BinaryIO:
        """A reader that asks for a part at a time."""
        try:
            reader = obstore.open_reader(self.client, self._path(key), buffer_size=_PART)
        except (NotFoundError, FileNotFoundError) as error:
            raise BlobMissing(key) from error
        return cast("BinaryIO", io.BufferedReader(_Raw(reader), _BUFFER))

    def delete(self, key: str) -> None:
        """Takes the object away."""
        with suppress(NotFoundError, FileNotFoundError):
            obstore.delete(self.client, self._path(key))

    def listed(self) -> Iterator[Stored]:
        """The objects below the prefix."""
        for page in obstore.list(self.client, prefix=self.prefix):
            for one in page:
                yield Stored(one["path"].removeprefix(f"{self.prefix}/"), one["size"], one["last_modified"])

    def _path(self, key: str) -> str:
        return f"{self.prefix}/{key}"


class _Raw(io.RawIOBase):
    """The library's reader as Python's files are: of bytes."""

    def __init__(self, reader: "ReadableFile") -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._reader.read(len(buffer))
        buffer[: len(piece)] = memoryview(piece)
        return len(piece)


def bucket_at(where: str, company: str) -> Bucket:
    """A company's part of the bucket at an address."""
    return Bucket(_client(where), "/".join(filter(None, (urlsplit(where).path.strip("/"), company))))


@lru_cache(maxsize=8)
def _client(where: str) -> S3Store:
    parts = urlsplit(where)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = options.get("endpoint")
    return S3Store(
        parts.netloc,
        config={"endpoint": endpoint} if endpoint else {},
        region=options.get("region", "us-east-1"),
        client_options={"allow_http": bool(endpoint and endpoint.startswith("http://")), "timeout": _TIMEOUT},
        retry_config={"max_retries": _RETRIES, "retry_timeout": _TIMEOUT},
    )
