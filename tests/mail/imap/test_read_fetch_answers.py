"""The lean reader: against answers made up by hypothesis, against IMAPClient's parser, and against garbage."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spindle.mail.imap import fetched as reader
from spindle.mail.imap.errors import ImapError, Malformed
from spindle.mail.imap.fetched import Fetched, read_date, read_fetched
from spindle.mail.imap.wire import Wire
from tests.mail.imap.sessions import response, wire_that_hears

UTC = dt.UTC
texts = st.binary(max_size=300)
flags = st.sets(st.sampled_from(["\\Seen", "\\Answered", "$Forwarded", "NonJunk", "\\Recent", "Label_1"]))
messages = st.builds(
    Fetched,
    uid=st.integers(1, 2**32 - 1),
    flags=flags.map(frozenset),
    internal_date=st.integers(0, 2**32).map(lambda seconds: dt.datetime.fromtimestamp(seconds, UTC)),
    size=st.integers(0, 2**40),
    modseq=st.integers(1, 2**63 - 1),
    raw=texts,
)


def _literal(raw: bytes) -> bytes:
    return b"{%d}\r\n" % len(raw) + raw


def _items(message: Fetched) -> list[bytes]:
    assert message.flags is not None
    assert message.internal_date is not None
    date = message.internal_date.strftime("%d-%b-%Y %H:%M:%S +0000").encode()
    return [
        b"UID %d" % message.uid,
        b"FLAGS (%s)" % " ".join(sorted(message.flags)).encode(),
        b'INTERNALDATE "%s"' % date,
        b"RFC822.SIZE %d" % (message.size or 0),
        b"MODSEQ (%d)" % (message.modseq or 0),
        b"BODY[] " + _literal(message.raw or b""),
    ]


def _read_all(wire: Wire) -> None:
    while True:
        wire.read()


def _answer(items: list[bytes]) -> bytes:
    return b"* 12 FETCH (" + b" ".join(items) + b")\r\n"


@given(messages, st.permutations(range(6)))
def test_it_reads_what_was_written_in_any_order(message: Fetched, order: list[int]) -> None:
    items = _items(message)
    assert read_fetched(response(_answer([items[index] for index in order]))) == message


@given(messages, st.permutations(range(6)))
def test_it_agrees_with_the_thorough_reader(message: Fetched, order: list[int]) -> None:
    items = _items(message)
    found = response(_answer([items[index] for index in order]))
    assert reader._lean(found) == reader._thorough(found)


@given(
    st.lists(
        st.sampled_from(
            [
                b"(",
                b")",
                b'"',
                b" ",
                b"\\",
                b"UID 5",
                b"FLAGS",
                b"BODY[",
                b"]",
                b"{3}\r\nabc",
                b"NIL",
                b"\xff",
            ]
        )
    )
)
@example([b"("] * 2000)
@example([b"ENVELOPE (NIL)"])
@example([b"UID 5 BODYSTRUCTURE ((("])
def test_garbage_is_malformed_and_nothing_worse(parts: list[bytes]) -> None:
    try:
        found = read_fetched(response(_answer(parts)))
    except ImapError:
        return
    assert isinstance(found, Fetched)


@given(texts)
def test_any_bytes_at_all_end_in_a_response_or_a_typed_error(data: bytes) -> None:
    wire = wire_that_hears(data)
    with pytest.raises(ImapError):
        _read_all(wire)
    wire.stream.close()


@pytest.mark.parametrize(
    ("answer", "raw"),
    [
        (b"* 1 FETCH (UID 5 BODY[] NIL)", None),
        (b'* 1 FETCH (UID 5 BODY[] "")', b""),
        (b'* 1 FETCH (UID 5 BODY[] "a \\"b\\" \\\\")', b'a "b" \\'),
        (b"* 1 FETCH (UID 5 BODY[]<0> {3}\r\nabc)", b"abc"),
        (b"* 1 FETCH (BODY[HEADER.FIELDS (DATE)] {3}\r\nabc UID 5)", b"abc"),
        (b"* 1 FETCH (UID 5 RFC822 {3}\r\nabc)", b"abc"),
        (b"* 1 fetch (uid 5 body[] {3}\r\nabc)", b"abc"),
        (
            b'* 1 FETCH (UID 5 BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 3 1) BODY[] {3}\r\nabc)',
            b"abc",
        ),
    ],
)
def test_it_reads_the_forms_that_servers_use(answer: bytes, raw: bytes | None) -> None:
    found = read_fetched(response(answer + b"\r\n"))
    assert (found.uid, found.raw) == (5, raw)


def test_a_literal_may_look_like_protocol() -> None:
    raw = b"a) {99}\r\n* 2 FETCH (UID 6 BODY[] NIL)\r\n"
    found = read_fetched(response(b"* 1 FETCH (UID 5 BODY[] " + _literal(raw) + b")\r\n"))
    assert (found.uid, found.raw) == (5, raw)


def test_text_for_people_has_no_literal_whatever_it_ends_in() -> None:
    wire = wire_that_hears(b"* OK [ALERT] use {5}\r\n* 1 EXISTS\r\n")
    assert [wire.read().kind, wire.read().kind] == [b"OK", b"EXISTS"]
    wire.stream.close()


def test_gmails_identities_and_labels() -> None:
    answer = b'* 1 FETCH (X-GM-THRID 1278455344230334865 X-GM-MSGID 1278455344230334866 X-GM-LABELS ("\\\\Inbox" "a b" &APw- Foo) UID 5)\r\n'
    found = read_fetched(response(answer))
    assert (found.gmail_thread, found.gmail_id) == (1278455344230334865, 1278455344230334866)
    assert found.labels == ("\\Inbox", "a b", "ü", "Foo")


def test_a_label_as_a_literal() -> None:
    found = read_fetched(response(b'* 1 FETCH (X-GM-LABELS (Foo {3}\r\na"b) UID 5)\r\n'))
    assert (found.uid, found.labels) == (5, ("Foo", 'a"b'))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (b" 7-Feb-1994 21:52:25 -0800", dt.datetime(1994, 2, 8, 5, 52, 25, tzinfo=UTC)),
        (b"17-JUL-2026 02:44:25 +0200", dt.datetime(2026, 7, 17, 0, 44, 25, tzinfo=UTC)),
        (b"31-Feb-2026 02:44:25 +0200", None),
        (b"01-Jan-2026 02:44:25 +9900", None),
        (b"01-Jan-0000 00:00:00 +0000", None),
        (b"garbage", None),
    ],
)
def test_internal_dates(text: bytes, moment: dt.datetime | None) -> None:
    assert read_date(text) == moment


@pytest.mark.parametrize("inside", [b"UID x", b"UID 5 FLAGS (", b"FLAGS \\Seen", b"UID 5 BODY[] {"])
def test_what_neither_reader_knows_is_malformed(inside: bytes) -> None:
    with pytest.raises(Malformed):
        read_fetched(response(b"* 1 FETCH (" + inside + b"\r\n"))
