"""One key is time: `(unix seconds << 4) | slot` (architecture.md, "Lists and search").

The id of an archive entry, and what relations are ranked by.
"""

from datetime import UTC, datetime

SLOTS = 16
# An address may hold any number as a key; later than this is no date, whatever the zone.
_LAST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())


def first_key(at: datetime) -> int:
    """The lowest key of the second of `at` (an aware datetime)."""
    return int(at.timestamp()) * SLOTS


def key_time(key: int) -> datetime:
    """The moment that a key stands for, in UTC, to the second."""
    return datetime.fromtimestamp(min(key // SLOTS, _LAST), tz=UTC)
