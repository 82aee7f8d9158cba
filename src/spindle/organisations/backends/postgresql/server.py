"""The PostgreSQL server: one pool of connections a process, and what a connection has set before anybody uses it.

No connection knows a schema until it is lent: the role's own search_path is emptied (`control`), so that a query which
forgot to say whose finds no table. No prepared statements: their plans would outlive a change of shape.
"""

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import psycopg
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from spindle.organisations.active import Handle
from spindle.organisations.backends.postgresql.cursors import TurnCursor

CONTROL_SCHEMA = "spindle"
LARGEST_POOL = 32
_CONNECT_SECONDS = 10
# Each schema that a connection has touched stays in its memory on the server (0.6 MB).
_LIFE_SECONDS = 1800.0
# A machine that is gone without a word must not keep a company's turn to write.
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


class Connection(psycopg.Connection[TupleRow]):
    """A connection that can be set to a schema, and interrupted."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.info.transaction_status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}

    def interrupt(self) -> None:
        """Ends the query that runs, from another thread."""
        self.cancel_safe(timeout=_CONNECT_SECONDS)

    def use(self, schema: str) -> None:
        """Sets the one schema in which queries find tables."""
        self.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))


def parameters() -> dict[str, object]:
    """What SPINDLE_DATABASE says, for a connection in autocommit that reads values as Django wants them."""
    told = conninfo_to_dict(settings.SPINDLE_DATABASE)
    return {
        "connect_timeout": _CONNECT_SECONDS,
        **_KEEPALIVES,
        **{key: value for key, value in told.items() if value is not None},
        "client_encoding": "UTF8",
        "autocommit": True,
        "prepare_threshold": None,
        "cursor_factory": TurnCursor,
        "context": get_adapters_template(True, datetime.UTC),
    }


def connect() -> Connection:
    """A connection of its own, outside of Django and the pool. Raises `psycopg.OperationalError`."""
    raw = Connection.connect(**parameters())  # type: ignore[arg-type]
    _prepare(raw)
    return raw


def _prepare(raw: Connection) -> None:
    if raw.info.parameter_status("TimeZone") != "UTC":
        raw.execute("SET TIME ZONE 'UTC'")


class SchemaPool:
    """Lends connections set to a company's schema, which takes one SET (0.02 ms)."""

    def __init__(self) -> None:
        self._pool: ConnectionPool[Connection] | None = None
        self._lock = threading.Lock()

    def take(self, owner: Handle, /) -> Connection:
        """A connection that sees the tables of the company alone. Raises `psycopg.OperationalError`."""
        return self.take_schema(owner.schema)

    def take_schema(self, schema: str) -> Connection:
        """The same by the schema's name."""
        pool = self._opened()
        for _attempt in range(LARGEST_POOL):
            raw = pool.getconn()
            try:
                # Each time, for it asks as well whether the server, which may have been started anew, knows this one.
                raw.use(schema)
            except psycopg.OperationalError:
                raw.close()
                pool.putconn(raw)
            else:
                return raw
        raise psycopg.OperationalError("the database server ends every connection")

    def give(self, owner: Handle, raw: Connection, /) -> None:
        """Takes a clean connection back."""
        self.give_back(raw)

    def give_back(self, raw: Connection) -> None:
        """The same of any, also of one that was closed."""
        if not raw.closed and not raw.autocommit:
            raw.autocommit = True
        self._opened().putconn(raw)

    def clear(self) -> None:
        """Closes all that rests, as before the server goes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _opened(self) -> "ConnectionPool[Connection]":
        with self._lock:
            if self._pool is None:
                self._pool = ConnectionPool(
                    kwargs=parameters(),
                    connection_class=Connection,
                    min_size=1,
                    max_size=LARGEST_POOL,
                    max_lifetime=_LIFE_SECONDS,
                    configure=_prepare,
                    open=True,
                )
            return self._pool


pool = SchemaPool()


@contextmanager
def borrowed(schema: str = CONTROL_SCHEMA) -> Iterator[Connection]:
    """A connection of the pool for a block, in autocommit, outside of Django."""
    raw = pool.take_schema(schema)
    try:
        yield raw
    finally:
        if raw.in_transaction:
            raw.close()
        pool.give_back(raw)


def turn_of(name: str) -> int:
    """The number of the advisory lock that stands for a name on this server."""
    return int.from_bytes(sha256(f"spindle {name}".encode()).digest()[:8], signed=True)


class AdvisoryLock:
    """An exclusive lock of the whole installation, over all its machines; freed by the server when its process dies."""

    __slots__ = ("_number", "_raw")

    def __init__(self, name: str) -> None:
        self._number = turn_of(name)
        self._raw: Connection | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._raw is not None

    def take(self) -> None:
        """Waits until the lock is ours."""
        raw = connect()
        try:
            raw.execute("SELECT pg_advisory_lock(%s)", [self._number])
        except BaseException:
            raw.close()
            raise
        self._raw = raw

    def release(self) -> None:
        """Lets the next one in; nothing if it is not held."""
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()
