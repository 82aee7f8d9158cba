"""The files blobs.db, blobs-0001.db, …: at 4 GB one is sealed and the next begun, so that a copy takes what changed.

Writers of all processes take turns (one turnstile for all the files). `at` is when a blob was put first; when known
content is put again its name goes to `kept`, so that a sweep does not take what is about to be named.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from spindle.organisations.active import Handle
from spindle.organisations.backends.opening import BLOBS, Connection, checkpoint, open_database
from spindle.organisations.creation import sync_folder
from spindle.organisations.pool import Pool
from spindle.organisations.turnstile import Turnstile

SEAL_AT = 4 * 1024**3
_FILE = re.compile(r"blobs(-\d{4,})?\.db")
_TABLES = """
CREATE TABLE blob (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
    at INTEGER NOT NULL, in_file INTEGER NOT NULL);
CREATE TABLE content (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE kept (name BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the files."""

    path: Path
    key: bytes = field(repr=False)


def _open(shelf: Shelf) -> Connection:
    return open_database(shelf.path, shelf.key, BLOBS)


pool: Pool[Shelf, Connection] = Pool(_open, capacity=16, per_owner=4)


def now() -> int:
    """Unix seconds, as they stand in `at`."""
    return int(time.time())


def shelves(handle: Handle) -> list[Shelf]:
    """A company's files, newest first: that one is written to."""
    found = [path for path in handle.folder.iterdir() if _FILE.fullmatch(path.name)]
    key = handle.derive("blobs.db")
    return [Shelf(path, key) for path in sorted(found, key=_number, reverse=True)]


@contextmanager
def connected(shelf: Shelf) -> Iterator[Connection]:
    """A connection for a block. Fetch all rows of a statement, or it keeps its view of the file."""
    raw = pool.take(shelf)
    try:
        yield raw
    except BaseException:
        raw.close()
        raise
    pool.give(shelf, raw)


@contextmanager
def turn(handle: Handle) -> Iterator[None]:
    """The turn to change a company's blobs."""
    with Turnstile(handle.folder / "blobs.db"):
        yield


@contextmanager
def changing(shelf: Shelf) -> Iterator[Connection]:
    """One transaction within the turn, on the disk when the block ends."""
    with connected(shelf) as raw:
        raw.execute("BEGIN IMMEDIATE")
        yield raw  # after an error the connection is closed, which rolls back
        raw.execute("COMMIT")
        checkpoint(raw)


def writable(handle: Handle) -> list[Shelf]:
    """`shelves`, the first of which has room. Within the turn."""
    found = shelves(handle)
    if found and found[0].path.stat().st_size < SEAL_AT:
        return found
    path = handle.folder / (f"blobs-{_number(found[0].path) + 1:04}.db" if found else "blobs.db")
    return [_begun(Shelf(path, handle.derive("blobs.db"))), *found]


def _begun(shelf: Shelf) -> Shelf:
    draft = shelf.path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    raw = open_database(draft, shelf.key, BLOBS, create=True)
    try:
        raw.executescript(_TABLES)
    finally:
        raw.close()
    draft.replace(shelf.path)  # so that no crash leaves a file without its tables
    sync_folder(shelf.path.parent)
    return shelf


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("blobs").removeprefix("-") or 0)
