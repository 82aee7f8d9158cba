"""Copies of a company's rows for back-ups, and whether its database is whole. Each engine its own way; this is SQLCipher's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.backends.opening import MAIN, Connection, copy_database, dbapi
from spindle.organisations.backends.sqlcipher.base import main_key, open_main, pool
from spindle.organisations.router import ORGANISATION_APPS
from spindle.organisations.turnstile import Turnstile

ROWS = "main.db"


def copy_rows(handle: Handle, folder: Path) -> Path:
    """One consistent view of all rows, in use or not, as a file in `folder` under the company's key; returns it."""
    target = folder / ROWS
    source = open_main(handle)
    try:
        copy_database(source, target, main_key(handle), MAIN)
    finally:
        source.close()
    return target


@contextmanager
def opened_aside(handle: Handle) -> Iterator[None]:
    """Makes a copy in a folder of its own active for a block; its files are closed afterwards, whole in one each."""
    try:
        with active(handle):
            yield
            connections[ALIAS].close()
    finally:
        pool.forget(handle)


def active_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that the active company's database has been through."""
    applied = MigrationRecorder(connections[ALIAS]).applied_migrations()
    return frozenset(node for node in applied if node[0] in ORGANISATION_APPS)


def damage_of_rows(handle: Handle) -> list[str]:
    """What is wrong with the file of the rows: pages altered on disk, tables and indexes that disagree. Reads all of it."""
    try:
        raw = open_main(handle)
    except dbapi.DatabaseError as error:
        return [f"it cannot be opened: {error}"]
    try:
        if not damage_in(raw):
            return []
        # A page that was being written while it was read looks damaged: within the turn nobody writes.
        with Turnstile(handle.main):
            return damage_in(raw)
    finally:
        raw.close()


def damage_in(raw: Connection) -> list[str]:
    """The same of any open file."""
    try:
        pages = [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check").fetchall()]
        tables = [str(row[0]) for row in raw.execute("PRAGMA integrity_check").fetchall()]
    except dbapi.DatabaseError as error:
        return [f"it cannot be read: {error}"]
    return pages + [line for line in tables if line != "ok"]
