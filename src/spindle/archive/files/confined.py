"""Runs a reader on a stranger's file in a child process of its own: bounded memory, time and output; no files, no network.

The child is a fresh interpreter with an empty environment, so that it has neither the keys nor the databases of ours.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spindle.archive.files.refusals import REFUSALS, Refusal

_SOURCE = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, {source!r}); from spindle.archive.files.child import main; main()"
# So many at once in a process; who comes later waits a little.
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 15.0
# The clock on the wall may take longer than the processor's.
_WALL = 2.5
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_OUT_OF_TIME = frozenset(
    getattr(signal, name).value for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)
)


class Stopped(Exception):
    """The child gave nothing: `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of processor, bytes of memory, bytes that may come out, bytes that go in."""

    seconds: int
    memory: int
    output: int
    input: int = 60_000_000


def run(task: str, data: Iterable[bytes], *arguments: str, limits: Limits) -> bytes:
    """What the child's `task` makes of the file. Raises Stopped, and whatever `data` raises."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Stopped(Refusal.BUSY)
    try:
        return _run(task, data, arguments, limits)
    finally:
        _AT_ONCE.release()


def _run(task: str, data: Iterable[bytes], arguments: tuple[str, ...], limits: Limits) -> bytes:
    command = [
        sys.executable, "-I", "-c", _START.format(source=str(_SOURCE)), task,
        str(limits.seconds), str(limits.memory), *arguments,
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603  our own interpreter with our own words
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        cwd=_SOURCE.anchor,
    ) as child:
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(limits.seconds * _WALL, stop)
        timer.start()
        reading = _Output(child, limits.output)
        try:
            # Here and not in a thread: the company is active in this one.
            _feed(child, data, limits.input)
            reading.join()
            status = child.wait()
        finally:
            timer.cancel()
            child.kill()
    return _answer(reading, status, late=late.is_set())


def _feed(child: "subprocess.Popen[bytes]", data: Iterable[bytes], most: int) -> None:
    """Writes the file into the child. Raises Stopped for one that is larger than was said."""
    if child.stdin is None:
        return
    left = most
    try:
        for piece in data:
            left -= len(piece)
            if left < 0:
                raise Stopped(Refusal.LARGE)
            child.stdin.write(piece)
        child.stdin.close()
    except BrokenPipeError:
        # It has ended already; its status says why.
        return


class _Output(threading.Thread):
    """Reads what the child gives, while it is being fed."""

    def __init__(self, child: "subprocess.Popen[bytes]", most: int) -> None:
        super().__init__(name="confined output", daemon=True)
        self.data = b""
        self.too_much = False
        self._child = child
        self._most = most
        self.start()

    def run(self) -> None:
        """Until the end, or too much."""
        if self._child.stdout is not None:
            self.data = self._child.stdout.read(self._most + 1)
        if len(self.data) > self._most:
            self.too_much = True
            self._child.kill()


def _answer(reading: _Output, status: int, *, late: bool) -> bytes:
    if reading.too_much:
        raise Stopped(Refusal.LARGE)
    if status == 0 and not late:
        return reading.data
    if late or -status in _OUT_OF_TIME:
        raise Stopped(Refusal.SLOW)
    raise Stopped(REFUSALS.get(status, Refusal.DAMAGED))
