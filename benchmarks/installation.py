"""An installation of its own in a temporary folder, and the real program on it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.ports import free_port, listening

PATIENCE_SECONDS = 60.0


def prepare(folder: Path) -> None:
    """Make Django of this process work on `folder`; once a process."""
    os.environ |= {
        "SPINDLE_DATA": str(folder),
        "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes",
        "SPINDLE_SIGNUP": "open",
        "DJANGO_SETTINGS_MODULE": "spindle.config.settings",
    }
    import django

    django.setup()
    from spindle.organisations.creation import ensure_ready

    ensure_ready()


@contextmanager
def fresh() -> Iterator[Path]:
    """A folder with an empty installation, made ready for this process."""
    with tempfile.TemporaryDirectory(prefix="spindle-bench-") as folder:
        prepare(Path(folder))
        yield Path(folder)


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
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def until(
    condition: Callable[[], bool], what: str, *, every: float, patience: float = PATIENCE_SECONDS
) -> None:
    """Wait for a condition; TimeoutError when it does not come."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(every)
