"""APPEND of many messages over one plain connection, in a few lines of protocol of its own.

It shares nothing with the client under test, so that a fault of that one cannot hide here.
"""

import calendar
import datetime as dt
import socket
from collections.abc import Iterable
from io import BufferedRWPair

from imapclient.imap_utf7 import encode

from tests.peers.ports import HOST

PER_COMMAND = 200


def append(
    port: int,
    user: str,
    password: str,
    messages: Iterable[bytes],
    *,
    folder: str,
    flags: str = "",
    received: dt.datetime | None = None,
) -> None:
    """Append `messages` to `folder` (made if missing) with `flags` such as `\\Seen`; raises on any NO."""
    with socket.create_connection((HOST, port), 60) as sock, sock.makefile("rwb") as stream:
        stream.readline()
        _command(stream, f'LOGIN "{user}" "{password}"'.encode())
        target = b'"' + bytes(encode(folder)) + b'"'
        _command(stream, b"CREATE " + target, may_fail=True)
        batch: list[bytes] = []
        for raw in messages:
            batch.append(raw)
            if len(batch) == PER_COMMAND:
                _multiappend(stream, target, batch, flags=flags, received=received)
                batch = []
        if batch:
            _multiappend(stream, target, batch, flags=flags, received=received)
        stream.write(b"a LOGOUT\r\n")


def _multiappend(
    stream: BufferedRWPair, target: bytes, messages: list[bytes], *, flags: str, received: dt.datetime | None
) -> None:
    date = f' "{_date(received)}"' if received else ""
    stream.write(b"a APPEND " + target)
    for raw in messages:
        stream.write(f" ({flags}){date} {{{len(raw)}+}}\r\n".encode() + raw)
    stream.write(b"\r\n")
    _finish(stream, b"APPEND")


def _command(stream: BufferedRWPair, line: bytes, *, may_fail: bool = False) -> None:
    stream.write(b"a " + line + b"\r\n")
    _finish(stream, line, may_fail=may_fail)


def _finish(stream: BufferedRWPair, what: bytes, *, may_fail: bool = False) -> None:
    stream.flush()
    while True:
        line = stream.readline()
        if line.startswith(b"a OK"):
            return
        if line.startswith(b"a ") and may_fail:
            return
        if not line or line.startswith((b"a ", b"* BYE")):
            raise RuntimeError(f"{what[:60]!r}: {line!r}")


def _date(moment: dt.datetime) -> str:
    month = calendar.month_abbr[moment.month]
    zone = moment.strftime("%z") or "+0000"
    return f"{moment.day:2d}-{month}-{moment.year} {moment:%H:%M:%S} {zone}"
