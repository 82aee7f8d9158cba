"""A web server with pictures, good and bad, that notes who asked for what and how."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]


@dataclass
class Answer:
    """What is said to a path; `pieces` come one by one."""

    body: bytes = b""
    kind: str = "image/gif"
    status: int = 200
    location: str = ""
    pieces: Callable[[], Iterator[bytes]] | None = None


@dataclass
class PictureServer:
    """Listens on an address of this machine while the block lasts."""

    host: str = "127.0.0.1"
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                peer.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}))
                peer._answer(self)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((self.host, 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, answer: Answer | None = None) -> str:
        """The address of a path, and what is said to it."""
        if answer is not None:
            self.answers[path] = answer
        return f"http://{self.host}:{self._server.server_address[1]}{path}"

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        answer = self.answers.get(handler.path.partition("?")[0], Answer(status=404))
        try:
            handler.send_response(answer.status)
            handler.send_header("Content-Type", answer.kind)
            handler.send_header("Set-Cookie", "seen=1")
            if answer.location:
                handler.send_header("Location", answer.location)
            handler.end_headers()
            for piece in answer.pieces() if answer.pieces else [answer.body]:
                handler.wfile.write(piece)
                handler.wfile.flush()
        except OSError:
            return


def endless(start: bytes) -> Iterator[bytes]:
    """A picture that never ends."""
    yield start
    while True:
        yield b"\0" * 65536


def dripping(start: bytes) -> Iterator[bytes]:
    """A byte now and then, for ever."""
    for place in range(10_000):
        yield start[place : place + 1] or b"\0"
        time.sleep(0.2)
