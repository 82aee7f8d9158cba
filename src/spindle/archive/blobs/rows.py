"""The statements on one shelf. Names are bytes here, half as long as in hexadecimal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spindle.organisations.backends.opening import Connection

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a blob without reading it. `size` in bytes as it was put, `at` in unix seconds."""

    id: int
    name: bytes
    size: int
    at: int
    in_file: bool


@dataclass(frozen=True, slots=True)
class New:
    """A blob to insert: `packed` is its compressed content, or None if it lies in a file."""

    name: bytes
    size: int
    packed: bytes | None


def find(raw: Connection, names: Iterable[bytes]) -> dict[bytes, Row]:
    """Those of the names that are on this shelf."""
    found: dict[bytes, Row] = {}
    for some in _pieces(list(names)):
        marks = ",".join("?" * len(some))
        statement = f"SELECT id, name, size, at, in_file FROM blob WHERE name IN ({marks})"  # noqa: S608
        found.update((row[1], _row(row)) for row in raw.execute(statement, some).fetchall())
    return found


def page(raw: Connection, after: int) -> list[Row]:
    """The next blobs after an id."""
    statement = "SELECT id, name, size, at, in_file FROM blob WHERE id > ? ORDER BY id LIMIT ?"
    return [_row(row) for row in raw.execute(statement, (after, _AT_ONCE)).fetchall()]


def content(raw: Connection, row: Row) -> bytes | None:
    """The compressed content, or None if it has gone meanwhile."""
    found = raw.execute("SELECT data FROM content WHERE id = ?", (row.id,)).fetchall()
    return bytes(found[0][0]) if found else None


def insert(raw: Connection, blobs: Sequence[New], *, at: int) -> None:
    """Adds blobs, within a transaction."""
    first = raw.execute("SELECT coalesce(max(id), 0) + 1 FROM blob").fetchall()[0][0]
    raw.executemany(
        "INSERT INTO blob (id, name, size, at, in_file) VALUES (?, ?, ?, ?, ?)",
        [(first + n, blob.name, blob.size, at, blob.packed is None) for n, blob in enumerate(blobs)],
    )
    raw.executemany(
        "INSERT INTO content (id, data) VALUES (?, ?)",
        [(first + n, blob.packed) for n, blob in enumerate(blobs) if blob.packed is not None],
    )


def keep(raw: Connection, names: Iterable[bytes], *, at: int) -> None:
    """Notes that known content was put again, within a transaction."""
    raw.executemany("INSERT OR REPLACE INTO kept (name, at) VALUES (?, ?)", [(name, at) for name in names])


def kept_since(raw: Connection, names: Sequence[bytes], since: int) -> set[bytes]:
    """Those of the names that were put again since."""
    kept: set[bytes] = set()
    for some in _pieces(names):
        marks = ",".join("?" * len(some))
        statement = f"SELECT name FROM kept WHERE at >= ? AND name IN ({marks})"  # noqa: S608
        kept.update(row[0] for row in raw.execute(statement, (since, *some)).fetchall())
    return kept


def forget_kept(raw: Connection, before: int) -> None:
    """Drops old notes, within a transaction."""
    raw.execute("DELETE FROM kept WHERE at < ?", (before,))


def remove(raw: Connection, rows: Iterable[Row]) -> None:
    """Takes blobs away, within a transaction."""
    ids = [(row.id,) for row in rows]
    raw.executemany("DELETE FROM content WHERE id = ?", ids)
    raw.executemany("DELETE FROM blob WHERE id = ?", ids)


def _row(found: tuple[int, bytes, int, int, int]) -> Row:
    return Row(found[0], bytes(found[1]), found[2], found[3], bool(found[4]))


def _pieces(names: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
