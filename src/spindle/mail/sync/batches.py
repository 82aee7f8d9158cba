"""What is fetched next: newest first, by bytes and not by count (mail.md, rule 3)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

# Small enough that colleagues can write between two batches (architecture.md, "Storage").
BATCH_MESSAGES = 100
BATCH_BYTES = 2 * 1024 * 1024
# Above this a message is streamed on its own, never held in memory.
LARGE_BYTES = 5 * 1024 * 1024
SIZES_AT_ONCE = 2000


def chunks(items: Iterable[Item], size: int = SIZES_AT_ONCE) -> Iterator[list[Item]]:
    """Items in groups of at most `size`; by default as many UIDs as are asked for their sizes together."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def batches(uids: Iterable[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Group UIDs, in their order, to at most 100 messages and 2 MB; a large message stands alone.

    A UID without a size is gone from the server and left out.
    """
    batch: list[int] = []
    held = 0
    for uid in uids:
        size = sizes.get(uid)
        if size is None:
            continue
        if batch and (held + size > BATCH_BYTES or len(batch) == BATCH_MESSAGES):
            yield batch
            batch, held = [], 0
        batch.append(uid)
        held += size
    if batch:
        yield batch


def is_large(batch: list[int], sizes: Mapping[int, int]) -> bool:
    """Whether a batch is one message too large for memory."""
    return len(batch) == 1 and sizes[batch[0]] > LARGE_BYTES
