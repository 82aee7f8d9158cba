"""All blobs of a company as files, for a back-up; they are encrypted as they lie."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spindle.archive.blobs import files, shelves
from spindle.archive.blobs.errors import BlobMissing
from spindle.archive.blobs.forms import may_have_shelves
from spindle.archive.blobs.packs import keeping
from spindle.archive.models import Pack
from spindle.organisations.active import Handle, active
from spindle.organisations.backends.opening import BLOBS, copy_database, dbapi
from spindle.organisations.copies import damage_in

_PIECE = 1024 * 1024
_PART = re.compile(
    r"blobs(-\d{4,})?\.db|files/([0-9a-f]{2})/\2[0-9a-f]{62}|packs/([0-9a-f]{2})/\3[0-9a-f]{30}"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One file: `name` is where it belongs below the company's folder, `path` where it can be read until the next is asked for."""

    name: str
    path: Path


def copies(handle: Handle, scratch: Path) -> Iterator[Copy]:
    """Every blob that was put before this began, while others put more. `scratch` is an empty folder to work in."""
    if may_have_shelves(handle):
        yield from _on_shelves(handle, scratch)
    yield from _packs(handle, scratch)


def _on_shelves(handle: Handle, scratch: Path) -> Iterator[Copy]:
    for shelf in reversed(shelves.shelves(handle)):
        target = scratch / shelf.path.name
        with shelves.connected(shelf) as raw:
            copy_database(raw, target, shelf.key, BLOBS)
        yield Copy(shelf.path.name, target)
        target.unlink()
    # After the rows that name them, so that none of these lacks its file.
    yield from _large(handle)


def is_copy(name: str) -> bool:
    """Whether a name is one that `copies` gives: what comes from outside is put nowhere else."""
    return _PART.fullmatch(name) is not None


def damage_of_shelves(handle: Handle) -> Iterator[str]:
    """What is wrong with the files that hold small blobs, with their names."""
    for shelf in shelves.shelves(handle) if may_have_shelves(handle) else ():
        found = _damage(shelf)
        if found:
            # A page that was being written while it was read looks damaged: within the turn nobody writes.
            with shelves.turn(handle):
                found = _damage(shelf)
        yield from (f"{shelf.path.name}: {line}" for line in found)


def _damage(shelf: shelves.Shelf) -> list[str]:
    try:
        with shelves.connected(shelf) as raw:
            return damage_in(raw)
    except dbapi.DatabaseError as error:
        return [f"it cannot be opened: {error}"]


def _packs(handle: Handle, scratch: Path) -> Iterator[Copy]:
    """Also those that were just merged: rows that were read before may name them. The company is active."""
    for pack in _all_packs(handle):
        target = scratch / "pack"
        try:
            with keeping.holder(handle, pack).open(pack.key) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, _PIECE)
        except BlobMissing:  # deleted since
            continue
        yield Copy(f"packs/{pack.key}", target)
        target.unlink()


def _all_packs(handle: Handle) -> list[Pack]:
    with active(handle):
        return list(Pack.objects.order_by("pk"))


def _large(handle: Handle) -> Iterator[Copy]:
    for path in sorted(files.stored(handle)):
        yield Copy(f"files/{path.parent.name}/{path.name}", path)
