"""Raw statements for the tables that every message touches (measured/sync.md, 12: the ORM costs a quarter more).

Names come from Django's own table definitions, so a statement cannot drift from them; a test sees that none
forgets a column.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Generic, TypeVar, cast

from django.db import connections, models
from django.db.backends.utils import CursorWrapper

# Below the number of variables that either engine takes in one statement.
CHUNK = 5000

Item = TypeVar("Item")
RowT = TypeVar("RowT", bound=tuple[object, ...])
Value = str | int | datetime | None
Row = tuple[Value, ...]


def cursor() -> CursorWrapper:
    """A cursor on the active company's database."""
    return connections["organisation"].cursor()


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in runs that fit in one statement."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def moment(value: datetime | None) -> Value:
    """A date and time as the engine stores it."""
    stored: Value = connections["organisation"].ops.adapt_datetimefield_value(value)
    return stored


def utc(value: datetime) -> datetime:
    """A date and time as a raw select gives it: SQLite's come without their zone."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@lru_cache(maxsize=500)
def _column(model: type[models.Model], attribute: str) -> str:
    """The column of an attribute ("entry_id")."""
    return next(str(field.column) for field in model._meta.concrete_fields if field.attname == attribute)


@dataclass(frozen=True, slots=True)
class Insert:
    """An insert into a model's table: attribute names in the order in which rows give their values."""

    model: type[models.Model]
    columns: tuple[str, ...]
    # Rows that are there already are left as they are.
    ignore: bool = False

    @property
    def statement(self) -> str:
        """The SQL, with one placeholder a column."""
        meta, names = self.model._meta, ", ".join(f'"{_column(self.model, one)}"' for one in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        conflict = " ON CONFLICT DO NOTHING" if self.ignore else ""
        return f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}){conflict}'  # noqa: S608 (names of ours)

    def run(self, rows: Sequence[Row]) -> None:
        """Insert the rows; nothing to do for none."""
        if rows:
            with cursor() as open_cursor:
                open_cursor.executemany(self.statement, rows)


@dataclass(frozen=True, slots=True)
class Lookup(Generic[RowT]):
    """A select of columns of the rows whose `key` is among many values."""

    model: type[models.Model]
    key: str
    columns: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The SQL up to the list of placeholders."""
        meta, names = self.model._meta, ", ".join(f'"{_column(self.model, one)}"' for one in self.columns)
        return f'SELECT {names} FROM "{meta.db_table}" WHERE "{_column(self.model, self.key)}" IN '  # noqa: S608 (names of ours)

    def run(self, values: Iterable[Value]) -> list[RowT]:
        """The rows; one SELECT for each five thousand values, none for none."""
        found: list[RowT] = []
        for part in chunks(list(values)):
            with cursor() as open_cursor:
                open_cursor.execute(f"{self.statement}({', '.join(['%s'] * len(part))})", part)
                found.extend(cast("list[RowT]", open_cursor.fetchall()))
        return found
