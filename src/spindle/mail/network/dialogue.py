"""The few plain lines before TLS: greetings and STARTTLS, by IMAP (RFC 9051 §6.2.1) and SMTP (RFC 3207).

What arrives after the server's consent and before the handshake is thrown away with an error, so that nobody
on the way can slip commands in (CVE-2011-0411).
"""

import socket

from spindle.mail.network.errors import NetworkError
from spindle.mail.network.sockets import Connection, socket_errors

_LONGEST_LINE = 8192
_MOST_LINES = 100


class OtherProtocol(NetworkError):
    """Something answers there, but it speaks another protocol; `detail` is its first line."""

    code = "other_protocol"


class Silent(NetworkError):
    """The server took the connection and closed it, or said nothing."""

    code = "silent"


class NoStarttls(NetworkError):
    """The server does not offer encryption on this port."""

    code = "no_starttls"


class LineReader:
    """Lines of a socket; it never reads ahead of what has arrived."""

    def __init__(self, sock: socket.socket, host: str, port: int) -> None:
        self._sock = sock
        self._host = host
        self._port = port
        self._rest = b""

    def line(self) -> bytes:
        """The next line without its end. Raises Silent at the end of the stream, TimedOut, Unreachable."""
        while b"\n" not in self._rest:
            with socket_errors(self._host, self._port):
                received = self._sock.recv(4096)
            if not received or len(self._rest) > _LONGEST_LINE:
                raise Silent(self._host, self._port)
            self._rest += received
        line, _end, self._rest = self._rest.partition(b"\n")
        return line.rstrip(b"\r")

    def send(self, command: bytes) -> None:
        """Sends one line."""
        with socket_errors(self._host, self._port):
            self._sock.sendall(command + b"\r\n")

    def finished(self) -> None:
        """Raises OtherProtocol if anything has arrived beyond the last line."""
        if self._rest:
            raise OtherProtocol(self._host, self._port, "data before the handshake")


def starttls_imap(connection: Connection) -> bytes:
    """Brings an IMAP connection to the point where TLS starts; returns the greeting."""
    host, port = connection.address.host, connection.port
    reader = LineReader(connection.sock, host, port)
    greeting = imap_greeting(reader, host, port)
    reader.send(b"a1 STARTTLS")
    for _line in range(_MOST_LINES):
        line = reader.line()
        if line.lower().startswith(b"a1 ok"):
            reader.finished()
            return greeting
        if line.lower().startswith(b"a1 "):
            break
    raise NoStarttls(host, port)


def imap_greeting(reader: LineReader, host: str, port: int) -> bytes:
    """The first line of an IMAP server. Raises OtherProtocol for anything else."""
    greeting = reader.line()
    if not greeting.upper().startswith((b"* OK", b"* PREAUTH", b"* BYE")):
        raise OtherProtocol(host, port, readable(greeting))
    return greeting


def starttls_smtp(connection: Connection) -> bytes:
    """Brings an SMTP connection to the point where TLS starts; returns the greeting."""
    host, port = connection.address.host, connection.port
    reader = LineReader(connection.sock, host, port)
    greeting = smtp_reply(reader, host, port, b"220")
    reader.send(b"EHLO [127.0.0.1]")
    smtp_reply(reader, host, port, b"250")
    reader.send(b"STARTTLS")
    try:
        smtp_reply(reader, host, port, b"220")
    except OtherProtocol as error:
        raise NoStarttls(host, port, error.detail) from error
    reader.finished()
    return greeting


def smtp_reply(reader: LineReader, host: str, port: int, code: bytes) -> bytes:
    """The last line of a reply with this code. Raises OtherProtocol for any other."""
    for _line in range(_MOST_LINES):
        line = reader.line()
        if not line.startswith(code):
            break
        if line[3:4] != b"-":
            return line
    raise OtherProtocol(host, port, readable(line))


def readable(line: bytes) -> str:
    """A server's words for a report: printable, at most 200 characters."""
    text = line.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:200].strip()
