"""IDLE: news at once, ended at once by a wake-up, renewed, and the same without IDLE."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from spindle.mail.imap.endpoint import Password
from spindle.mail.imap.errors import Gone, ImapError, TimedOut
from spindle.mail.imap.events import EventKind, IdleEvent
from spindle.mail.imap.session import Session
from spindle.mail.imap.watching import Wake
from tests.mail.imap.sessions import open_session, plain, tls
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import Settings, without
from tests.peers.mailbox import Mailbox, messages, new_mailbox
from tests.peers.ports import wait_until
from tests.peers.scripted import Scripted
from tests.peers.tcp_proxy import TcpProxy

NEW = b"Subject: new\r\n\r\nx\r\n"


@pytest.fixture
def wake() -> Iterator[Wake]:
    """A wake-up of the test's own."""
    wake = Wake()
    yield wake
    wake.close()


def _later(action: Callable[[], object], *, seconds: float = 0.2) -> None:
    threading.Timer(seconds, action).start()


def _first(events: Iterator[IdleEvent], kind: EventKind) -> IdleEvent:
    return next(event for event in events if event.kind is kind)


def test_new_mail_is_told_at_once(mailbox: Mailbox, wake: Wake) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        _later(lambda: mailbox.deliver(NEW))
        assert _first(session.idle(wake), EventKind.EXISTS).exists == 1
        assert len(list(session.fetch([1]))) == 1


def test_flags_and_vanished_are_told_with_their_uids(mailbox: Mailbox, wake: Wake) -> None:
    mailbox.append_many(messages(3))
    with open_session(mailbox) as session:
        session.select("INBOX")
        _later(lambda: mailbox.flag("uid 2", "\\Seen"))
        changed = _first(session.idle(wake), EventKind.FLAGS)
        assert (str(changed.uids), changed.flags is not None and "\\Seen" in changed.flags) == ("2", True)
        _later(lambda: mailbox.expunge("uid 3"))
        assert str(_first(session.idle(wake), EventKind.VANISHED).uids) == "3"


def test_by_tls_too(mailbox: Mailbox, wake: Wake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.server.certificate.authority))
    with Session.connect(tls(mailbox.server), Password(mailbox.user, mailbox.password)) as session:
        session.select("INBOX")
        _later(lambda: mailbox.deliver(NEW))
        assert _first(session.idle(wake), EventKind.EXISTS).exists == 1


def test_a_wake_up_ends_it_promptly_and_leaves_the_session_usable(mailbox: Mailbox, wake: Wake) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        _later(wake.set)
        started = time.monotonic()
        assert list(session.idle(wake)) == []
        assert time.monotonic() - started < 1
        assert session.noop() == []


def test_a_wake_up_before_the_wait_is_not_lost_and_counts_once(mailbox: Mailbox, wake: Wake) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        wake.set()
        wake.set()
        assert list(session.idle(wake)) == []
        _later(lambda: mailbox.deliver(NEW))
        assert _first(session.idle(wake), EventKind.EXISTS)


def test_it_is_renewed(mailbox: Mailbox, wake: Wake) -> None:
    with TcpProxy(mailbox.server.port) as proxy, open_session(mailbox, port=proxy.port) as session:
        session.select("INBOX")
        watching = threading.Thread(target=lambda: list(session.idle(wake, renew_seconds=0.05)))
        watching.start()
        wait_until(lambda: proxy.received.count(b"DONE") > 2, what="three renewals")
        wake.set()
        watching.join(5)
        assert session.noop() == []


def test_news_between_idle_and_the_rest_is_kept(mailbox: Mailbox, wake: Wake) -> None:
    mailbox.append_many(messages(3))
    with open_session(mailbox) as session:
        session.select("INBOX")
        mailbox.expunge("uid 2")
        session.uids()
        wake.set()
        assert [str(event.uids) for event in session.idle(wake)] == ["2"]


def test_a_consumer_who_leaves_loses_no_news(mailbox: Mailbox, wake: Wake) -> None:
    mailbox.append_many(messages(4))
    with open_session(mailbox) as session:
        session.select("INBOX")
        mailbox.expunge("uid 2")
        mailbox.expunge("uid 4")
        session.uids()
        first = next(session.idle(wake))
        session.uids()
        gone = [event.uids for event in (first, *session.take_events())]
    assert sorted(uid for uids in gone for uid in uids) == [2, 4]


def test_without_idle_it_asks_now_and_then(wake: Wake) -> None:
    with Dovecot(settings=Settings(capability=without("IDLE"))) as server:
        mailbox = new_mailbox(server)
        with open_session(mailbox) as session:
            session.select("INBOX")
            mailbox.deliver(NEW)
            assert _first(session.idle(wake, poll_seconds=0.05), EventKind.EXISTS).exists == 1
            wake.set()
            assert list(session.idle(wake, poll_seconds=60)) == []


def test_a_server_that_ends_idle_by_itself_is_asked_again(wake: Wake) -> None:
    def answers(line: bytes) -> bytes:
        if b"CAPABILITY" in line:
            return b"* CAPABILITY IMAP4rev1 IDLE\r\n%T OK\r\n"
        ends_at_once = b"+ idling\r\n%T OK I have other things to do\r\n* 7 EXISTS\r\n"
        return ends_at_once if b"IDLE" in line else b"%T OK\r\n"

    with Scripted(b"* OK hi\r\n", answers) as server:
        session = Session.connect(plain(server.port), Password("a", "b"))
        events = session.idle(wake)
        assert [next(events).exists, next(events).exists] == [7, 7]
        session.close()


def test_a_half_open_connection_is_found_out_at_the_renewal(mailbox: Mailbox, wake: Wake) -> None:
    with (
        TcpProxy(mailbox.server.port) as proxy,
        open_session(mailbox, port=proxy.port, timeout=0.3) as session,
    ):
        session.select("INBOX")
        proxy.stall()
        with pytest.raises(TimedOut):
            list(session.idle(wake, renew_seconds=0.1))


def test_the_end_of_the_server_is_told(wake: Wake) -> None:
    with Dovecot() as server, open_session(new_mailbox(server)) as session:
        session.select("INBOX")
        _later(server.stop)
        with pytest.raises(Gone):
            list(session.idle(wake))


def test_abort_from_another_thread(mailbox: Mailbox, wake: Wake) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        _later(session.abort)
        with pytest.raises(ImapError):
            list(session.idle(wake))
