"""`spindle serve`: the web process, and the worker beside it, on the same files.

The worker is a process of its own, for parsing mail beside pages makes them ten times slower. One
that dies is started again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

import uvicorn

from spindle.journal.live import hear, hub
from spindle.organisations import wire

GRACE_SECONDS = 5
RESTART_SECONDS = 2.0


class Server(uvicorn.Server):
    """uvicorn that tells the open streams first: gone in 0.15 s instead of the whole grace time."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if hub.loop is not None:
            hub.loop.call_soon_threadsafe(hub.shutdown)
        super().handle_exit(sig, frame)


def web(*, host: str, port: int) -> None:
    """Serve pages and live streams until told to stop."""
    from spindle.config.asgi import application

    # uvicorn raises the signal once more when it has stopped: this process must outlive it, to end its worker.
    signal.signal(signal.SIGTERM, _outlive)
    with wire.Listener("web", hear, on_gap=hub.catch_up):
        config = uvicorn.Config(
            application,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        Server(config).run()


def _outlive(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: uvicorn has stopped already."""


def serve(*, host: str, port: int) -> None:
    """Web and worker together; returns when the web process was told to stop and the worker is gone."""
    worker = Worker()
    worker.start()
    try:
        web(host=host, port=port)
    finally:
        worker.stop()


class Worker:
    """The worker process, kept alive."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self._process = _spawn()
        self._keeper.start()

    def stop(self) -> None:
        """End it, waiting as long as a sync may need to finish its transaction."""
        self._ending.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(GRACE_SECONDS * 2)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        while not self._ending.wait(RESTART_SECONDS):
            if self._process is not None and self._process.poll() is not None and not self._ending.is_set():
                self._process = _spawn()


def _spawn() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SPINDLE_PARENT": str(os.getpid())}
    return subprocess.Popen(
        [sys.executable, "-m", "spindle.config.cli", "worker", "--with-mail"], env=environment
    )


def end_with_parent() -> None:
    """In the worker: stop when the web process has gone without saying so (kill -9)."""
    parent = int(os.environ.get("SPINDLE_PARENT", "0"))
    if parent and hasattr(os, "getppid"):
        threading.Thread(target=_watch_parent, args=(parent,), name="parent-watch", daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
