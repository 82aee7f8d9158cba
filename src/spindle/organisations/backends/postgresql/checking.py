"""Whether a company's tables can be read whole, hold what their constraints promise, and agree with their indexes."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from spindle.organisations.backends.postgresql import schemas
from spindle.organisations.backends.postgresql.server import Connection

_INVALID = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = to_regnamespace(%s) AND NOT (i.indisvalid AND i.indisready) ORDER BY 1
"""
_FOREIGN_KEYS = """
SELECT k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text, a.attname, b.attname
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
  JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
WHERE k.connamespace = to_regnamespace(%s) AND k.contype = 'f' ORDER BY 1
"""


def damage(raw: Connection, schema: str) -> list[str]:
    """A sentence for each fault; empty when all is well. Reads all rows."""
    if not schemas.exists(raw, schema):
        return [f"its schema {schema} is missing"]
    raw.use(schema)
    return list(_faults(raw, schema, f'"{schema}"'))


def _faults(raw: Connection, schema: str, quoted: str) -> Iterator[str]:
    for (index,) in raw.execute(_INVALID, [quoted]).fetchall():
        yield f"the index {index} is not valid"
    for table in schemas.tables_of(raw, schema):
        try:
            # The whole row as text, so that values kept apart from their rows are read too.
            raw.execute(
                sql.SQL("SELECT sum(length(t::text)) FROM {} t").format(sql.Identifier(table))
            ).fetchone()
        except psycopg.DatabaseError as error:
            yield f"the table {table} cannot be read: {str(error).splitlines()[0]}"
    for name, table, target, column, key in raw.execute(_FOREIGN_KEYS, [quoted]).fetchall():
        query = sql.SQL(
            "SELECT count(*) FROM {table} t WHERE t.{column} IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o.{key} = t.{column})"
        ).format(
            # regclass::text is quoted already.
            table=sql.SQL(table),
            target=sql.SQL(target),
            column=sql.Identifier(column),
            key=sql.Identifier(key),
        )
        if raw.execute(query).fetchone() != (0,):
            yield f"rows of {table} name what is not there ({name})"
