"""A cursor that takes the company's turn for a write outside of a transaction, as SQLCipher's does."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, Self

from django.db.backends.postgresql import base as postgresql

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

    DjangoCursor = psycopg.ClientCursor[TupleRow]
else:
    DjangoCursor = postgresql.Cursor

_WRITES = ("INSERT", "UPDATE", "DELETE")
Parameters = Sequence[object] | Mapping[str, object]


class TakesTurns(Protocol):
    """The wrapper, as far as a cursor needs it."""

    def needs_turn(self) -> bool:
        """Whether the turn is not ours yet."""

    def turn(self) -> AbstractContextManager[None]:
        """A transaction of its own with the turn."""


class TurnCursor(DjangoCursor):
    """`wrapper` is None where no company's wrapper has made it."""

    wrapper: TakesTurns | None = None

    def execute(self, query: str, params: Parameters | None = None, **options: bool | None) -> Self:  # type: ignore[override]
        """Runs one statement with %s or %(name)s parameters."""
        if self.wrapper is not None and _writes(query) and self.wrapper.needs_turn():
            with self.wrapper.turn():
                return super().execute(query, params, **options)
        return super().execute(query, params, **options)

    def executemany(self, query: str, params_seq: Iterable[Parameters], **options: bool) -> None:  # type: ignore[override]
        """Runs one statement for each set of parameters."""
        if self.wrapper is not None and self.wrapper.needs_turn():
            with self.wrapper.turn():
                super().executemany(query, params_seq, **options)
        else:
            super().executemany(query, params_seq, **options)


def _writes(query: object) -> bool:
    return isinstance(query, str) and query.lstrip()[:6].upper() in _WRITES
