"""What an engine can do with a company's rows as a whole: make, remove, copy, check. Each engine has a module for it.

Nothing here knows blobs: those lie in the company's folder, or where SPINDLE_BLOBS says, whatever the engine.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from spindle.organisations.active import Handle
from spindle.organisations.backends.sqlcipher import companies as sqlcipher
from spindle.organisations.engine import Engine

ROWS = "main.db"


class Companies(Protocol):
    """The functions of `backends/<engine>/companies.py`."""

    def template(self, data: Path, fingerprint: str) -> Handle:
        """The handle of the migrated template of these migrations, whether it is there or not."""

    def exists(self, handle: Handle) -> bool:
        """Whether the company's rows (or the template's) are there."""

    def make_template(self, template: Handle, migrate: Callable[[Handle], None]) -> None:
        """Makes it with what `migrate` does to an empty company, whole or not at all, in the place of older ones."""

    def make(self, handle: Handle, template: Handle) -> None:
        """A new company's rows, as the template has them. Raises `FileExistsError` if it is there already."""

    def make_empty(self, handle: Handle) -> None:
        """The same without tables, for Django's own commands."""

    def remove(self, handle: Handle) -> None:
        """Takes a company's rows away; nothing if there are none."""

    def forget(self, handle: Handle) -> None:
        """Closes the connections to it that rest, so that its files are whole in one each."""

    def take_snapshot(self, handle: Handle) -> None:
        """Keeps the rows as they are now, unless a snapshot is kept already."""

    def drop_snapshot(self, handle: Handle) -> None:
        """Lets the snapshot go; nothing if there is none."""

    def copy_rows(self, handle: Handle, target: Handle, template: Callable[[], Handle]) -> None:
        """Writes one consistent view, in use or not, to `target`, a company on SQLCipher of the same key.

        `template` gives the migrated template of SQLCipher, should it be needed.
        """

    def damage(self, handle: Handle) -> list[str]:
        """What is wrong with the rows: altered on disk, tables and indexes that disagree. Reads all of them."""

    def faults(self) -> tuple[type[Exception], ...]:
        """What the driver raises by itself, outside of Django, when a company cannot be opened or read."""

    def top_up(self, template: Handle) -> None:
        """Prepares what makes the next `make` fast; nothing where it is fast already."""


def of(engine: Engine) -> Companies:
    """The engine's module."""
    if engine is Engine.POSTGRESQL:
        # Its driver is loaded only where it is used.
        from spindle.organisations.backends.postgresql import companies as postgresql

        return postgresql
    return sqlcipher
