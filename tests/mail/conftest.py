"""A Dovecot for all mail tests of a run, and a mailbox of its own for each test."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from tests.peers.dovecot import Dovecot

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One user on a Dovecot, with the levers that need no other name."""

    server: Dovecot
    user: str
    password: str

    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: dt.datetime | None = None) -> None:
        """One message, unread."""
        self.server.deliver(self.user, raw, folder, received=received)

    def append_many(self, messages: Iterable[bytes], folder: str = "INBOX", *, flags: str = "") -> None:
        """Many messages."""
        self.server.append_many(self.user, messages, folder, flags=flags)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Maildir, all capabilities. Tests that stop it or hide capabilities start one of their own."""
    with Dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A fresh user with empty folders."""
    return new_mailbox(dovecot)


def new_mailbox(server: Dovecot) -> Mailbox:
    """A fresh user on any Dovecot."""
    user = f"user{next(_serial)}@example.test"
    server.add_user(user, "correct horse")
    return Mailbox(server, user, "correct horse")
