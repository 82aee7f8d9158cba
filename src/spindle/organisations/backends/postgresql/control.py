"""The control database's schema, and its mark: which master key the installation has.

The mark is a digest, kept as the schema's comment: it opens nothing, and tells a wrong key before anything is written.
"""

import psycopg
from psycopg import sql

from spindle.organisations import crypto, keys
from spindle.organisations.backends.postgresql import schemas
from spindle.organisations.backends.postgresql.server import CONTROL_SCHEMA, Connection, borrowed


def exists() -> bool:
    """Whether an installation has its control database on this server."""
    with borrowed() as raw:
        return schemas.exists(raw, CONTROL_SCHEMA)


def opens_with(master: bytes) -> bool:
    """Whether this master key's mark is on it."""
    with borrowed() as raw:
        return _mark_on(raw) == _mark(master)


def prepare() -> None:
    """The schema, marked. Raises `keys.KeyRefused` if another master key's mark is on it."""
    mark = _mark(keys.master())
    with borrowed() as raw, raw.transaction():
        if not schemas.exists(raw, CONTROL_SCHEMA):
            schemas.make_empty(raw, CONTROL_SCHEMA)
            raw.execute(
                sql.SQL("COMMENT ON SCHEMA {} IS {}").format(
                    sql.Identifier(CONTROL_SCHEMA), sql.Literal(mark)
                )
            )
        elif _mark_on(raw) != mark:
            raise keys.KeyRefused(
                "The master key is not that of the database at SPINDLE_DATABASE. It belongs to another installation; "
                "put the right one back, or run `spindle key recover` with the recovery code."
            )
        _empty_path(raw)


def _mark(master: bytes) -> str:
    return crypto.derive(master, "mark of the control database").hex()


def _mark_on(raw: Connection) -> object:
    query = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"
    return (raw.execute(query, [CONTROL_SCHEMA]).fetchone() or (None,))[0]


def _empty_path(raw: Connection) -> None:
    """A connection that nobody has set to a schema finds no table. Who may not say so for his role keeps what he has."""
    try:
        with raw.transaction():
            raw.execute(
                sql.SQL("ALTER ROLE CURRENT_USER IN DATABASE {} SET search_path TO ''").format(
                    sql.Identifier(raw.info.dbname)
                )
            )
    except psycopg.errors.InsufficientPrivilege:
        return
