"""The fingerprint: equal for copies of one message, different for messages that only share an id (mail.md, rule 8)."""

from spindle.mail.parsing import parse

HEAD = b"Message-ID: <1@x.example>\r\nFrom: a@x.example\r\nTo: b@x.example\r\nSubject: s\r\nDate: Tue, 3 Nov 2026 10:00:00 +0100\r\n"
RAW = HEAD + b"\r\nHello\r\nworld\r\n"


def mark(raw: bytes) -> str:
    return parse(raw).fingerprint


def test_it_is_32_hexadecimal_characters() -> None:
    assert len(mark(RAW)) == 32
    assert int(mark(RAW), 16) >= 0


def test_line_ends_stamps_and_folding_do_not_count() -> None:
    assert mark(RAW.replace(b"\r\n", b"\n")) == mark(RAW)
    assert mark(b"Received: by other; Tue, 3 Nov 2026 10:00:00 +0100\r\nX-Spam: 1\r\n" + RAW) == mark(RAW)
    assert mark(RAW.replace(b"Subject: s", b"Subject:\r\n s") + b"\r\n") == mark(RAW)


def test_a_shared_id_does_not_make_two_messages_one() -> None:
    assert mark(RAW.replace(b"world", b"moon")) != mark(RAW)
    assert mark(RAW.replace(b"b@x.example", b"c@x.example")) != mark(RAW)
    assert mark(RAW.replace(b"Subject: s", b"Subject: t")) != mark(RAW)


def test_without_an_id_every_byte_counts() -> None:
    bare = RAW.removeprefix(b"Message-ID: <1@x.example>\r\n")
    assert mark(bare) == mark(bare)
    assert mark(bare) != mark(b"X: 1\r\n" + bare)
