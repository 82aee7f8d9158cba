"""A TCP proxy before an IMAP server (plain text) that breaks things on purpose.

Levers act on connections made after they are set, unless said otherwise: cut_after(bytes), delay(seconds),
stall(), inject(line), hide_uid(uid), rewrite(function), close_all().
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

from tests.peers.ports import HOST

LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")
Rewrite = Callable[[bytes], bytes]


class TcpProxy:
    """`with TcpProxy(dovecot.port) as proxy:` then connect to `proxy.port`."""

    def __init__(self, target_port: int, *, target_host: str = HOST) -> None:
        self._target = (target_host, target_port)
        self._listener = socket.create_server((HOST, 0))
        self.host = HOST
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        self.received = b""
        self._limit: int | None = None
        self._delay = 0.0
        self._rewrites: list[Rewrite] = []
        self._asked: list[Rewrite] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self._flowing.set()
        self.close_all()

    # --- levers --------------------------------------------------------------------------------------------------

    def cut_after(self, count: int | None) -> None:
        """Close each new connection once the server has sent `count` bytes; None ends that."""
        self._limit = count

    def delay(self, seconds: float) -> None:
        """Hold every piece from the server for so long (at once)."""
        self._delay = seconds

    def stall(self) -> None:
        """Pass nothing on from the server, with the sockets open (at once)."""
        self._flowing.clear()

    def flow(self) -> None:
        """End of the stall."""
        self._flowing.set()

    def rewrite(self, function: Rewrite) -> None:
        """Pass each whole response of the server (line with its literals) through `function` (at once)."""
        self._rewrites.append(function)

    def rewrite_commands(self, function: Rewrite) -> None:
        """Pass what the client sends, piece by piece, through `function` (at once)."""
        self._asked.append(function)

    def hide_uid(self, uid: int) -> None:
        """Leave out every FETCH answer for this UID."""
        needle = re.compile(rb"\A\* \d+ FETCH \((?:[^{]* )?UID %d\b" % uid)
        self.rewrite(lambda response: b"" if needle.match(response) else response)

    def inject(self, line: bytes, *, before: bytes) -> None:
        """Send `line` once, ahead of the first response that contains `before`."""
        pending = [line]

        def add(response: bytes) -> bytes:
            return pending.pop() + b"\r\n" + response if pending and before in response else response

        self.rewrite(add)

    def clear(self) -> None:
        """No levers any more."""
        self._limit, self._delay, self._rewrites, self._asked = None, 0.0, [], []
        self._flowing.set()

    def close_all(self) -> None:
        """Break every open connection now."""
        for sock in self._sockets:
            _close(sock)
        self._sockets.clear()

    # --- depths --------------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                server = socket.create_connection(self._target, 10)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for sock in (client, server):
                # Line by line as we send, waiting for acknowledgements would cost 40 ms each.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets += [client, server]
            threading.Thread(target=self._upstream, args=(client, server), daemon=True).start()
            threading.Thread(target=self._downstream, args=(server, client, self._limit), daemon=True).start()

    def _upstream(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(65536):
                self.received += data
                for function in list(self._asked):
                    data = function(data)
                server.sendall(data)
        except OSError:
            pass
        finally:
            _close(server)

    def _downstream(self, server: socket.socket, client: socket.socket, limit: int | None) -> None:
        sent = 0
        try:
            with server.makefile("rb") as stream:
                while response := _response(stream):
                    for function in list(self._rewrites):
                        response = function(response)
                    time.sleep(self._delay)
                    self._flowing.wait()
                    client.sendall(response if limit is None else response[: limit - sent])
                    sent += len(response)
                    if limit is not None and sent >= limit:
                        break
        except OSError:
            pass
        finally:
            _close(client)
            _close(server)


def _response(stream: BinaryIO) -> bytes:
    whole = stream.readline()
    line = whole
    while match := LITERAL.search(line):
        whole += stream.read(int(match[1]))
        line = stream.readline()
        whole += line
    return whole


def _close(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
