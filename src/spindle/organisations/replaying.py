"""A migration that many companies lack: Django runs it on the first of them, and its statements are run again on the others.

Django works a migration out anew for each database (140 ms, or 250 on PostgreSQL); the statements alone take ten
(measured/web.md §1.5). Only what is the same for every company may be recorded: a migration that runs Python on the
rows goes the long way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import SeparateDatabaseAndState

from spindle.organisations.active import ALIAS

if TYPE_CHECKING:
    from django.db.backends.utils import _ExecuteParameters as Parameters

# What only asks, and what the transaction of the replay says by itself.
_NOT_AGAIN = ("SELECT", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "EXPLAIN")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent, with its parameters."""

    sql: str
    parameters: object
    many: bool


class Recorder:
    """Notes the statements that change a database: `with connection.execute_wrapper(recorder): …`."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(
        self,
        execute: Callable[[str, object, bool, dict[str, object]], object],
        sql: str,
        params: object,
        many: bool,
        context: dict[str, object],
    ) -> object:
        """Sends the statement on, and keeps it when it went well."""
        result = execute(sql, params, many, context)
        if not sql.lstrip().upper().startswith(_NOT_AGAIN):
            self.statements.append(Statement(sql, params, many))
        return result


def is_replayable(migrations: Iterable[Migration]) -> bool:
    """Whether these do to every company the same, whatever is in it."""
    return all(_is_sql(operation) for migration in migrations for operation in migration.operations)


def _is_sql(operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return all(_is_sql(inner) for inner in operation.database_operations)
    return operation.reduces_to_sql


def replay(statements: Iterable[Statement]) -> None:
    """Runs recorded statements on the company that is active, all or none. Raises `DatabaseError`."""
    connection = connections[ALIAS]
    with connection.schema_editor(atomic=True), connection.cursor() as cursor:
        for statement in statements:
            if statement.many:
                cursor.executemany(statement.sql, cast("Sequence[Parameters]", statement.parameters))
            else:
                cursor.execute(statement.sql, cast("Parameters", statement.parameters))
            if cursor.description:
                # What INSERT … RETURNING gives back; unread, it would keep the transaction from its end.
                cursor.fetchall()
