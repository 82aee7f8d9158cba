"""Rows of a company from one engine to the other: for back-ups, which are one format, and for moving a company.

Only tables of models travel. What an engine makes for itself of them, such as the full-text index, is not among them:
who transfers has it made anew (`archive.search`, `relations.search`). Both sides must be of this code's migrations.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from psycopg import sql

from spindle.organisations.active import Handle
from spindle.organisations.backends.opening import MAIN, copy_database, open_database
from spindle.organisations.backends.opening import Connection as File
from spindle.organisations.backends.postgresql.server import Connection, borrowed
from spindle.organisations.backends.sqlcipher.base import main_key, open_main
from spindle.organisations.router import ORGANISATION_APPS

_BATCH = 2000
_NUL = "\x00"

# How PostgreSQL says a value as Django writes it into SQLite.
_AS_SQLITE = {
    "boolean": "{}::int",
    "timestamp with time zone": "replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')",
    "date": "{}::text",
    "time without time zone": "{}::text",
    "jsonb": "{}::text",
    "uuid": "replace({}::text, '-', '')",
    "numeric": "{}::text",
    "interval": "(extract(epoch FROM {}) * 1000000)::bigint",
}


class NotTransferable(RuntimeError):
    """A table has a kind of column that the other engine has no form for."""


@dataclass(frozen=True, slots=True)
class Table:
    """A model's table: its name and columns."""

    name: str
    columns: tuple[str, ...]

    @property
    def insert(self) -> str:
        """For SQLite."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join("?" * len(self.columns))
        return f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})'  # noqa: S608 (names of our models)


def tables(labels: Collection[str] = ORGANISATION_APPS) -> list[Table]:
    """The tables of the models of these apps."""
    models = [
        model
        for label in sorted(set(labels) & set(apps.app_configs))
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return [
        Table(
            model._meta.db_table,
            tuple(field.column for field in model._meta.local_concrete_fields if field.column),
        )
        for model in models
    ]


def to_sqlcipher(source: Handle, target: Handle, template: Handle) -> None:
    """Makes `target`'s main.db from SQLCipher's template, with the rows of a company on PostgreSQL under one view."""
    _copy_of_template(template, target)
    file = open_database(target.main, main_key(target), MAIN)
    try:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("BEGIN IMMEDIATE")
        with borrowed(source.schema) as raw, raw.transaction():
            raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for table in tables():
                empty_and_fill(file, table, rows_of(raw, table))
            _take_over_numbers(file, raw, source.schema)
        file.execute("COMMIT")
    finally:
        file.close()


def _copy_of_template(template: Handle, target: Handle) -> None:
    raw = open_main(template)
    try:
        copy_database(raw, target.main, main_key(target), MAIN)
    finally:
        raw.close()


def empty_and_fill(file: File, table: Table, rows: Iterable[tuple[object, ...]]) -> None:
    """Puts these rows in the place of a table's own."""
    file.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 (names of our models)
    file.executemany(table.insert, rows)


def rows_of(raw: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    """The rows as SQLite has them. Within a transaction."""
    kinds = {
        str(name): str(kind)
        for name, kind in raw.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s",
            [table.name],
        )
    }
    columns = ", ".join(_as_sqlite(column, kinds[column]) for column in table.columns)
    with raw.cursor(name="transfer") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608
        yield from cursor


def _as_sqlite(column: str, kind: str) -> str:
    if kind.startswith(("character", "text", "bigint", "integer", "smallint", "bytea", "double")):
        return f'"{column}"'
    if kind not in _AS_SQLITE:
        raise NotTransferable(f"{column} is {kind}")
    return _AS_SQLITE[kind].format(f'"{column}"')


def _take_over_numbers(file: File, raw: Connection, schema: str) -> None:
    """So that no number is given out a second time, also that of a row which was deleted."""
    for table, last in raw.execute(
        "SELECT c.relname, s.last_value FROM pg_sequences s"
        " JOIN pg_class q ON q.relname = s.sequencename AND q.relnamespace = to_regnamespace(quote_ident(s.schemaname))"
        " JOIN pg_depend d ON d.objid = q.oid AND d.deptype = 'i' JOIN pg_class c ON c.oid = d.refobjid"
        " WHERE s.schemaname = %s AND s.last_value IS NOT NULL",
        [schema],
    ).fetchall():
        done = file.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [last, table])
        if not done.rowcount:
            file.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last])


def to_postgresql(source: Handle, target: Handle) -> None:
    """Fills `target`'s schema, fresh from the template, with the rows of a company on SQLCipher; all of them or none."""
    file = open_main(source)
    try:
        file.execute("BEGIN")
        with borrowed(target.schema) as raw, raw.transaction():
            raw.execute("SET CONSTRAINTS ALL DEFERRED")
            ours = tables()
            for table in ours:
                raw.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
            for table in ours:
                copy_in(raw, file, table)
            continue_numbers(raw, file, {table.name for table in ours})
    finally:
        file.close()


def copy_in(raw: Connection, file: File, table: Table) -> None:
    """Fills an empty table with the rows of the file."""
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    # As SQLite holds them, which the plus asks for: PostgreSQL reads texts, numbers, bytes and times in UTC alike.
    columns = ", ".join(f'+"{column}"' for column in table.columns)
    rows = file.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608 (names of our models)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([without_nul(value) for value in row])


def without_nul(value: object) -> object:
    """PostgreSQL holds no text with U+0000."""
    return value.replace(_NUL, "") if isinstance(value, str) and _NUL in value else value


def continue_numbers(raw: Connection, file: File, ours: set[str]) -> None:
    """So that no number is given out a second time."""
    for table, last in file.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        if table in ours and last:
            raw.execute(
                "SELECT setval(pg_get_serial_sequence(quote_ident(%(table)s), a.attname), %(last)s) FROM pg_attribute a"
                " WHERE a.attrelid = to_regclass(quote_ident(%(table)s)) AND a.attidentity <> ''",
                {"table": table, "last": last},
            )
