"""Open connections at rest, by what they belong to. Opening costs a parse of the schema (0.8 ms), taking one 4 µs.

The last one given is the first taken, so that few stay warm; the owner that was used longest ago is closed first.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What a pool holds."""

    def close(self) -> None:
        """Ends the connection."""


Owner = TypeVar("Owner", bound=Hashable)
Raw = TypeVar("Raw", bound=Closable)


class Pool(Generic[Owner, Raw]):
    """At most `capacity` idle connections, `per_owner` of each; `opener` makes one when none is idle."""

    def __init__(self, opener: Callable[[Owner], Raw], *, capacity: int = 32, per_owner: int = 8) -> None:
        self._opener = opener
        self._capacity = capacity
        self._per_owner = per_owner
        self._idle: OrderedDict[Owner, deque[Raw]] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    def take(self, owner: Owner) -> Raw:
        """An open connection, which nobody else has until it is given back or closed."""
        with self._lock:
            stack = self._idle.get(owner)
            if stack:
                self._count -= 1
                raw = stack.pop()
                if not stack:
                    del self._idle[owner]
                return raw
        return self._opener(owner)

    def give(self, owner: Owner, raw: Raw) -> None:
        """Puts a connection to rest; it must be clean and no longer in use."""
        with self._lock:
            surplus = self._shelve(owner, raw)
        if surplus is not None:
            surplus.close()

    def forget(self, owner: Owner) -> None:
        """Closes what rests of one owner (a company that is deleted or restored)."""
        with self._lock:
            stack = self._idle.pop(owner, deque())
            self._count -= len(stack)
        for raw in stack:
            raw.close()

    def clear(self) -> None:
        """Closes all that rests."""
        with self._lock:
            idle, self._idle, self._count = self._idle, OrderedDict(), 0
        for stack in idle.values():
            for raw in stack:
                raw.close()

    def _shelve(self, owner: Owner, raw: Raw) -> Raw | None:
        stack = self._idle.setdefault(owner, deque())
        if len(stack) >= self._per_owner:
            return raw
        stack.append(raw)
        self._idle.move_to_end(owner)
        self._count += 1
        return self._evict() if self._count > self._capacity else None

    def _evict(self) -> Raw:
        oldest = next(iter(self._idle))
        raw = self._idle[oldest].popleft()
        self._count -= 1
        if not self._idle[oldest]:
            del self._idle[oldest]
        return raw
