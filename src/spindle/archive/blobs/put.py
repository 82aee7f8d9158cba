"""Putting blobs: durable when a function returns, once per content, whatever a crash interrupts."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from spindle.archive.blobs import files, rows, shelves
from spindle.archive.blobs.forms import uses_packs
from spindle.archive.blobs.naming import name_in
from spindle.archive.blobs.packs import keeping
from spindle.organisations.active import Handle, current

LARGE = 1024 * 1024
# Known content younger than this cannot be near a sweep, so that it need not be noted as put again.
_FRESH_SECONDS = 3600


def name_of(content: bytes) -> str:
    """The name that the content has or would have in the active company."""
    return name_in(current().organisation, content)


def put_many(items: Sequence[bytes]) -> list[str]:
    """Stores the items in one transaction; returns their names (64 hexadecimal digits) in the same order."""
    handle = current().organisation
    named = [(name_in(handle, item), item) for item in items]
    for item in {name: item for name, item in named if len(item) > LARGE}.values():
        _put_large(handle, item, io.BytesIO())
    small = {name: item for name, item in named if len(item) <= LARGE}
    if uses_packs(handle):
        keeping.put_many(handle, small)
    elif small:
        _put_small(handle, {bytes.fromhex(name): item for name, item in small.items()})
    return [name for name, _ in named]


def put_file(source: Path | BinaryIO) -> str:
    """Stores what a file holds, or what can still be read from it, in bounded memory; returns its name."""
    with _opened(source) as file:
        start = _read_up_to(file, LARGE + 1)
        if len(start) <= LARGE:
            return put_many([start])[0]
        return _put_large(current().organisation, start, file)


def _put_small(handle: Handle, items: Mapping[bytes, bytes]) -> None:
    # Compress before the turn, so that it is short; what is known need not be compressed at all.
    known = _find(shelves.shelves(handle), items)
    compressor = zstandard.ZstdCompressor(level=files.LEVEL)
    packed = {name: compressor.compress(item) for name, item in items.items() if name not in known}
    with shelves.turn(handle):
        places = shelves.writable(handle)
        known = _find(places, items)  # again: a deletion may have come between
        new = [
            rows.New(name, len(item), packed.get(name) or compressor.compress(item))
            for name, item in items.items()
            if name not in known
        ]
        _record(places[0], new, known)


def _put_large(handle: Handle, start: bytes, rest: BinaryIO) -> str:
    if uses_packs(handle):
        return keeping.put_stream(handle, start, rest)
    draft = files.write_draft(handle, start, rest)
    name = bytes.fromhex(draft.name)
    with shelves.turn(handle):
        places = shelves.writable(handle)
        known = _find(places, [name])
        if known and files.path_of(handle, draft.name).exists():
            files.discard(draft)
        else:
            files.settle(handle, draft)
        _record(places[0], [] if known else [rows.New(name, draft.size, None)], known)
    return draft.name


def _record(shelf: shelves.Shelf, new: Sequence[rows.New], known: Mapping[bytes, rows.Row]) -> None:
    now = shelves.now()
    old = [row.name for row in known.values() if row.at < now - _FRESH_SECONDS]
    if new or old:
        with shelves.changing(shelf) as raw:
            rows.insert(raw, new, at=now)
            rows.keep(raw, old, at=now)


def _find(
    places: Sequence[shelves.Shelf], names: Sequence[bytes] | Mapping[bytes, bytes]
) -> dict[bytes, rows.Row]:
    found: dict[bytes, rows.Row] = {}
    for shelf in places:
        with shelves.connected(shelf) as raw:
            found.update(rows.find(raw, [name for name in names if name not in found]))
    return found


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _read_up_to(file: BinaryIO, length: int) -> bytes:
    pieces, left = [], length
    while left and (piece := file.read(left)):  # a raw stream may give less than was asked
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
