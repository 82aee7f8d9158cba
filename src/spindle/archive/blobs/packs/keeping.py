"""Putting blobs into packs and reading them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import BinaryIO, cast

import zstandard
from django.utils.timezone import now

from spindle.archive.blobs import naming
from spindle.archive.blobs.chunks import ChunkWriter
from spindle.archive.blobs.errors import BlobMissing
from spindle.archive.blobs.files import LEVEL, BlobReader
from spindle.archive.blobs.packs import form, index, stores
from spindle.archive.models import Pack, PackedBlob
from spindle.organisations.active import Handle

_PIECE = 256 * 1024
# Known content younger than this cannot be near a sweep, so that it need not be noted as put again.
_FRESH = timedelta(hours=1)
# Tries to read a blob that a merge takes elsewhere at this moment.
_TRIES = 3


def put_many(handle: Handle, items: Mapping[str, bytes]) -> None:
    """Stores contents of up to 1 MB by name in one new pack, unless all are known."""
    fresh = _unknown(items)
    if not fresh:
        return
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    packed = form.pack(pack_key(handle), ((name, compressor.compress(items[name])) for name in fresh))
    row = write(handle, packed.content)
    index.insert(row, packed.places, {name: len(items[name]) for name in fresh})


def put_stream(handle: Handle, start: bytes, rest: BinaryIO) -> str:
    """Stores one large blob as an object of its own while it streams through; returns its name."""
    stream = _Sealing(handle, start, rest)
    where, key = stores.address(), index.new_key()
    store = stores.store_at(handle, where)
    size = store.write(key, stream)
    if not _unknown([stream.name]):
        store.delete(key)
        return stream.name
    row = Pack(key=key, store=where, size=size, large=True)
    index.insert(row, {stream.name: form.Place(0, size)}, {stream.name: stream.size})
    return stream.name


def write(handle: Handle, content: bytes) -> Pack:
    """A new object with a pack's bytes, durable; its row, not saved yet."""
    where, key = stores.address(), index.new_key()
    size = stores.store_at(handle, where).write(key, [content])
    return Pack(key=key, store=where, size=size)


def pack_key(handle: Handle) -> bytes:
    """The company's key for packs."""
    return handle.derive("blob packs")


def open_stream(handle: Handle, name: str) -> BinaryIO:
    """The content as a stream. Raises `BlobMissing`, and `BlobDamaged` here or while it is read."""
    for _ in range(_TRIES):
        row = index.find([name]).get(name)
        if row is None:
            break
        try:
            return _opened(handle, row)
        except BlobMissing:
            continue
    raise BlobMissing(name)


def compressed(handle: Handle, row: PackedBlob) -> bytes:
    """The compressed content of a blob that is in a pack with others. Raises `BlobMissing`, `BlobDamaged`."""
    place = form.Place(row.offset, row.length)
    record = holder(handle, row.pack).read(row.pack.key, row.offset, row.length)
    return form.unpack(
        pack_key(handle), _header(handle, row.pack.store, row.pack.key), row.name, place, record
    )


def holder(handle: Handle, pack: Pack) -> stores.Store:
    """The store in which a pack lies: where its row says, or the company's own folder after a back-up was restored."""
    if pack.store:
        own = stores.Folder(handle.folder / "packs")
        if (own.root / pack.key).exists():
            return own
    return stores.store_at(handle, pack.store)


def _unknown(names: Sequence[str] | Mapping[str, bytes]) -> list[str]:
    found = index.find(list(names))
    index.refresh([row.name for row in found.values() if row.at < now() - _FRESH])
    return [name for name in names if name not in found]


def _opened(handle: Handle, row: PackedBlob) -> BinaryIO:
    if not row.pack.large:
        return io.BytesIO(form.expand(row.name, compressed(handle, row)))
    source = holder(handle, row.pack).open(row.pack.key)
    try:
        reader = BlobReader(handle, row.name, source)
    except BaseException:
        source.close()
        raise
    return cast("BinaryIO", io.BufferedReader(reader, _PIECE))


@lru_cache(maxsize=4096)
def _header(handle: Handle, where: str, key: str) -> bytes:
    """A pack's first bytes; objects never change, so that they are read once."""
    return holder(handle, Pack(key=key, store=where)).read(key, 0, form.HEADER)


class _Sealing:
    """The pieces of a large blob, compressed and encrypted; its name and size are known when it is read out."""

    def __init__(self, handle: Handle, start: bytes, rest: BinaryIO) -> None:
        self._handle, self._start, self._rest = handle, start, rest
        self._naming = naming.hasher(handle)
        self.size = 0

    @property
    def name(self) -> str:
        """After the last piece."""
        return self._naming.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        target = io.BytesIO()
        writer = ChunkWriter(target, self._handle.derive("blob files"))
        packing = zstandard.ZstdCompressor(level=LEVEL).compressobj()
        for piece in self._pieces():
            writer.write(packing.compress(piece))
            yield from _drained(target)
        writer.write(packing.flush())
        writer.finish()
        yield from _drained(target)

    def _pieces(self) -> Iterator[bytes]:
        pieces = [self._start[at : at + _PIECE] for at in range(0, len(self._start), _PIECE)]
        for piece in pieces:
            yield self._counted(piece)
        while piece := self._rest.read(_PIECE):
            yield self._counted(piece)

    def _counted(self, piece: bytes) -> bytes:
        self._naming.update(piece)
        self.size += len(piece)
        return piece


def _drained(target: io.BytesIO) -> Iterator[bytes]:
    if content := target.getvalue():
        target.seek(0)
        target.truncate()
        yield content
