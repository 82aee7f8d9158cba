"""One user on a Dovecot, and the short way to what a test needs of it."""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from tests.peers.dovecot import Dovecot

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A user with empty folders, and the levers that need no other name."""

    server: Dovecot
    user: str
    password: str

    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: dt.datetime | None = None) -> None:
        """One message, unread."""
        self.server.deliver(self.user, raw, folder, received=received)

    def append_many(self, messages: Iterable[bytes], folder: str = "INBOX", *, flags: str = "") -> None:
        """Many messages."""
        self.server.append_many(self.user, messages, folder, flags=flags)

    def expunge(self, query: str, folder: str = "INBOX") -> None:
        """Delete for good, by a doveadm query such as `uid 3`."""
        self.server.expunge(self.user, folder, query)

    def flag(self, query: str, *flags: str, folder: str = "INBOX") -> None:
        """Add flags as another client would."""
        self.server.flag(self.user, folder, query, *flags)


def new_mailbox(server: Dovecot, *, password: str = "correct horse") -> Mailbox:
    """A fresh user on any Dovecot."""
    user = f"user{next(_serial)}@example.test"
    server.add_user(user, password)
    return Mailbox(server, user, password)


def messages(count: int, *, size: int = 200) -> list[bytes]:
    """That many messages of about `size` bytes, each told apart by its Message-ID and text."""
    return [
        f"Message-ID: <{number}@example.test>\r\nSubject: No. {number}\r\n\r\nText {number} ".encode()
        + b"x" * size
        + b"\r\n"
        for number in range(1, count + 1)
    ]
