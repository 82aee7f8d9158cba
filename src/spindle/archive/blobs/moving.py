"""All blobs of the active company from one form to the other. Each can be broken off anywhere and begun again."""

from collections.abc import Iterable, Iterator

from spindle.archive.blobs import files, naming, rows, shelves
from spindle.archive.blobs.errors import BlobDamaged
from spindle.archive.blobs.forms import uses_packs
from spindle.archive.blobs.packs import clearing, index, keeping
from spindle.archive.blobs.packs.form import expand
from spindle.archive.blobs.put import put_file, put_many
from spindle.archive.blobs.read import open_stream, read
from spindle.archive.models import PackedBlob
from spindle.organisations.active import Handle, current

_BATCH_BYTES = 4 * 1024 * 1024


def to_packs() -> int:
    """Puts what lies in rows and files into packs too; how many blobs were not there yet. Raises `BlobDamaged`."""
    handle = current().organisation
    count = 0
    for shelf in shelves.shelves(handle):
        for page in _pages(shelf):
            known = index.find([row.name.hex() for row in page])
            missing = [row for row in page if row.name.hex() not in known]
            _pack_large(handle, (row for row in missing if row.in_file))
            small = {row.name.hex(): row for row in missing if not row.in_file}
            for batch in _by_size((name, row.size) for name, row in small.items()):
                _pack_small(handle, shelf, [small[name] for name in batch])
            count += len(missing)
    return count


def outside_packs() -> bool:
    """Whether a blob lies in rows or files alone."""
    for shelf in shelves.shelves(current().organisation):
        for page in _pages(shelf):
            if len(index.find([row.name.hex() for row in page])) < len(page):
                return True
    return False


def belong_on_shelves() -> bool:
    """Whether there are packs where new blobs go to rows and files."""
    return not uses_packs(current().organisation) and PackedBlob.objects.exists()


def drop_shelves(handle: Handle) -> None:
    """Takes rows and files away, once all is in packs."""
    for shelf in shelves.shelves(handle):
        shelves.pool.forget(shelf)
    for path in handle.folder.glob("blobs*"):
        path.unlink(missing_ok=True)
    for path in files.stored(handle):
        path.unlink(missing_ok=True)


def to_shelves() -> int:
    """Puts what lies in packs into rows and files, and takes it out of the packs; how many blobs that were."""
    handle = current().organisation
    count = 0
    while some := list(PackedBlob.objects.order_by("pack_id", "offset").values_list("name", "size")[:500]):
        for batch in _by_size(some):
            _put(batch)
            clearing.remove(batch)
            count += len(batch)
    if count:
        clearing.reclaim(handle)
    return count


def _put(batch: list[str]) -> None:
    """What is large comes alone, and is streamed."""
    if len(batch) > 1:
        put = put_many([read(name) for name in batch])
    else:
        with open_stream(batch[0]) as stream:
            put = [put_file(stream)]
    if put != batch:
        raise BlobDamaged(", ".join(batch))


def _by_size(some: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    batch: list[str] = []
    total = 0
    for name, size in some:
        if batch and total + size > _BATCH_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(name)
        total += size
    if batch:
        yield batch


def _pages(shelf: shelves.Shelf) -> Iterator[list[rows.Row]]:
    last = 0
    while True:
        with shelves.connected(shelf) as raw:
            page = rows.page(raw, last)
        if not page:
            return
        yield page
        last = page[-1].id


def _pack_small(handle: Handle, shelf: shelves.Shelf, batch: list[rows.Row]) -> None:
    contents: dict[str, bytes] = {}
    for row in batch:
        with shelves.connected(shelf) as raw:
            packed = rows.content(raw, row)
        if packed is None:  # deleted since
            continue
        name = row.name.hex()
        contents[name] = _checked(handle, name, packed)
    keeping.put_many(handle, contents)


def _checked(handle: Handle, name: str, packed: bytes) -> bytes:
    content = expand(name, packed)
    if naming.name_in(handle, content) != name:
        raise BlobDamaged(name)
    return content


def _pack_large(handle: Handle, large: Iterable[rows.Row]) -> None:
    for row in large:
        with files.open_file(handle, row.name.hex()) as stream:
            keeping.put_stream(handle, b"", stream)
