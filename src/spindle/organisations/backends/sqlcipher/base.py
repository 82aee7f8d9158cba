"""The `organisation` database on SQLCipher: connects to whichever company is active."""

from pathlib import Path

from spindle.organisations.active import Handle, current
from spindle.organisations.backends.internals import register_functions
from spindle.organisations.backends.opening import MAIN, Connection, open_database
from spindle.organisations.backends.wrapper import Cursor, EncryptedWrapper
from spindle.organisations.durability import fast_commits
from spindle.organisations.engine import Engine
from spindle.organisations.lease import LeasedConnection
from spindle.organisations.pool import Pool

__all__ = ["DatabaseWrapper", "fast_commits", "main_key", "open_main", "pool"]


def main_key(handle: Handle) -> bytes:
    """The key of a company's main.db."""
    return handle.derive("main.db")


def open_main(handle: Handle, *, create: bool = False) -> Connection:
    """A connection to a company's main.db, outside of Django and the pool."""
    return open_database(handle.main, main_key(handle), MAIN, create=create)


def _open_for_django(handle: Handle) -> Connection:
    raw = open_main(handle)
    register_functions(raw)
    return raw


pool: Pool[Handle, Connection] = Pool(_open_for_django)


class DatabaseWrapper(LeasedConnection[Connection], EncryptedWrapper):
    """Django's wrapper of one thread for the active company."""

    engine = Engine.SQLCIPHER
    lenders = pool

    def database_file(self) -> Path:
        """The active company's main.db."""
        return (self.activation or current()).organisation.main

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor that ends with the block."""
        cursor = super().create_cursor(name)
        self.cursors.add(cursor)
        return cursor

    def _discard(self, raw: Connection) -> None:
        try:
            raw.close()
        finally:
            self._end_turn()
