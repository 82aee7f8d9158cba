"""Companies as a whole on PostgreSQL: each is one schema. See `companies.Companies`.

The template and the spares are schemas too. A new company is a spare that is given its name (one row of the
catalogue); where none is left, one script makes it (`schemas`).
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import psycopg

from spindle.organisations import keys
from spindle.organisations.active import Handle
from spindle.organisations.backends.postgresql import checking, schemas
from spindle.organisations.backends.postgresql.closing import moved
from spindle.organisations.backends.postgresql.server import borrowed
from spindle.organisations.backends.postgresql.transfer import to_sqlcipher
from spindle.organisations.engine import Engine

SPARES = 2


def template(data: Path, fingerprint: str) -> Handle:
    """A schema that names its migrations, so that older code finds its own beside it."""
    folder = data / "template" / fingerprint
    return Handle(f"template_{fingerprint}", folder, keys.derive("template"), Engine.POSTGRESQL)


def exists(handle: Handle) -> bool:
    """Whether the schema is there."""
    with borrowed() as raw:
        return schemas.exists(raw, handle.schema)


def make_template(template: Handle, migrate: Callable[[Handle], None]) -> None:
    """Under another name first. Older templates go with their spares."""
    draft = replace(template, slug=f"{template.slug}_new")
    with borrowed() as raw:
        for old in [*schemas.named(raw, "org_template_"), *schemas.named(raw, "org_spare_")]:
            schemas.drop(raw, old)
        schemas.make_empty(raw, draft.schema)
    migrate(draft)
    with borrowed() as raw:
        schemas.rename(raw, draft.schema, to=template.schema)


def make(handle: Handle, template: Handle) -> None:
    """A spare renamed, or the script."""
    with borrowed() as raw:
        if schemas.exists(raw, handle.schema):
            raise FileExistsError(handle.schema)
        for spare in schemas.named(raw, _spares_of(template)):
            try:
                schemas.rename(raw, spare, to=handle.schema)
            except psycopg.errors.InvalidSchemaName:
                continue  # another process was faster
            return
        schemas.make_by_script(raw, handle.schema, _script(template.schema))


def top_up(template: Handle) -> None:
    """Has spares ready, so that whoever signs up need not wait for a script."""
    with borrowed() as raw:
        for _missing in range(SPARES - len(schemas.named(raw, _spares_of(template)))):
            name = f"{_spares_of(template)}{secrets.token_hex(4)}"
            schemas.make_by_script(raw, name, _script(template.schema))


def _spares_of(template: Handle) -> str:
    return template.schema.replace("org_template_", "org_spare_") + "_"


@lru_cache(maxsize=2)
def _script(schema: str) -> str:
    with borrowed() as raw:
        return schemas.script_of(raw, schema)


def make_empty(handle: Handle) -> None:
    """A schema without tables."""
    with borrowed() as raw:
        schemas.make_empty(raw, handle.schema)


def remove(handle: Handle) -> None:
    """Drops the schema, and what a migration or a move kept of it."""
    with borrowed() as raw:
        for schema in (handle.schema, _before(handle), moved(handle)):
            schemas.drop(raw, schema)


def forget(handle: Handle) -> None:
    """Connections belong to no company."""


def take_snapshot(handle: Handle) -> None:
    """The rows in a schema beside it, without indexes; a snapshot that is there stays."""
    with borrowed() as raw:
        if not schemas.exists(raw, _before(handle)):
            schemas.keep_rows(raw, handle.schema, to=_before(handle))


def drop_snapshot(handle: Handle) -> None:
    """Drops that schema."""
    with borrowed() as raw:
        schemas.drop(raw, _before(handle))


def _before(handle: Handle) -> str:
    return f"{handle.schema}_before"


def copy_rows(handle: Handle, target: Handle, template: Callable[[], Handle]) -> None:
    """Row by row into a SQLCipher file, from one snapshot (REPEATABLE READ); nobody waits for it."""
    to_sqlcipher(handle, target, template())


def damage(handle: Handle) -> list[str]:
    """Tables and indexes are read whole; the server's own check of indexes is used where it is installed."""
    with borrowed() as raw:
        return checking.damage(raw, handle.schema)


def faults() -> tuple[type[Exception], ...]:
    """No server, no schema, a statement that failed outside of Django."""
    return (psycopg.Error,)
