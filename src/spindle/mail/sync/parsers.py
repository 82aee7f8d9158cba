"""Parsing beside fetching and storing, on the other core.

The standard library's parser is the bottleneck of a first synchronisation (429 µs a mail), so it runs
in a process of its own while there is much to do, and in place when there is little.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from types import TracebackType

from spindle.mail.parsing import ParsedMail, parse

# Below this many messages a process of its own would cost more than it gives.
WORTH_A_PROCESS = 300
NICENESS = 5


def parse_all(raws: Sequence[bytes]) -> list[ParsedMail]:
    """Each raw message parsed, in order."""
    return [parse(raw) for raw in raws]


class Parsers:
    """Parses batches in order; with `expected` messages ahead it decides where."""

    def __init__(self, expected: int) -> None:
        self._pool = _pool() if expected >= WORTH_A_PROCESS else None

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(self, raws: Sequence[bytes]) -> Future[list[ParsedMail]]:
        """Begin to parse a batch; the result holds one ParsedMail for each raw message."""
        if self._pool is not None:
            return self._pool.submit(parse_all, raws)
        done: Future[list[ParsedMail]] = Future()
        done.set_result(parse_all(raws))
        return done


def _pool() -> ProcessPoolExecutor:
    # Spawned, not forked: this process has threads. The child needs the parser alone, not Django.
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    # What is read in a mail refers to nothing in a circle; looking for circles after every 700 objects is a tenth of the time.
    gc.set_threshold(50_000)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()


def _end_with_parent() -> None:
    """A worker that was killed says nothing, and its parser would wait for work for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)
