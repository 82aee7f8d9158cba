r"""A server that says what a test has written: one text for each connection, in clear or under TLS.

`with Speaker(b"* OK ready\r\n") as server:` greets everybody on `server.port` and then keeps quiet; `after` are
pairs (what must have come in, what is said then). By hand: `python -m tests.peers.speaker --port 1143 "* OK ready"`.
"""

import argparse
import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.peers.certificates import Certificate
from tests.peers.ports import HOST


class Speaker:
    """A context manager. With `certificate` it speaks TLS from the first byte on; `starttls` after that text.

    `answers` by IMAP command go on after the rest: {b"LOGIN": b"NO [ALERT] …"}; other commands get OK.
    """

    def __init__(
        self,
        greeting: bytes = b"",
        after: Sequence[tuple[bytes, bytes]] = (),
        *,
        certificate: Certificate | None = None,
        starttls: bytes = b"",
        closes: bool = False,
        answers: Mapping[bytes, bytes] | None = None,
        port: int = 0,
    ) -> None:
        self._greeting = greeting
        self._after = list(after)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._context and certificate:
            self._context.load_cert_chain(certificate.chain, certificate.key)
        self._starttls = starttls
        self._closes = closes
        self._answers = answers or {}
        self._sock = socket.create_server((HOST, port))
        self.port = int(self._sock.getsockname()[1])
        self.heard: list[bytes] = []
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        # Closing alone does not wake a thread in accept().
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                client, _address = self._sock.accept()
            except OSError:
                return
            threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        client.settimeout(10)
        with contextlib.suppress(OSError):
            if self._context and not self._starttls:
                client = self._context.wrap_socket(client, server_side=True)
            client.sendall(self._greeting)
            for expected, answer in self._after:
                self._hear(client, expected)
                client.sendall(answer)
                if self._context and self._starttls and answer == self._starttls:
                    client = self._context.wrap_socket(client, server_side=True)
            if self._answers:
                self._converse(client)
            elif not self._closes:
                self._stop.wait(10)
        client.close()

    def _converse(self, client: socket.socket) -> None:
        """IMAP's way: each line has a tag, and the command behind it chooses the answer; else OK."""
        lines = client.makefile("rb")
        for line in lines:
            tag, _space, command = line.strip().partition(b" ")
            word = command.split(b" ")[0].upper()
            client.sendall(tag + b" " + self._answers.get(word, b"OK done") + b"\r\n")

    def _hear(self, client: socket.socket, expected: bytes) -> None:
        heard = b""
        while expected not in heard:
            received = client.recv(4096)
            if not received:
                raise ConnectionResetError
            heard += received
        self.heard.append(heard)


def main() -> None:
    """Greet with one line until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("greeting")
    arguments = parser.parse_args()
    with Speaker(arguments.greeting.encode() + b"\r\n", port=arguments.port) as server:
        print(f"listening on {HOST}:{server.port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
