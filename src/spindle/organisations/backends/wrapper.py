"""Django's SQLite backend over SQLCipher: what the control and the organisation database have in common.

Every outermost write transaction is IMMEDIATE and inside the file's turnstile; so is a single write in autocommit.
Log files that grew large are emptied within the turn, so that no other writer keeps them from being reset.
"""

import datetime
import decimal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from spindle.organisations.backends.internals import SqliteWrapper
from spindle.organisations.backends.opening import Connection, checkpoint, dbapi
from spindle.organisations.durability import is_fast
from spindle.organisations.pace import note_writer
from spindle.organisations.turnstile import Turnstile

if TYPE_CHECKING:
    from sqlite3 import Cursor as RawCursor
else:
    RawCursor = dbapi.Cursor

# The same translations that Django registers with the standard library's driver.
dbapi.register_converter("bool", b"1".__eq__)
dbapi.register_converter("date", sqlite.decoder(parse_date))
dbapi.register_converter("time", sqlite.decoder(parse_time))
dbapi.register_converter("datetime", sqlite.decoder(parse_datetime))
dbapi.register_converter("timestamp", sqlite.decoder(parse_datetime))
dbapi.register_adapter(decimal.Decimal, str)
dbapi.register_adapter(datetime.date, sqlite.adapt_date)
dbapi.register_adapter(datetime.datetime, sqlite.adapt_datetime)

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC", "CREATE", "ALTER ", "DROP T", "DROP I")
Parameters = Sequence[object] | Mapping[str, object]


class Cursor(RawCursor):
    """Translates Django's parameter style, and takes the turn for a write outside of a transaction."""

    wrapper: "EncryptedWrapper"

    def execute(self, query: str, params: Parameters | None = None) -> "Cursor":  # type: ignore[override]
        """Runs one statement with %s or %(name)s parameters."""
        if self.wrapper.needs_turn(query):
            with self.wrapper.turn():
                return self._run(query, params)
        return self._run(query, params)

    def executemany(self, query: str, param_list: Iterable[Parameters]) -> "Cursor":  # type: ignore[override]
        """Runs one statement for each set of parameters."""
        rows = list(param_list)
        translated = _translate(query, rows[0] if rows else ())
        if self.wrapper.needs_turn(query):
            with self.wrapper.turn():
                super().executemany(translated, rows)
        else:
            super().executemany(translated, rows)
        return self

    def _run(self, query: str, params: Parameters | None) -> "Cursor":
        if params is None:
            super().execute(query)
        else:
            super().execute(_translate(query, params), params)
        return self


def _translate(query: str, params: Parameters) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    if "%%" not in query:
        return query.replace("%s", "?")
    return str(sqlite.FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")


class Features(DatabaseFeatures):
    """What Django would find out by queries, which need an active company."""

    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    supports_json_field = True
    supports_transactions = True


class EncryptedWrapper(SqliteWrapper):
    """A wrapper of one thread; subclasses say which file it opens."""

    Database = dbapi
    connection: Connection | None
    features_class = Features
    display_name = "SQLCipher"
    turnstile: Turnstile | None = None

    def database_file(self) -> Path:
        """The file that is open, or would be."""
        raise NotImplementedError

    def get_connection_params(self) -> dict[str, object]:
        """Nothing from the settings: each file is opened by its own key."""
        self.transaction_mode = "IMMEDIATE"
        self.init_commands: list[str] = []
        return {}

    def get_database_version(self) -> tuple[int, ...]:
        """SQLCipher's SQLite, not the standard library's."""
        return dbapi.sqlite_version_info

    def is_in_memory_db(self) -> bool:
        """Never."""
        return False

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor that knows its wrapper."""
        assert self.connection is not None
        cursor = self.connection.cursor(Cursor)
        cursor.wrapper = self
        return cursor

    def needs_turn(self, query: str) -> bool:
        """Whether a statement writes while no transaction, and so no turn, is ours."""
        return self.turnstile is None and not self.in_atomic_block and query.lstrip()[:6].upper() in _WRITES

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the turn to write for one statement in autocommit."""
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        if self.turnstile is not None and self.connection is not None:
            checkpoint(self.connection)
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        self.ensure_connection()
        assert self.connection is not None
        self.connection.set_synchronous("NORMAL" if is_fast() else "FULL")
        turnstile = Turnstile(self.database_file())
        turnstile.take()
        self.turnstile = turnstile
        if not is_fast():
            note_writer(self.database_file())

    def _end_turn(self) -> None:
        turnstile, self.turnstile = self.turnstile, None
        if turnstile is not None:
            turnstile.release()
