"""What works beside the pages: following mailboxes, and the jobs that pages leave to be done. Apart, or in one process."""

import gc
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Protocol

LOOK_SECONDS = 1.0


class Part(Protocol):
    """A thread that works until it is told to end."""

    def start(self) -> None:
        """Begin."""

    def end(self) -> None:
        """Finish what is under way, and no more; returns when that is done."""

    def is_alive(self) -> bool:
        """Whether it is still at work."""


def work(*, mail: bool, jobs: bool) -> int:
    """Work until a signal says to stop; the exit code: 1 when a part has died, so that the process is started again."""
    parts = [*(_mail() if mail else ()), *(_jobs() if jobs else ())]
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    _fit_the_interpreter()
    for part in parts:
        part.start()
    try:
        return _until(stop, parts)
    finally:
        for part in parts:
            part.end()
        sys.stdout.flush()


def _mail() -> Sequence[Part]:
    from spindle.mail.sync.worker import MailWorker

    return (MailWorker(),)


def _jobs() -> Sequence[Part]:
    from spindle.archive.files.worker import FileWorker
    from spindle.inbox.bulk_worker import BulkWorker

    return BulkWorker(), FileWorker()


def _until(stop: threading.Event, parts: Sequence[Part]) -> int:
    while not stop.wait(LOOK_SECONDS):
        if not all(part.is_alive() for part in parts):
            return 1
    return 0


def _fit_the_interpreter() -> None:
    """For threads that are mostly in the database, the compressor and the network.

    One that comes back from there waits for the one in Python: half a millisecond instead of five.
    """
    sys.setswitchinterval(0.0005)
    gc.freeze()
    gc.set_threshold(20_000, 20)
