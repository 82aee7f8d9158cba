"""The time key as a primary key, so that the index's row id, the links, the inbox and every archive page go by

`id < :last ORDER BY id DESC` (architecture.md, "Lists and search").
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from spindle.channels.time_key import SLOTS, first_key, key_time

__all__ = ["SLOTS", "RowKeyField", "TimeKeyField", "first_key", "key_time"]


if TYPE_CHECKING:
    _IntegerField = models.BigIntegerField[int | None, int]
else:
    _IntegerField = models.BigIntegerField


class RowKeyField(_IntegerField):
    """A 64-bit number as primary key; on SQLite it must be `integer`, or the table keeps a second index for it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "integer" if connection.vendor == "sqlite" else "bigint"


class TimeKeyField(RowKeyField):
    """A time key as primary key."""
