"""Faults of the network and of servers: after them, what the server has is here, once (mail-practice: faults to survive)."""

from datetime import timedelta
from hashlib import sha256

import pytest

from spindle.archive.models import Delivery, Entry
from spindle.mail.models import Location, Quarantine
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages
from tests.peers.tcp_proxy import TcpProxy

POISONED = [
    b"\r\n\r\n",
    b"not a mail at all",
    b"Subject: =?utf-8?B?////?=\r\nFrom: <>\r\nDate: never\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"From: \xff\xfe\x00\r\nMessage-ID: <" + b"x" * 5000 + b">\r\n\r\n\x00\x01\x02",
    b"Content-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: rot13\r\n\r\nqa\xe9\r\n",
    b"\r\n".join([b"References: " + b" ".join(b"<%d@x>" % n for n in range(900)), b"", b"many"]),
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 200,
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between two tries."""
    monkeypatch.setattr("spindle.mail.sync.account_sync.FIRST_BACKOFF", 0.05)
    monkeypatch.setattr("spindle.mail.sync.account_sync.LONGEST_BACKOFF", 0.1)
    monkeypatch.setattr("spindle.mail.sync.folder_pass.RETRY_PAUSE", timedelta(0))


def wholly(synced: Synced, raws: list[bytes]) -> bool:
    """What the server was given is in the archive, each once."""
    return synced.hashes() == sorted(sha256(raw).hexdigest() for raw in raws)


def test_poisoned_messages_are_kept_and_never_in_the_way(synced: Synced) -> None:
    raws = [*messages(5), *POISONED, *(raw.replace(b"No. ", b"Later ") for raw in messages(3))]
    synced.mailbox.append_many(raws[:5])
    for raw in POISONED:
        synced.mailbox.append_many([raw], "Projects")
    synced.mailbox.append_many(raws[-3:], "Sent")
    synced.run()
    assert Location.objects.count() == Delivery.objects.count() == len(raws)


@pytest.mark.parametrize("after", [3_000, 20_000, 61_234, 150_001, 333_333])
def test_a_connection_that_breaks_in_the_middle_loses_nothing(
    synced: Synced, proxy: TcpProxy, after: int
) -> None:
    raws = messages(150, size=3000)
    synced.mailbox.append_many(raws)
    proxy.cut_after(after)
    synced.start()
    until(lambda: synced.sync is not None and synced.sync.failures > 0, "the cut")
    proxy.clear()
    until(synced.up_to_date, "the account to recover")
    assert wholly(synced, raws)
    assert Entry.objects.count() == Delivery.objects.count() == 150


def test_a_message_left_out_of_an_answer_comes_with_a_later_one(synced: Synced, proxy: TcpProxy) -> None:
    raws = messages(30)
    synced.mailbox.append_many(raws)
    proxy.hide_uid(17)
    synced.start()
    until(synced.up_to_date, "the account to be up to date")
    synced.stop()
    proxy.clear()
    assert [row.uid for row in Quarantine.objects.all()] == [17]
    synced.run()
    assert wholly(synced, raws)
    assert not Quarantine.objects.exists()
