"""One key is time: `entry.id = (unix seconds << 4) | slot` (architecture.md, "Lists and search").

So the index's row id, the links, the inbox and every archive page by `id < :last ORDER BY id DESC`.
"""

from datetime import UTC, datetime

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

SLOTS = 16


def first_key(at: datetime) -> int:
    """The lowest key of the second of `at` (an aware datetime)."""
    return int(at.timestamp()) * SLOTS


def key_time(key: int) -> datetime:
    """The moment that a key stands for, in UTC, to the second."""
    return datetime.fromtimestamp(key // SLOTS, tz=UTC)


class TimeKeyField(models.BigIntegerField):
    """A time key as primary key; on SQLite it must be `integer`, or the table keeps a second index for it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "integer" if connection.vendor == "sqlite" else "bigint"
