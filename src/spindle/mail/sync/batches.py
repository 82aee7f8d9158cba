"""What is fetched next: newest first, by bytes and not by count (mail.md, rule 3)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many messages and bytes go together."""

    messages: int
    bytes: int


# Small enough that colleagues can write between two batches (architecture.md, "Storage").
SHORT = Limit(100, 2 * 1024 * 1024)
# When nobody else writes.
LONG = Limit(300, 4 * 1024 * 1024)
# Above this a message is streamed on its own, never held in memory.
LARGE_BYTES = 5 * 1024 * 1024
SIZES_AT_ONCE = 2000


def chunks(items: Iterable[Item], size: int = SIZES_AT_ONCE) -> Iterator[list[Item]]:
    """Items in groups of at most `size`; by default as many UIDs as are asked for their sizes together."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def batches(uids: Iterable[int], sizes: Mapping[int, int], limit: Callable[[], Limit]) -> Iterator[list[int]]:
    """Group UIDs, in their order, to at most `limit`, which is asked for each batch; a large message stands alone.

    A UID without a size is gone from the server and left out.
    """
    batch: list[int] = []
    held, most = 0, limit()
    for uid in uids:
        size = sizes.get(uid)
        if size is None:
            continue
        if batch and (held + size > most.bytes or len(batch) == most.messages):
            yield batch
            batch, held, most = [], 0, limit()
        batch.append(uid)
        held += size
    if batch:
        yield batch
