"""Which database engine: SQLCipher files, or PostgreSQL with a schema for each company. One setting says which.

Code that must know asks the active company (`active.engine()`), a migration its connection's `vendor`. Both engines
may be in one installation: a company's `Handle` names its own, and SPINDLE_DATABASE that of new ones and of control.
"""

from enum import StrEnum

from django.conf import settings


class Engine(StrEnum):
    """A kind of database that companies can be kept in."""

    SQLCIPHER = "sqlcipher"
    POSTGRESQL = "postgresql"


def installed_engine() -> Engine:
    """The engine of the control database and of new companies, by the setting SPINDLE_DATABASE."""
    return Engine.POSTGRESQL if settings.SPINDLE_DATABASE else Engine.SQLCIPHER
