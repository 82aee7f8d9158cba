"""Reading blobs."""

import hmac
import io
from collections.abc import Iterator
from typing import BinaryIO

import zstandard

from spindle.archive.blobs import files, naming, rows, shelves
from spindle.archive.blobs.errors import BlobDamaged, BlobMissing
from spindle.archive.blobs.forms import may_have_shelves
from spindle.archive.blobs.packs import index, keeping
from spindle.organisations.active import Handle, current
from spindle.organisations.backends.opening import dbapi

_PIECE = 256 * 1024
_FROM_ROWS = tuple[rows.Row, bytes | None]


def read(name: str) -> bytes:
    """The whole content. Raises `BlobMissing` or `BlobDamaged`. For what may be large, `open_stream`."""
    with open_stream(name) as stream:
        return stream.read()


def open_stream(name: str) -> BinaryIO:
    """The content as a stream of bounded memory (not seekable if large). Raises `BlobMissing`, `BlobDamaged`."""
    handle = current().organisation
    found = _found(handle, name)
    if found is None:
        return keeping.open_stream(handle, name)
    row, packed = found
    if row.in_file:
        return files.open_file(handle, name)
    if packed is None:
        raise BlobDamaged(f"{name} has lost its content")
    return io.BytesIO(_unpack(name, packed))


def size(name: str) -> int:
    """Bytes of the content as it was put. Raises `BlobMissing`."""
    found = _found(current().organisation, name, content=False)
    if found is not None:
        return found[0].size
    packed = index.find([name]).get(name)
    if packed is None:
        raise BlobMissing(name)
    return packed.size


def exists(name: str) -> bool:
    """Whether the active company has this blob."""
    try:
        size(name)
    except BlobMissing:
        return False
    return True


def names() -> Iterator[str]:
    """The names of all blobs of the active company."""
    handle = current().organisation
    if may_have_shelves(handle):
        yield from _names_on_shelves(handle)
    name = ""
    while page := index.page(name):
        yield from page
        name = page[-1]


def _names_on_shelves(handle: Handle) -> Iterator[str]:
    for shelf in shelves.shelves(handle):
        last = 0
        while True:
            with shelves.connected(shelf) as raw:
                page = rows.page(raw, last)
            if not page:
                break
            yield from (row.name.hex() for row in page)
            last = page[-1].id


def verify() -> Iterator[str]:
    """Reads every blob of the active company and yields the names of those that are not what was put."""
    handle = current().organisation
    for name in names():
        if not _is_whole(handle, name):
            yield name


def _is_whole(handle: Handle, name: str) -> bool:
    check = naming.hasher(handle)
    try:
        with open_stream(name) as stream:
            while piece := stream.read(_PIECE):
                check.update(piece)
    except BlobMissing:
        return not exists(name)  # deleted while we looked
    except (BlobDamaged, dbapi.DatabaseError):
        return False
    return hmac.compare_digest(check.hexdigest(), name)


def _found(handle: Handle, name: str, *, content: bool = True) -> _FROM_ROWS | None:
    key = _key(name)
    if not may_have_shelves(handle):
        return None
    for shelf in shelves.shelves(handle):
        with shelves.connected(shelf) as raw:
            row = rows.find(raw, [key]).get(key)
            if row is not None:
                return row, rows.content(raw, row) if content and not row.in_file else None
    return None


def _key(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError as error:
        raise BlobMissing(name) from error


def _unpack(name: str, packed: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise BlobDamaged(name) from error
