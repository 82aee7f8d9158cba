"""The mail server's two other clients: one that delivers a file as it is, and a plain one that reads it back.

Neither shares code with the client under test, so that a fault of that one cannot hide here.
"""

import imaplib
import re
import socket
from hashlib import sha256
from pathlib import Path
from typing import Self

from tests.peers.mailbox import Mailbox

_UID = re.compile(rb"\[APPENDUID \d+ (\d+)\]")
_PIECE = 1024 * 1024
_SECONDS = 120


class Refused(Exception):
    """The server does not take the message; the text is its own."""


class Deliverer:
    """APPENDs files to INBOX, byte for byte and in pieces."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._mailbox.server.port), _SECONDS)
        self._stream = self._socket.makefile("rwb")
        self._stream.readline()
        self._command(f'LOGIN "{self._mailbox.user}" "{self._mailbox.password}"'.encode())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self.close()

    def deliver(self, path: Path) -> int:
        """Hand one file over; returns its UID. Raises `Refused`, and OSError if the file cannot be read."""
        with path.open("rb") as file:
            size = path.stat().st_size
            try:
                self._write(b"APPEND INBOX {%d}" % size)
                self._answer(b"+")
                while piece := file.read(_PIECE):
                    self._stream.write(piece)
                self._stream.write(b"\r\n")
                self._stream.flush()
                answer = self._answer(b"a ")
            except (ConnectionError, TimeoutError) as error:
                self._again()
                raise Refused(f"the server hung up: {error}") from error
        found = _UID.search(answer)
        if found is None:
            raise Refused(f"the server answered: {_words(answer)}")
        return int(found[1])

    def _command(self, line: bytes) -> None:
        self._write(line)
        self._answer(b"a ")

    def _write(self, line: bytes) -> None:
        self._stream.write(b"a " + line + b"\r\n")
        self._stream.flush()

    def _answer(self, expected: bytes) -> bytes:
        """The next line that begins as expected; a NO or BAD instead is a refusal."""
        while line := self._stream.readline():
            if line.startswith((b"a NO", b"a BAD", b"* BYE")):
                if line.startswith(b"* BYE"):
                    self._again()
                raise Refused(f"the server answered: {_words(line)}")
            if line.startswith(expected):
                return line
        raise ConnectionError("the connection ended")

    def _again(self) -> None:
        self.close()
        self._open()


class Reader:
    """Reads messages back with the standard library's client."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._client = imaplib.IMAP4("127.0.0.1", mailbox.server.port, timeout=_SECONDS)
        self._client.login(mailbox.user, mailbox.password)
        self._client.select("INBOX", readonly=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self._client.logout()

    def digest(self, uid: int) -> str:
        """SHA-256 of the message with this UID as the server gives it; "" if it gives none."""
        self._client.noop()
        _status, answer = self._client.uid("FETCH", str(uid), "(BODY.PEEK[])")
        for part in answer:
            if isinstance(part, tuple):
                return sha256(part[1]).hexdigest()
        return ""


def _words(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip().removeprefix("a ")
