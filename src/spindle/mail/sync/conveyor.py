"""Batches on their way into the archive while the next ones are fetched and parsed: raw mail first, rows behind it.

Two threads, for most of storing is done outside of Python: one compresses and writes the blobs of a batch while the
other writes the rows of the batch before it. A row never comes before its blob, a batch never before the one ahead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from spindle.archive import blobs
from spindle.mail.models import Folder
from spindle.mail.sync.incoming import Arrival
from spindle.mail.sync.parsers import Read
from spindle.mail.sync.store import store
from spindle.organisations.backends.sqlcipher.base import fast_commits
from spindle.organisations.models import Organisation

# Batches that may wait to be stored; more would only cost memory.
AHEAD = 2


class Conveyor:
    """`with Conveyor(…) as conveyor: conveyor.put(…)`; when the block ends everything that was put is stored.

    After a batch that failed none is stored any more, and its error is raised by `put` or at the block's end.
    """

    def __init__(self, organisation: Organisation, folder: Folder) -> None:
        self._organisation = organisation
        self._folder = folder
        self._blobs = ThreadPoolExecutor(1, thread_name_prefix="blobs")
        self._rows = ThreadPoolExecutor(1, thread_name_prefix="rows")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Conveyor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._blobs.shutdown()
        self._rows.shutdown()
        if error is None:
            self.settle()

    def put(self, arrivals: Sequence[Arrival], mails: Future[list[Read]]) -> None:
        """The next batch and what will be read in it; waits while enough are on their way."""
        names = self._blobs.submit(self._keep, [arrival.raw for arrival in arrivals])
        before = self._waiting[-1] if self._waiting else None
        self._waiting.append(self._rows.submit(self._store, arrivals, mails, names, before))
        self._take_up_to(AHEAD)

    def settle(self) -> None:
        """Wait until everything that was put is stored."""
        self._take_up_to(0)

    def _take_up_to(self, count: int) -> None:
        while len(self._waiting) > count:
            # Left in its place until it is known to be stored: the next one put must see that it failed.
            self._waiting[0].result()
            self._waiting.popleft()

    def _keep(self, raws: Sequence[bytes]) -> list[str]:
        """Durable when it returns; the names, "" for an empty message."""
        with self._organisation.active():
            names = iter(blobs.put_many([raw for raw in raws if raw]))
            return [next(names) if raw else "" for raw in raws]

    def _store(
        self,
        arrivals: Sequence[Arrival],
        mails: Future[list[Read]],
        names: Future[list[str]],
        before: Future[None] | None,
    ) -> None:
        if before is not None:
            before.result()
        kept = [arrival.in_blob(name) for arrival, name in zip(arrivals, names.result(), strict=True)]
        parsed = mails.result()
        with self._organisation.active(), fast_commits():
            store(self._folder, kept, parsed)
