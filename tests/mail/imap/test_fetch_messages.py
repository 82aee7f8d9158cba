"""Fetching: batches in flight, large ones in pieces, and every way in which an answer can be incomplete."""

import io
import re
import time

import pytest

from spindle.mail.imap.errors import Broken, CommandRefused, Gone, ImapError
from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import PIECE, Part
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import UidRanges
from spindle.mail.imap.surviving import Unfetchable
from tests.mail.imap.sessions import open_session
from tests.peers.mailbox import Mailbox, messages
from tests.peers.tcp_proxy import Rewrite, TcpProxy

RAW = messages(60)
UIDS = range(1, 61)


@pytest.fixture
def filled(mailbox: Mailbox) -> Mailbox:
    """60 messages, UID n being RAW[n - 1]."""
    mailbox.append_many(RAW)
    return mailbox


def _raw(found: list[Fetched]) -> dict[int, bytes | None]:
    return {fetched.uid: fetched.raw for fetched in found}


def _expected(*uids: int) -> dict[int, bytes]:
    return {uid: RAW[uid - 1] for uid in uids}


def _surviving(session: Session, uids: range = UIDS) -> tuple[dict[int, bytes | None], list[Unfetchable]]:
    found = list(session.fetch_surviving(uids))
    fetched = [it for it in found if isinstance(it, Fetched)]
    assert len({it.uid for it in found}) == len(found)
    return _raw(fetched), [it for it in found if isinstance(it, Unfetchable)]


def test_a_message_comes_whole_with_what_the_server_knows(mailbox: Mailbox) -> None:
    raw = b"Subject: \xe4\xff\r\n\r\n\x00 nul, 8 bit {5}\r\n)\r\n"
    mailbox.append_many([raw], flags="\\Flagged $Forwarded")
    with open_session(mailbox) as session:
        session.select("INBOX")
        (fetched,) = session.fetch([1])
    assert fetched.flags is not None
    assert {"\\Flagged", "$Forwarded"} <= fetched.flags
    assert fetched.raw is not None
    assert fetched.raw.replace(b"\x80", b"\0") == raw
    assert fetched.size == len(raw)
    assert fetched.internal_date is not None
    assert fetched.modseq


def test_fetching_marks_nothing_as_read(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        for part in Part:
            list(session.fetch(UIDS, part))
        session.fetch_large(1, len(RAW[0]), io.BytesIO())
        assert not any("\\Seen" in change.flags for change in session.flags(UIDS))


def test_batches_come_in_their_order_and_by_uid(filled: Mailbox) -> None:
    batches = [UIDS[start : start + 7] for start in range(0, 60, 7)][::-1]
    with open_session(filled) as session:
        session.select("INBOX")
        found = list(session.fetch_batches(batches))
    assert [batch.asked for batch in found] == [tuple(uids) for uids in batches]
    for batch in found:
        assert _raw(batch.fetched) == _expected(*batch.asked)


def test_a_batch_may_be_ranges(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        (batch,) = session.fetch_batches([UidRanges.parse("2,58:60")])
    assert _raw(batch.fetched) == _expected(2, 58, 59, 60)


def test_batches_left_early_leave_the_session_in_step(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        for _ in session.fetch_batches([UIDS[:20], UIDS[20:40], UIDS[40:]]):
            break
        assert _raw(list(session.fetch([5]))) == _expected(5)


def test_nothing_else_may_be_asked_while_batches_are_in_flight(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        batches = session.fetch_batches([UIDS[:20], UIDS[20:40], UIDS[40:]])
        next(batches)
        with pytest.raises(RuntimeError):
            session.noop()


def test_uids_that_are_not_there_are_missing(filled: Mailbox) -> None:
    filled.expunge("uid 3")
    with open_session(filled) as session:
        session.select("INBOX")
        (batch,) = session.fetch_batches([(2, 3, 4, 99)])
    assert batch.missing == (3, 99)


def test_a_uid_that_an_answer_leaves_out_is_missing_but_there(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.hide_uid(7)
        (batch,) = session.fetch_batches([UIDS])
        assert batch.missing == (7,)
        assert session.has(7)


def test_headers_only(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        (header,) = session.fetch([4], Part.HEADER)
        (identity,) = session.fetch([4], Part.IDENTITY)
        (nothing,) = session.fetch([4], Part.NOTHING)
    assert header.raw == b"Message-ID: <4@example.test>\r\nSubject: No. 4\r\n\r\n"
    assert identity.raw == header.raw
    assert (nothing.raw, nothing.size) == (None, len(RAW[3]))


def test_sizes_and_flags(filled: Mailbox) -> None:
    filled.flag("uid 5", "\\Seen")
    with open_session(filled) as session:
        session.select("INBOX")
        assert session.sizes([1, 60, 61]) == {1: len(RAW[0]), 60: len(RAW[59])}
        assert [it.uid for it in session.flags(UIDS) if "\\Seen" in it.flags] == [5]


def test_flags_since(filled: Mailbox) -> None:
    with open_session(filled) as session:
        before = session.select("INBOX").highestmodseq or 0
        filled.flag("uid 5", "\\Seen")
        filled.flag("uid 9", "\\Answered")
        session.noop()
        assert [it.uid for it in session.flags_since(before)] == [5, 9]
        assert [it.uid for it in session.flags_since(before, within=UidRanges.parse("6:60"))] == [9]


def test_flags_that_change_meanwhile_are_news_and_no_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.inject(b"* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n* VANISHED 77", before=b"UID 3 ")
        (batch,) = session.fetch_batches([UIDS])
        assert _raw(batch.fetched) == _expected(*UIDS)
        assert [str(event.uids) for event in session.take_events()] == ["2", "77"]


# --- large ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_a_large_message_comes_in_pieces(mailbox: Mailbox, size: int) -> None:
    head = b"Subject: large\r\n\r\n"
    raw = head + b"0123456789abcdef" * (size // 16 + 1)
    raw = raw[: max(size, len(head) + 1)]
    mailbox.append_many([raw])
    into = io.BytesIO()
    with open_session(mailbox) as session:
        session.select("INBOX")
        length = session.fetch_large(1, session.sizes([1])[1], into)
    assert (length, into.getvalue()) == (len(raw), raw)


def test_a_size_that_lies(mailbox: Mailbox) -> None:
    raw = b"Subject: x\r\n\r\n" + b"y" * (2 * PIECE)
    mailbox.append_many([raw])
    with open_session(mailbox) as session:
        session.select("INBOX")
        for lie in (10 * PIECE, len(raw) - 100):
            into = io.BytesIO()
            assert session.fetch_large(1, lie, into) == len(raw)
            assert into.getvalue() == raw


def test_a_large_message_that_is_gone(mailbox: Mailbox) -> None:
    with open_session(mailbox) as session:
        session.select("INBOX")
        with pytest.raises(CommandRefused):
            session.fetch_large(1, 10, io.BytesIO())


def test_a_literal_larger_than_any_honest_one(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.inject(b"* 1 FETCH (UID 1 BODY[] {99999999999}", before=b"UID 1 ")
        with pytest.raises(Broken, match="99999999999"):
            list(session.fetch([1]))


# --- broken answers -------------------------------------------------------------------------------------------------


def _break(uid: int, how: bytes) -> Rewrite:
    pattern = re.compile(rb"\A\* \d+ FETCH \(UID %d " % uid)
    return lambda response: how if pattern.match(response) else response


def test_one_answer_that_makes_no_sense_costs_one_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.rewrite(_break(13, b"* 13 FETCH (UID 13 FLAGS (((\r\n"))
        fetched, lost = _surviving(session)
        assert fetched == _expected(*(uid for uid in UIDS if uid != 13))
        assert [(it.uid, it.exists) for it in lost] == [(13, True)]
        assert "UID 13" in lost[0].reason
        assert proxy.connections == 1


def test_an_answer_without_text_costs_one_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.rewrite(_break(13, b"* 13 FETCH (UID 13 FLAGS () BODY[] NIL)\r\n"))
        fetched, lost = _surviving(session)
        assert len(fetched) == 59
        assert [(it.uid, it.exists) for it in lost] == [(13, True)]


def test_an_answer_that_breaks_the_stream_costs_one_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port, timeout=2) as session:
        session.select("INBOX")
        proxy.rewrite(_break(13, b"* 13 FETCH (UID 13 BODY[] {99999999999}\r\n"))
        fetched, lost = _surviving(session)
        assert fetched == _expected(*(uid for uid in UIDS if uid != 13))
        assert [(it.uid, it.exists) for it in lost] == [(13, True)]


def test_a_server_that_says_bye_at_one_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.rewrite(_break(60, b"* BYE Internal error occurred\r\n"))
        fetched, lost = _surviving(session)
        assert fetched == _expected(*UIDS[:-1])
        assert [(it.uid, it.reason) for it in lost] == [(60, "Internal error occurred")]


def test_a_refusal_for_some_keeps_the_others(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.hide_uid(13)
        proxy.rewrite(
            lambda line: line.replace(b" OK Fetch", b" NO [SERVERBUG] some could not be fetched. OK Fetch")
        )
        first, second = session.fetch_batches([UIDS[:30], UIDS[30:]])
        assert (first.missing, len(second.fetched)) == ((13,), 30)
        assert "some could not" in first.reason


def test_a_message_deleted_meanwhile_is_not_there(filled: Mailbox) -> None:
    filled.expunge("uid 3")
    with open_session(filled) as session:
        session.select("INBOX")
        fetched, lost = _surviving(session)
    assert [(it.uid, it.exists) for it in lost] == [(3, False)]
    assert len(fetched) == 59


def test_the_network_gone_is_not_the_messages_fault(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy, open_session(filled, port=proxy.port) as session:
        session.select("INBOX")
        proxy.cut_after(0)
        proxy.close_all()
        with pytest.raises(ImapError):
            list(session.fetch_surviving(UIDS))


def test_a_connection_cut_anywhere_is_a_typed_error_and_gives_no_half_message(filled: Mailbox) -> None:
    with TcpProxy(filled.server.port) as proxy:
        for count in range(100, 16000, 331):
            proxy.cut_after(count)
            started = time.monotonic()
            found: list[Fetched] = []
            with pytest.raises((Gone, Broken)):
                _fetch_all(filled, proxy.port, found)
            assert time.monotonic() - started < 5
            assert all(fetched.raw == RAW[fetched.uid - 1] for fetched in found), count


def _fetch_all(mailbox: Mailbox, port: int, into: list[Fetched]) -> None:
    with open_session(mailbox, port=port) as session:
        session.select("INBOX")
        for batch in session.fetch_batches([UIDS[:20], UIDS[20:40], UIDS[40:]]):
            into += batch.fetched
    raise AssertionError("everything came, so nothing was cut")


def test_a_killed_session_is_gone(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        filled.server.kill_sessions()
        with pytest.raises(Gone):
            list(session.fetch(UIDS))


def test_a_folder_with_another_uidvalidity_is_not_reopened(filled: Mailbox) -> None:
    with open_session(filled) as session:
        session.select("INBOX")
        filled.server.change_uidvalidity(filled.user)
        with pytest.raises(Gone, match="UIDVALIDITY"):
            list(session.fetch_surviving(UIDS))
