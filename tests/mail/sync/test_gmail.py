"""Gmail shows one message in several folders: it is one message here, fetched once, and stands where it does there.

A Dovecot behind a proxy that speaks X-GM-EXT-1; each message's number is made of its size.
"""

import re

import pytest

from spindle.archive.models import Delivery, Entry
from spindle.mail.models import Location
from tests.mail.sync.conftest import Synced
from tests.peers.tcp_proxy import TcpProxy

SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def as_gmail(response: bytes) -> bytes:
    """What the server says, as Gmail would."""
    head, brace, rest = response.partition(b"{")
    if head.startswith(b"* CAPABILITY") or b"[CAPABILITY" in head:
        head = head.replace(b"IMAP4rev1", b"IMAP4rev1 X-GM-EXT-1", 1)
    elif head.startswith(b"* LIST"):
        head = head.replace(b"\\Archive", b"\\All")
    elif b"FETCH (" in head and b"INTERNALDATE" in head and (size := SIZE.search(head)):
        head = head.replace(b"INTERNALDATE", b"X-GM-MSGID %d INTERNALDATE" % (1000 + int(size[1])), 1)
    return head + brace + rest


def mail(number: int) -> bytes:
    """Each a little longer than the one before."""
    return f"Message-ID: <{number}@g.test>\r\nSubject: No. {number}\r\n\r\n{'x' * (10 * number)}\r\n".encode()


@pytest.fixture
def gmail(synced: Synced, proxy: TcpProxy) -> TcpProxy:
    """Between the account and its server."""
    proxy.rewrite(as_gmail)
    proxy.rewrite_commands(lambda data: data.replace(b" X-GM-MSGID X-GM-THRID X-GM-LABELS", b""))
    synced.mailbox.append_many([mail(1), mail(2)])
    synced.mailbox.append_many([mail(1), mail(2), mail(3)], "Archive")
    return proxy


def bodies(proxy: TcpProxy) -> int:
    """How many messages were asked for whole."""
    asked = re.findall(rb"UID FETCH ([\d:,]+) \([^)]*BODY\.PEEK\[\]", proxy.received)
    return sum(
        int(part.partition(b":")[2] or part) - int(part.partition(b":")[0]) + 1
        for one in asked
        for part in one.split(b",")
    )


def test_each_message_is_fetched_once(synced: Synced, gmail: TcpProxy) -> None:
    synced.run()
    assert bodies(gmail) == 3
    assert Entry.objects.count() == Delivery.objects.count() == 3
    assert Location.objects.count() == 5
    assert synced.subjects() == ["No. 2", "No. 1"]
    assert synced.subjects("finished") == ["No. 3"]


def test_a_message_archived_there_is_finished_here(synced: Synced, gmail: TcpProxy) -> None:
    synced.run()
    synced.mailbox.expunge("uid 1")
    synced.run()
    assert synced.subjects() == ["No. 2"]
    assert synced.subjects("finished") == ["No. 3", "No. 1"]


def test_a_message_taken_back_into_the_inbox_is_there_without_a_download(
    synced: Synced, gmail: TcpProxy
) -> None:
    synced.run()
    before = bodies(gmail)
    synced.mailbox.append_many([mail(3)])
    synced.run()
    assert "No. 3" in synced.subjects()
    assert bodies(gmail) == before


def test_a_draft_in_all_mail_is_a_draft(synced: Synced, gmail: TcpProxy) -> None:
    synced.mailbox.append_many([mail(4)], "Archive", flags="\\Draft")
    synced.run()
    assert synced.subjects("drafts") == ["No. 4"]
