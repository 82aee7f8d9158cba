"""A server that says what it is told to say: for lies that no honest server can be talked into."""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.peers.ports import HOST


class Scripted:
    """Sends `greeting`, then for each line `answers(line)`: bytes to send (`%T` is the line's tag), None to close."""

    def __init__(self, greeting: bytes, answers: Callable[[bytes], bytes | None]) -> None:
        self._greeting = greeting
        self._answers = answers
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self.heard: list[bytes] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, client.makefile("rb") as stream:
            client.sendall(self._greeting)
            while line := stream.readline():
                self.heard.append(line)
                answer = self._answers(line)
                if answer is None:
                    return
                client.sendall(answer.replace(b"%T", line.split(b" ", 1)[0]))
