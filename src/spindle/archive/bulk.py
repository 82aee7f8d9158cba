"""Raw inserts for the tables that every message touches (measured/sync.md, 12: `bulk_create` costs a quarter more).

Names come from Django's own table definitions, so a statement cannot drift from them; a test sees that none
forgets a column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connections, models
from django.db.backends.utils import CursorWrapper

# Below the number of variables that either engine takes in one statement.
CHUNK = 5000

Item = TypeVar("Item")
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
        meta = self.model._meta
        fields = {field.attname: field.column for field in meta.concrete_fields}
        names = ", ".join(f'"{fields[column]}"' for column in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        conflict = " ON CONFLICT DO NOTHING" if self.ignore else ""
        return f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}){conflict}'  # noqa: S608 (names of ours)

    def run(self, rows: Sequence[Row]) -> None:
        """Insert the rows; nothing to do for none."""
        if rows:
            with cursor() as open_cursor:
                open_cursor.executemany(self.statement, rows)
