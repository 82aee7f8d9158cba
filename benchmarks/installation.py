"""An installation of its own in a temporary folder, and the real program on it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil  # type: ignore[import-untyped]

from tests.peers.ports import free_port, listening

PATIENCE_SECONDS = 60.0


@contextmanager
def empty() -> Iterator[None]:
    """A folder for the program's own processes; this one does not look into it."""
    with tempfile.TemporaryDirectory(prefix="spindle-bench-") as folder:
        os.environ |= {
            "SPINDLE_DATA": folder,
            "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes",
            "SPINDLE_SIGNUP": "open",
            "DJANGO_SETTINGS_MODULE": "spindle.config.settings",
        }
        yield


@contextmanager
def fresh() -> Iterator[None]:
    """The same with Django of this process working on it too; once a process."""
    with empty():
        import django

        django.setup()
        from spindle.organisations.creation import ensure_ready

        ensure_ready()
        yield


@contextmanager
def serving(command: str = "serve") -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`spindle serve` (or `web`) on this installation: the process, and the port that it answers on."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "spindle.config.cli", command, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: listening(port), "the program to answer", every=0.02)
        yield process, port
    finally:
        everyone = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        psutil.wait_procs(everyone, PATIENCE_SECONDS)


def until(
    condition: Callable[[], bool], what: str, *, every: float, patience: float = PATIENCE_SECONDS
) -> None:
    """Wait for a condition; TimeoutError when it does not come."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(every)
