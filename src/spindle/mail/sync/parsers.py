"""Parsing beside fetching and storing, on the other core.

The standard library's parser is the bottleneck of a first synchronisation (429 µs a mail), so it runs in a process of
its own while there is much to do. What comes later is read in one that all accounts share. A message that takes too
long, or that its reader does not survive, is given up: it is in nobody's way.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import FrameType, TracebackType

from spindle.mail.parsing import ParsedMail, parse

# Below this many messages a process of its own would cost more than it gives.
WORTH_A_PROCESS = 300
NICENESS = 5
# Of the processor's time; the slowest message of our corpus takes a hundredth of it.
LONGEST_SECONDS = 10.0

Read = ParsedMail | None


class TooSlow(BaseException):
    """Raised within a parser, which catches every Exception of its own."""


def parse_all(raws: Sequence[bytes], longest: float = LONGEST_SECONDS) -> list[Read]:
    """Each raw message parsed, in order; None for one that takes longer than `longest` seconds."""
    return [_parse(raw, longest) for raw in raws]


def _parse(raw: bytes, longest: float) -> Read:
    try:
        with _limited(longest):
            return parse(raw)
    except TooSlow:
        return None


@contextmanager
def _limited(longest: float) -> Iterator[None]:
    """Counts the processor's time; there is no such clock on Windows, and none outside of a process's main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, longest)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


class Parsers:
    """Parses batches in order; with `expected` messages ahead it decides where. None stands for what cannot be read."""

    def __init__(self, expected: int) -> None:
        self._pool = _pool() if expected >= WORTH_A_PROCESS else None

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(self, raws: Sequence[bytes]) -> Future[list[Read]]:
        """Begin to parse a batch; the result holds one ParsedMail for each raw message, None for what was given up."""
        if self._pool is not None:
            return self._pool.submit(parse_all, raws, LONGEST_SECONDS)
        done: Future[list[Read]] = Future()
        done.set_result(_SHARED.parse(raws))
        return done


class _Shared:
    """The process for what comes after the first synchronisation; begun when it is needed, anew when it dies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def parse(self, raws: Sequence[bytes]) -> list[Read]:
        """In order. If the process dies each message is tried alone; one that kills it is given up."""
        pool = self._now()
        try:
            return pool.submit(parse_all, raws, LONGEST_SECONDS).result()
        except BrokenExecutor:
            self._renew(pool)
        if len(raws) == 1:
            return [None]
        return [read for raw in raws for read in self.parse([raw])]

    def _now(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = _pool()
            return self._pool

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        broken.shutdown(wait=False)


_SHARED = _Shared()


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
