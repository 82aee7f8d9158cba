"""The private parts of Django's backends that ours rest on, in one place for whoever updates Django.

The type stubs leave them out; at run time the two classes are Django's own.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from spindle.organisations.backends.opening import Connection

__all__ = ["BaseWrapper", "SqliteWrapper", "register_functions"]

register_functions = cast("Callable[[Connection], None]", register)

if TYPE_CHECKING:

    class BaseWrapper(BaseDatabaseWrapper):
        """What `lease` uses."""

        _thread_ident: int

        def _close(self) -> None: ...

    class SqliteWrapper(sqlite.DatabaseWrapper):
        """What `wrapper` overrides: the begin, commit, rollback and end of a connection."""

        def _start_transaction_under_autocommit(self) -> None: ...
        def _commit(self) -> None: ...
        def _rollback(self) -> None: ...
        def _close(self) -> None: ...

else:
    BaseWrapper = BaseDatabaseWrapper
    SqliteWrapper = sqlite.DatabaseWrapper
