"""Whether two companies on two engines hold the same rows: a count and a digest of every table of models."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.apps import apps
from django.db.models import JSONField

from spindle.organisations.active import Handle
from spindle.organisations.backends.postgresql.server import borrowed
from spindle.organisations.backends.postgresql.transfer import Table, rows_of, tables, without_nul
from spindle.organisations.backends.sqlcipher.base import open_main
from spindle.organisations.engine import Engine

_BITS = 2**256


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: how many rows, and a digest that does not depend on their order."""

    count: int
    digest: str


def sums(handle: Handle) -> dict[str, Sum]:
    """A sum for each table of a company, under one view."""
    return dict(_on_postgresql(handle) if handle.engine is Engine.POSTGRESQL else _on_sqlcipher(handle))


def _on_postgresql(handle: Handle) -> Iterator[tuple[str, Sum]]:
    with borrowed(handle.schema) as raw, raw.transaction():
        raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in tables():
            yield table.name, _sum(table, rows_of(raw, table))


def _on_sqlcipher(handle: Handle) -> Iterator[tuple[str, Sum]]:
    file = open_main(handle)
    try:
        file.execute("BEGIN")
        for table in tables():
            columns = ", ".join(f'+"{column}"' for column in table.columns)
            yield table.name, _sum(table, file.execute(f'SELECT {columns} FROM "{table.name}"'))  # noqa: S608
    finally:
        file.close()


def _sum(table: Table, rows: Iterable[tuple[object, ...]]) -> Sum:
    read = [_reader(table, column) for column in table.columns]
    count = total = 0
    for row in rows:
        plain = repr([told(value) for told, value in zip(read, row, strict=True)])
        total = (total + int.from_bytes(sha256(plain.encode("utf-8", "surrogatepass")).digest())) % _BITS
        count += 1
    return Sum(count, f"{total:064x}")


def _reader(table: Table, column: str) -> Callable[[object], object]:
    model = next(
        one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table.name
    )
    field = next(one for one in model._meta.local_concrete_fields if one.column == column)
    return _json if isinstance(field, JSONField) else _plain


def _plain(value: object) -> object:
    if isinstance(value, (memoryview, bytearray)):
        return bytes(value)
    return without_nul(value)


def _json(value: object) -> object:
    """PostgreSQL orders keys in its own way."""
    if not isinstance(value, str):
        return value
    return json.dumps(json.loads(str(without_nul(value))), sort_keys=True)
