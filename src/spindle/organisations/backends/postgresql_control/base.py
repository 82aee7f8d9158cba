"""The control database on PostgreSQL: a schema of its own on the same server, one connection a thread."""

from typing import TYPE_CHECKING

from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from spindle.organisations.backends.postgresql.server import CONTROL_SCHEMA, Connection, connect

if TYPE_CHECKING:

    class PostgresqlWrapper(postgresql.DatabaseWrapper):
        """Its pool, which the stubs leave out."""

        isolation_level: object

else:
    PostgresqlWrapper = postgresql.DatabaseWrapper


class DatabaseWrapper(PostgresqlWrapper):
    """Django's wrapper of one thread for the control database."""

    def get_connection_params(self) -> dict[str, object]:
        """Nothing: the server's module knows."""
        return {}

    def get_new_connection(self, conn_params: dict[str, object]) -> Connection:
        """Connects, and sees the control database's tables alone."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        raw = connect()
        raw.use(CONTROL_SCHEMA)
        return raw

    def ensure_connection(self) -> None:
        """Connects; one that the server has ended is left behind first."""
        if self.connection is not None and self.connection.closed and not self.in_atomic_block:
            self.close()
        super().ensure_connection()

    def close_if_health_check_failed(self) -> None:
        """Django calls this before each cursor."""
        self.ensure_connection()
        super().close_if_health_check_failed()
