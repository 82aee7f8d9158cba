"""The `organisation` database on PostgreSQL: a schema for each company, on connections of one pool.

Writers of a company take turns as they do on SQLCipher: each transaction begins with the company's advisory lock, in
the order in which they came. So code that was right with one writer is right here, and the journal's ids are given
out in the order of the commits: a replay from an id skips nothing. Readers wait for nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from spindle.organisations.active import current
from spindle.organisations.backends.postgresql.cursors import TurnCursor
from spindle.organisations.backends.postgresql.server import Connection, pool, turn_of
from spindle.organisations.durability import is_fast
from spindle.organisations.engine import Engine
from spindle.organisations.lease import LeasedConnection
from spindle.organisations.pool import Closable

if TYPE_CHECKING:

    class PostgresqlWrapper(postgresql.DatabaseWrapper):
        """What we override of Django's, with the types that its stubs leave out."""

        def _set_autocommit(self, autocommit: bool) -> None: ...

else:
    PostgresqlWrapper = postgresql.DatabaseWrapper


class DatabaseWrapper(LeasedConnection[Connection], PostgresqlWrapper):
    """Django's wrapper of one thread for the active company."""

    engine = Engine.POSTGRESQL
    lenders = pool
    pool = None  # Django's own, which knows no company

    def get_connection_params(self) -> dict[str, object]:
        """Nothing: the pool knows."""
        return {}

    def get_new_connection(self, conn_params: dict[str, object]) -> Connection:
        """Takes a connection of the active company from the pool."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return super().get_new_connection(conn_params)

    def ensure_connection(self) -> None:
        """The gate; a connection that the server has ended is left behind first."""
        if self.connection is not None and self.connection.closed and not self.in_atomic_block:
            self.close()
        super().ensure_connection()

    def init_connection_state(self) -> None:
        """The pool has set all; only Django's look at the server's version is left."""
        BaseDatabaseWrapper.init_connection_state(self)

    def create_cursor(self, name: str | None = None) -> Closable:
        """A cursor that ends with the block."""
        cursor: Closable = super().create_cursor(name)
        if isinstance(cursor, TurnCursor):
            cursor.wrapper = self
        self.cursors.add(cursor)
        return cursor

    def needs_turn(self) -> bool:
        """Whether a statement that writes would do so outside of a transaction, and so without the turn."""
        return not self.in_atomic_block and self.connection is not None and self.connection.autocommit

    def take_turn(self) -> None:
        """Waits, within a transaction, until the company's writers before us have committed."""
        organisation = current().organisation
        assert self.connection is not None
        self.connection.execute(
            "SELECT pg_advisory_xact_lock(%s), set_config('synchronous_commit', %s, true)",
            [turn_of(organisation.schema), "off" if is_fast() else "on"],
        )

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn to write for one statement in autocommit."""
        assert self.connection is not None
        with self.connection.transaction():
            self.take_turn()
            yield

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if not autocommit:
            with self.wrap_database_errors:
                self._begin_with_turn()

    def _begin_with_turn(self) -> None:
        assert self.connection is not None
        try:
            self.take_turn()
        except BaseException:
            self.connection.rollback()
            self.connection.autocommit = True
            raise

    def _discard(self, raw: Connection) -> None:
        raw.close()
        pool.give_back(raw)
