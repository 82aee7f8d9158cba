"""Closing a schema for good, once its company is elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from spindle.organisations.active import Handle
from spindle.organisations.backends.postgresql import schemas
from spindle.organisations.backends.postgresql.server import borrowed, turn_of


@contextmanager
def turn_and_close(handle: Handle) -> Iterator[Callable[[], None]]:
    """The company's turn to write for a block. What it gives renames the schema, so that nobody finds a table in it."""
    with borrowed() as raw, raw.transaction():
        raw.execute("SELECT pg_advisory_xact_lock(%s)", [turn_of(handle.schema)])
        yield lambda: schemas.rename(raw, handle.schema, to=moved(handle))


def moved(handle: Handle) -> str:
    """The schema's name once the company is elsewhere."""
    return f"{handle.schema}_moved"
