"""Opens SQLCipher files: one place for the key, the pages and the promises (WAL, FULL, foreign keys, busy handler)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import sqlite3 as dbapi
else:
    from sqlcipher3 import dbapi2 as dbapi

__all__ = [
    "BLOBS",
    "CONTROL",
    "MAIN",
    "Connection",
    "Form",
    "checkpoint",
    "copy_database",
    "dbapi",
    "open_database",
]

_BUSY_POLLS = 10_000
_LARGE_WAL = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of file is laid out (architecture.md, Storage). Sizes in bytes, the cache in KiB a connection."""

    page_size: int
    cache_kib: int
    incremental_vacuum: bool = False
    secure_delete: bool = False
    detect_types: int = 0


_DJANGO_TYPES = dbapi.PARSE_DECLTYPES | dbapi.PARSE_COLNAMES
MAIN = Form(page_size=8192, cache_kib=8192, detect_types=_DJANGO_TYPES)
CONTROL = Form(page_size=8192, cache_kib=2048, secure_delete=True, detect_types=_DJANGO_TYPES)
BLOBS = Form(page_size=16384, cache_kib=2048, incremental_vacuum=True)


class Connection(dbapi.Connection):
    """A connection that remembers its file and how durable its commits are."""

    path: Path
    synchronous: str = "FULL"

    def set_synchronous(self, level: str) -> None:
        """FULL or NORMAL; outside of a transaction only (SQLite ignores it within one)."""
        if level != self.synchronous:
            self.execute(f"PRAGMA synchronous = {level}")
            self.synchronous = level


class _BusyHandling(Protocol):
    def set_busy_handler(self, handler: Callable[[int], bool]) -> None: ...


def open_database(path: Path, key: bytes, form: Form, *, create: bool = False) -> Connection:
    """A keyed connection to an existing file (to a new one with `create`), in autocommit.

    Raises `dbapi.OperationalError` if the file is missing, `dbapi.DatabaseError` if the key is another's.
    """
    raw = dbapi.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
        cached_statements=256,
        detect_types=form.detect_types,
        factory=Connection,
    )
    raw.path = path
    try:
        _prepare(raw, key, form)
    except BaseException:
        raw.close()
        raise
    return raw


def _prepare(raw: Connection, key: bytes, form: Form) -> None:
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute(f"PRAGMA cipher_page_size = {form.page_size}")
    cast("_BusyHandling", raw).set_busy_handler(_wait_a_millisecond)
    if form.incremental_vacuum:
        raw.execute("PRAGMA auto_vacuum = INCREMENTAL")  # only heeded before the first table
    raw.execute("PRAGMA journal_mode = WAL").fetchall()
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(f"PRAGMA cache_size = -{form.cache_kib}")
    raw.execute("PRAGMA temp_store = MEMORY")  # a sort that spills to disk would do so in the clear
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute(f"PRAGMA journal_size_limit = {_LARGE_WAL}").fetchall()
    if form.secure_delete:
        raw.execute("PRAGMA secure_delete = ON").fetchall()


def _wait_a_millisecond(polls: int) -> bool:
    time.sleep(0.001)  # SQLite's own back-off sleeps up to 100 ms and lets writers starve
    return polls < _BUSY_POLLS


def copy_database(source: Connection, target: Path, key: bytes, form: Form) -> None:
    """Writes one consistent view of an open database to a new file under another key, while it is in use.

    The backup API copies page by page (a fifth of the time of an export); the pages must be of one size.
    """
    copy = open_database(target, key, form, create=True)
    try:
        source.backup(copy)
    finally:
        copy.close()


def checkpoint(raw: Connection, *, above: int = _LARGE_WAL) -> None:
    """Empties the write-ahead log if it is larger than `above` bytes and nobody reads in it. Never waits."""
    if _size(raw.path.with_name(raw.path.name + "-wal")) <= above:
        return
    handling = cast("_BusyHandling", raw)
    handling.set_busy_handler(lambda polls: False)
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        handling.set_busy_handler(_wait_a_millisecond)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
