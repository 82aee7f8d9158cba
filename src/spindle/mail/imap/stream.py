"""The bytes of a connection: a buffered reader over a socket, with typed errors and a wait that can be woken."""

import io
import selectors
import socket
import ssl
from enum import Enum, auto
from typing import TYPE_CHECKING

from spindle.mail.imap.errors import Gone, TimedOut

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 256 * 1024


class Stirred(Enum):
    """What ended a wait."""

    DATA = auto()
    WOKEN = auto()
    TIME = auto()


class Stream:
    """Reads and writes one socket. TimedOut and Gone are the only errors; after either it is of no more use."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        # Nothing that comes from here on can be believed: an error of the network or of the protocol.
        self.lost = False
        self._raw = _Raw(sock)
        self._reader = io.BufferedReader(self._raw, BUFFER)
        # The reader's own methods: called once or twice for each message of a large mailbox.
        self.readline = self._reader.readline
        self.read = self._reader.read

    def write(self, data: bytes) -> None:
        """All of `data`."""
        try:
            self._sock.sendall(data)
        except TimeoutError as error:
            self.lost = True
            raise TimedOut("the server takes no more data") from error
        except OSError as error:
            self.lost = True
            raise Gone(f"the connection broke: {error.strerror or error}") from error

    @property
    def has_unread(self) -> bool:
        """Is there something that the server sent and nobody has read yet, on this side of the socket?"""
        self._raw.paused = True
        try:
            return bool(self._reader.peek(1)) or _pending(self._sock)
        finally:
            self._raw.paused = False

    def wait(self, wake: socket.socket | None, seconds: float) -> Stirred:
        """Until the server sends something, `wake` becomes readable, or `seconds` are over."""
        if self.has_unread:
            return Stirred.DATA
        with selectors.DefaultSelector() as selector:
            selector.register(self._sock, selectors.EVENT_READ, Stirred.DATA)
            if wake is not None:
                selector.register(wake, selectors.EVENT_READ, Stirred.WOKEN)
            ready = [key.data for key, _ in selector.select(seconds)]
        if Stirred.WOKEN in ready:
            return Stirred.WOKEN
        return Stirred.DATA if ready else Stirred.TIME

    def limit(self, seconds: float) -> None:
        """Wait no longer than this for a single step from now on."""
        self._sock.settimeout(seconds)

    def abort(self) -> None:
        """End it from another thread: a reader there gets Gone at once."""
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Give the socket back; nothing is sent."""
        self._sock.close()


class _Raw(io.RawIOBase):
    """A socket as a raw stream; closing it leaves the socket open, because STARTTLS takes that one over."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.paused = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        if self.paused:
            return None
        try:
            return self._sock.recv_into(buffer)
        except TimeoutError as error:
            raise TimedOut("no answer in time") from error
        except OSError as error:
            raise Gone(f"the connection broke: {error.strerror or error}") from error


def _pending(sock: socket.socket) -> bool:
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
