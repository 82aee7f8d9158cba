"""Datagrams between the processes of one machine, for `wire`.

Each listener has a file in SPINDLE_DATA/run/: a Unix socket, or, where there is none (Windows) or its path is too
long for one, a file with a loopback port and a token that tells ours from a stranger's datagrams.
"""

import contextlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

Message = dict[str, str]
_MAX_DATAGRAM = 8192
_MAX_UNIX_PATH = 100
_LOOPBACK = "127.0.0.1"
_CLOSE = b"close"


def send(to: str, message: Message) -> None:
    """Tells every listener of the name ("web", "worker"). Never waits, never raises if nobody listens."""
    content = json.dumps(message).encode()
    for place in _folder().glob(f"{to}-*"):
        with contextlib.suppress(OSError, ValueError):
            _deliver(place, content)


def _deliver(place: Path, content: bytes) -> None:
    if place.suffix == ".port":
        port, token = place.read_text(encoding="ascii").split()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(token.encode() + content, (_LOOPBACK, int(port)))
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        try:
            sender.sendto(content, str(place))
        except ConnectionRefusedError:  # its process died without taking it away
            place.unlink(missing_ok=True)


class Listener:
    """Calls `on_message` for each datagram, in a thread of its own, until it is closed."""

    def __init__(self, name: str, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        # The name says which process, so that any number of each can listen.
        stem = f"{name}-{os.getpid()}-{secrets.token_hex(4)}"
        self._socket, self._place, self._token = _bound(_folder() / stem)
        self._thread = threading.Thread(target=self._listen, name=f"wire {name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops listening; returns when no message is being handled."""
        with contextlib.suppress(OSError):
            _wake(self._socket.getsockname(), self._socket.family, self._token + _CLOSE)
        self._thread.join()
        self._socket.close()
        self._place.unlink(missing_ok=True)

    def _listen(self) -> None:
        while True:
            content = self._socket.recv(_MAX_DATAGRAM)
            if not content.startswith(self._token):
                continue
            content = content.removeprefix(self._token)
            if content == _CLOSE:
                return
            message = read(content)
            if message is not None:
                self._on_message(message)


def _bound(stem: Path) -> tuple[socket.socket, Path, bytes]:
    place = stem.with_suffix(".sock")
    if hasattr(socket, "AF_UNIX") and len(os.fsencode(place)) <= _MAX_UNIX_PATH:
        unix = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        unix.bind(str(place))
        return unix, place, b""
    loopback = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    loopback.bind((_LOOPBACK, 0))
    token = secrets.token_hex(16)
    place, draft = stem.with_suffix(".port"), stem.parent / f"new-{stem.name}"
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(f"{loopback.getsockname()[1]} {token}")
    draft.replace(place)
    return loopback, place, token.encode()


def _wake(address: str | tuple[str, int], family: int, content: bytes) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.sendto(content, address)


def read(content: bytes | str) -> Message | None:
    """A message from what came in; None if it is none."""
    try:
        found = json.loads(content)
    except ValueError:
        return None
    if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
        return found
    return None


def _folder() -> Path:
    return settings.SPINDLE_DATA / "run"
