"""Copies of a company's rows for back-ups, and whether its database is whole. A copy is a SQLCipher file whatever the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from spindle.organisations import companies, creation
from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.backends.sqlcipher.companies import damage_in
from spindle.organisations.companies import ROWS
from spindle.organisations.engine import Engine
from spindle.organisations.router import ORGANISATION_APPS

__all__ = ["ROWS", "active_migrations", "copy_rows", "damage_in", "damage_of_rows", "opened_aside"]


def copy_rows(handle: Handle, folder: Path) -> Path:
    """One consistent view of all rows, in use or not, as a file in `folder` under the company's key; returns it."""
    target = Handle(handle.slug, folder, handle.key, Engine.SQLCIPHER)
    companies.of(handle.engine).copy_rows(handle, target, lambda: creation.migrate_template(Engine.SQLCIPHER))
    return target.main


@contextmanager
def opened_aside(handle: Handle) -> Iterator[None]:
    """Makes a copy in a folder of its own active for a block; its files are closed afterwards, whole in one each."""
    try:
        with active(handle):
            yield
            connections[ALIAS].close()
    finally:
        companies.of(handle.engine).forget(handle)


def active_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that the active company's database has been through."""
    applied = MigrationRecorder(connections[ALIAS]).applied_migrations()
    return frozenset(node for node in applied if node[0] in ORGANISATION_APPS)


def damage_of_rows(handle: Handle) -> list[str]:
    """What is wrong with the rows: altered on disk, tables and indexes that disagree. Reads all of them."""
    return companies.of(handle.engine).damage(handle)
