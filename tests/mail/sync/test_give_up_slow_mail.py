"""A message that takes too long to read is set aside with its reason; the others do not wait for it."""

import os
import signal
from datetime import timedelta

import pytest

from spindle.mail.models import Quarantine
from spindle.mail.sync import parsers
from spindle.mail.sync.store import UNREADABLE
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages

SLOW = (
    b"Message-ID: <slow@x.test>\r\nSubject: slow\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: text/html\r\n\r\n<p>x<br>y</p>\r\n" * 40_000
    + b"--a--\r\n"
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little that only ordinary messages are read in time."""
    monkeypatch.setattr(parsers, "LONGEST_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
def test_a_slow_message_is_set_aside_and_the_others_come(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.mailbox.append_many([*messages(2), SLOW])
    synced.run()
    assert synced.subjects() == ["No. 2", "No. 1"]
    assert [(kept.uid, kept.reason) for kept in Quarantine.objects.all()] == [(3, UNREADABLE)]
    monkeypatch.setattr(parsers, "LONGEST_SECONDS", 60.0)
    monkeypatch.setattr("spindle.mail.sync.folder_pass._pause", lambda _tries: timedelta(0))
    synced.run()
    assert "slow" in synced.subjects()
    assert not Quarantine.objects.exists()


@pytest.mark.usefixtures("impatient")
def test_it_is_set_aside_after_the_first_synchronisation_too(synced: Synced) -> None:
    synced.run()
    synced.mailbox.append_many([SLOW, *messages(1)])
    synced.run()
    assert synced.subjects() == ["No. 1"]
    assert Quarantine.objects.get().reason == UNREADABLE


def test_a_reader_that_dies_takes_nobody_along() -> None:
    with parsers.Parsers(0) as reading:
        assert reading.submit(messages(1)).result()[0] is not None
        assert parsers._SHARED._pool is not None
        for process in parsers._SHARED._pool._processes.values():
            os.kill(process.pid or 0, signal.SIGKILL)
        until(
            lambda: parsers._SHARED._pool is None or parsers._SHARED._pool._broken, "the death to be noticed"
        )
        assert [mail.subject for mail in reading.submit(messages(2)).result() if mail] == ["No. 1", "No. 2"]
