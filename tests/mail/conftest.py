"""A Dovecot for all mail tests of a run, and a mailbox of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, new_mailbox


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Maildir, all capabilities. Tests that stop it or hide capabilities start one of their own."""
    with Dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A fresh user with empty folders."""
    return new_mailbox(dovecot)
