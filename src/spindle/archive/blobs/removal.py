"""Taking blobs away, and giving their space back in steps that people working beside do not notice."""

from collections.abc import Collection, Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.utils.timezone import now

from spindle.archive.blobs import files, rows, shelves
from spindle.archive.blobs.forms import may_have_shelves, uses_packs
from spindle.archive.blobs.packs import clearing, stores
from spindle.archive.blobs.read import names
from spindle.organisations.active import Handle, current
from spindle.organisations.backends.opening import Connection, checkpoint

_AT_ONCE = 500
_PAGES_A_STEP = 1000


def delete(unwanted: Iterable[str]) -> int:
    """Takes blobs away for good; returns how many there were.

    Nothing may name them, nor be about to (content that comes in again at this moment): else let `sweep` do it.
    """
    handle = current().organisation
    count = sum(_remove_everywhere(handle, some, before=None) for some in _batches(unwanted))
    if count:
        _reclaim_everywhere(handle)
    return count


def sweep(live: Container[str], *, older_than: timedelta = timedelta(days=1)) -> int:
    """Takes away what is not in `live` and was not put since `older_than` ago; returns how many blobs.

    `live` may be read before this begins: what is put meanwhile is young.
    """
    handle = current().organisation
    before = shelves.now() - int(older_than.total_seconds())
    unwanted = (name for name in names() if name not in live)
    count = sum(_remove_everywhere(handle, some, before=before) for some in _batches(unwanted))
    if may_have_shelves(handle):
        _clear_files(handle, before)
        _forget_kept(handle, before)
    if uses_packs(handle):
        clearing.clear_strays(handle, now() - older_than)
    if count:
        _reclaim_everywhere(handle)
    return count


def forget_company(handle: Handle) -> None:
    """Takes away what a company that is gone had in a store of SPINDLE_BLOBS; its folder is not touched."""
    if address := stores.address():
        store = stores.store_at(handle, address)
        for one in list(store.listed()):
            store.delete(one.key)


def tidy() -> None:
    """Merges what many small puts left; for idle moments. Nothing where there is nothing to merge."""
    handle = current().organisation
    if uses_packs(handle):
        clearing.merge(handle)


def _remove_everywhere(handle: Handle, some: Collection[str], *, before: int | None) -> int:
    count = _remove(handle, some, before=before) if may_have_shelves(handle) else 0
    moment = None if before is None else datetime.fromtimestamp(before, tz=UTC)
    return count + clearing.remove(some, before=moment)


def _reclaim_everywhere(handle: Handle) -> None:
    if may_have_shelves(handle):
        _reclaim(handle)
    clearing.reclaim(handle)


def _remove(handle: Handle, some: Collection[str], *, before: int | None) -> int:
    keys = [bytes.fromhex(name) for name in some]
    count = 0
    with shelves.turn(handle):
        places = shelves.shelves(handle)
        kept: set[bytes] = set()
        if before is not None:
            for shelf in places:
                with shelves.connected(shelf) as raw:
                    kept |= rows.kept_since(raw, keys, before)
        for shelf in places:
            with shelves.connected(shelf) as raw:
                found = rows.find(raw, keys).values()
            gone = [row for row in found if row.name not in kept and (before is None or row.at < before)]
            _remove_rows(handle, shelf, gone)
            count += len(gone)
    return count


def _remove_rows(handle: Handle, shelf: shelves.Shelf, gone: Collection[rows.Row]) -> None:
    if gone:
        with shelves.changing(shelf) as raw:
            rows.remove(raw, gone)
    for row in gone:
        if row.in_file:
            files.remove(handle, row.name.hex())


def _clear_files(handle: Handle, before: int) -> None:
    """Drafts and files that a crash left without a row."""
    for path in files.stray(handle, before):
        with shelves.turn(handle):
            key = _hex_or_empty(path.name)
            if not any(_has(shelf, key) for shelf in shelves.shelves(handle)):
                path.unlink(missing_ok=True)


def _has(shelf: shelves.Shelf, key: bytes) -> bool:
    with shelves.connected(shelf) as raw:
        return bool(rows.find(raw, [key]))


def _hex_or_empty(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError:
        return b""


def _forget_kept(handle: Handle, before: int) -> None:
    with shelves.turn(handle):
        for shelf in shelves.shelves(handle):
            with shelves.changing(shelf) as raw:
                rows.forget_kept(raw, before)


def _reclaim(handle: Handle) -> None:
    for shelf in shelves.shelves(handle):
        with shelves.connected(shelf) as raw:
            while _free_pages(raw):
                with shelves.turn(handle):
                    raw.execute(f"PRAGMA incremental_vacuum({_PAGES_A_STEP})").fetchall()
            with shelves.turn(handle):
                checkpoint(raw, above=0)


def _free_pages(raw: Connection) -> int:
    return int(raw.execute("PRAGMA freelist_count").fetchall()[0][0])


def _batches(unwanted: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(unwanted)
    while some := list(islice(remaining, _AT_ONCE)):
        yield some
