"""SELECT and what changed since, for each set of capabilities that servers have."""

from collections.abc import Iterator

import pytest

from spindle.mail.imap import search
from spindle.mail.imap.errors import CommandRefused, Malformed, UnsafeArgument
from spindle.mail.imap.selecting import Selected
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import FolderState, UidRanges
from tests.mail.imap.sessions import open_session
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import REV1_ONLY, Settings, without
from tests.peers.mailbox import Mailbox, messages, new_mailbox
from tests.peers.tcp_proxy import TcpProxy

QRESYNC, CONDSTORE, NEITHER = "all", "without QRESYNC", "without CONDSTORE"
CAPABILITIES = {
    QRESYNC: None,
    CONDSTORE: without("QRESYNC"),
    NEITHER: without("QRESYNC", "CONDSTORE"),
    "no ESEARCH": without("QRESYNC", "ESEARCH", "ENABLE"),
    "IMAP4rev1 only": REV1_ONLY,
}


@pytest.fixture(scope="module", params=CAPABILITIES)
def server(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    """A Dovecot for each set of capabilities."""
    with Dovecot(settings=Settings(capability=CAPABILITIES[request.param])) as dovecot:
        yield dovecot


@pytest.fixture
def filled(server: Dovecot) -> Mailbox:
    """Ten messages in the inbox."""
    mailbox = new_mailbox(server)
    mailbox.append_many(messages(10))
    return mailbox


def _state(selected: Selected, known: UidRanges) -> FolderState:
    assert selected.uidvalidity is not None
    return FolderState(selected.uidvalidity, selected.uidnext or 0, selected.highestmodseq, known)


def _seen(session: Session) -> FolderState:
    return _state(session.select("INBOX"), session.uids())


def test_a_first_look(filled: Mailbox) -> None:
    with open_session(filled) as session:
        selected = session.select("INBOX")
        assert (selected.exists, selected.uidnext) == (10, 11)
        assert str(session.uids()) == "1:10"
        assert (selected.vanished, selected.changed) == (None, None)


def test_what_changed_and_vanished_while_we_were_away(filled: Mailbox) -> None:
    with open_session(filled) as session:
        known = _seen(session)
    filled.expunge("uid 3:4")
    filled.flag("uid 7", "\\Seen")
    filled.deliver(b"Subject: new\r\n\r\nx\r\n")
    with open_session(filled) as session:
        selected = session.select("INBOX", known=known)
        gone = selected.vanished if selected.vanished is not None else session.vanished(known.known)
        changed = selected.changed if selected.changed is not None else session.flags(known.known - gone)
        seen = {change.uid for change in changed if "\\Seen" in change.flags}
        assert (str(gone), seen, selected.exists) == ("3:4", {7}, 9)


def test_nothing_happened(filled: Mailbox) -> None:
    with open_session(filled) as session:
        known = _seen(session)
    with open_session(filled) as session:
        selected = session.select("INBOX", known=known)
        assert not selected.changed
        assert not session.vanished(known.known)


def test_another_uidvalidity_invalidates_what_was_known(filled: Mailbox) -> None:
    with open_session(filled) as session:
        known = _seen(session)
    value = filled.server.change_uidvalidity(filled.user)
    with open_session(filled) as session:
        selected = session.select("INBOX", known=known)
        assert (selected.uidvalidity, selected.vanished, selected.changed) == (value, None, None)


def test_what_happens_during_the_session_is_news(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        filled.deliver(b"Subject: new\r\n\r\nx\r\n")
        filled.expunge("uid 2")
        events = session.noop()
    assert {"exists"} <= {event.kind for event in events}
    assert {"vanished", "expunged"} & {event.kind for event in events}


def test_searches(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        assert str(session.uids(search.uid(UidRanges.parse("3:5,40")))) == "3:5"
        assert str(session.uids(search.header("Message-ID", "<7@example.test>"))) == "7"
        assert not session.uids(search.header("Message-ID", 'a"b\\'))
        assert session.has(10)
        assert not session.has(11)


def test_each_way_uses_what_the_server_has(mailbox: Mailbox) -> None:
    mailbox.append_many(messages(2))
    with Dovecot(settings=Settings(capability=CAPABILITIES[CONDSTORE])) as other:
        half = new_mailbox(other)
        half.append_many(messages(2))
        for box, told in ((mailbox, UidRanges()), (half, None)):
            with open_session(box) as session:
                known = _seen(session)
                selected = session.select("INBOX", known=known)
                assert (selected.vanished, selected.changed) == (told, ())


def test_a_server_that_was_set_back_is_not_believed(mailbox: Mailbox) -> None:
    mailbox.append_many(messages(3))
    with open_session(mailbox) as session:
        known = _seen(session)
        ahead = FolderState(known.uidvalidity, known.uidnext, 10**9, known.known)
        assert session.select("INBOX", known=ahead).changed is None


def test_a_vanished_that_is_none_leaves_the_comparison_to_us(mailbox: Mailbox) -> None:
    mailbox.append_many(messages(3))
    with open_session(mailbox) as session:
        known = _seen(session)
    mailbox.expunge("uid 2")
    with TcpProxy(mailbox.server.port) as proxy, open_session(mailbox, port=proxy.port) as session:
        proxy.rewrite(lambda line: b"* VANISHED (EARLIER) \r\n" if line.startswith(b"* VANISHED") else line)
        proxy.inject(b"* VANISHED (EARLIER) 1:*", before=b"* VANISHED")
        assert session.select("INBOX", known=known).vanished is None
        assert str(session.vanished(known.known)) == "2"


@pytest.mark.parametrize("value", [b"0", b"99999999999999999999999", b"x"])
def test_an_invalid_uidvalidity_is_none(mailbox: Mailbox, value: bytes) -> None:
    with TcpProxy(mailbox.server.port) as proxy:
        proxy.rewrite(
            lambda line: b"* OK [UIDVALIDITY " + value + b"] hm\r\n" if b"[UIDVALIDITY" in line else line
        )
        with open_session(mailbox, port=proxy.port) as session:
            assert session.select("INBOX").uidvalidity is None


def test_a_folder_that_is_not_there_leaves_the_session_usable(mailbox: Mailbox) -> None:
    with open_session(mailbox) as session:
        with pytest.raises(CommandRefused):
            session.select("No such folder")
        assert session.select("INBOX").exists == 0


def test_a_search_without_an_answer_is_no_empty_folder(mailbox: Mailbox) -> None:
    mailbox.append_many(messages(3))
    with TcpProxy(mailbox.server.port) as proxy, open_session(mailbox, port=proxy.port) as session:
        session.select("INBOX")
        proxy.rewrite(lambda line: b"" if line.startswith(b"* ESEARCH") else line)
        with pytest.raises(Malformed, match="no answer"):
            session.vanished(UidRanges.parse("1:3"))


def test_no_second_command_through_a_search(mailbox: Mailbox) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        with pytest.raises(UnsafeArgument):
            session.uids(search.header("Message-ID", "x\r\nA1 LOGOUT"))
        with pytest.raises(UnsafeArgument):
            search.header("Message-ID", "<ü@example.test>")
