"""`spindle serve`: the web process, and the worker beside it, on the same files.

The worker is a process of its own, for parsing mail beside pages makes them ten times slower. Web processes can be
several: Python draws pages on one core at a time. One that dies is started again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType

import uvicorn
from django.conf import settings

from spindle.journal.live import hear, hub
from spindle.organisations import wire

GRACE_SECONDS = 5
RESTART_SECONDS = 2.0
# As uvicorn has it.
BACKLOG = 2048


class Server(uvicorn.Server):
    """uvicorn that tells the open streams first: gone in 0.15 s instead of the whole grace time."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if hub.loop is not None:
            hub.loop.call_soon_threadsafe(hub.shutdown)
        super().handle_exit(sig, frame)


def web(*, host: str, port: int) -> None:
    """Serve pages and live streams until told to stop; by SPINDLE_WEB_PROCESSES processes on one socket."""
    # uvicorn raises the signal once more when it has stopped: this process must outlive it, to end the others.
    signal.signal(signal.SIGTERM, _outlive)
    more = settings.SPINDLE_WEB_PROCESSES - 1
    if more < 1:
        _answer(host=host, port=port)
        return
    with _listening(host, port) as listening:
        number = listening.fileno()
        others = [Child(["web", "--socket", str(number)], keeping=(number,)) for _ in range(more)]
        for other in others:
            other.start()
        try:
            _answer(sockets=[listening])
        finally:
            stop_all(others)


def web_on(number: int) -> None:
    """The same on the socket with this file number, which the process before has opened for several."""
    with socket.socket(fileno=number) as listening:
        _answer(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # The protocol by name: asyncio sends at once only on what says that it is TCP; else each answer waits for 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening


def _answer(*, host: str = "", port: int = 0, sockets: list[socket.socket] | None = None) -> None:
    from spindle.config.asgi import application

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
        Server(config).run(sockets)


def _outlive(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: uvicorn has stopped already."""


def serve(*, host: str, port: int) -> None:
    """Web and worker together; returns when the web process was told to stop and the worker is gone."""
    worker = Child(["worker", "--with-mail"])
    worker.start()
    try:
        web(host=host, port=port)
    finally:
        worker.stop()


class Child:
    """A process of ours beside this one, kept alive. `keeping` are files that it inherits."""

    def __init__(self, words: Sequence[str], *, keeping: Sequence[int] = ()) -> None:
        self._words = words
        self._keeping = keeping
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"{words[0]}-keeper", daemon=True)

    def start(self) -> None:
        self._process = self._spawn()
        self._keeper.start()

    def tell(self) -> None:
        """Let it stop."""
        self._ending.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """End it, waiting as long as a sync may need to finish its transaction."""
        self.tell()
        if self._process is not None:
            try:
                self._process.wait(GRACE_SECONDS * 2)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        while not self._ending.wait(RESTART_SECONDS):
            if self._process is not None and self._process.poll() is not None and not self._ending.is_set():
                self._process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "SPINDLE_PARENT": str(os.getpid())}
        return subprocess.Popen(  # noqa: S603 (our own program, with words of ours)
            [sys.executable, "-m", "spindle.config.cli", *self._words],
            env=environment,
            pass_fds=self._keeping,
        )


def stop_all(children: Sequence[Child]) -> None:
    """End them together."""
    for child in children:
        child.tell()
    for child in children:
        child.stop()


def end_with_parent() -> None:
    """In a child: stop when the process that started it has gone without saying so (kill -9)."""
    parent = int(os.environ.get("SPINDLE_PARENT", "0"))
    if parent and hasattr(os, "getppid"):
        threading.Thread(target=_watch_parent, args=(parent,), name="parent-watch", daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
