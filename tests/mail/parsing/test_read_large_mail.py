"""A large message is read while it streams: the same result as from memory, in bounded memory."""

import base64
import io
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest

from spindle.mail.parsing import attachment_bytes, parse, parse_large, stream_attachment

TEXT = "Zie de bijlage. " * 40


def message(attachment: bytes, encoding: str = "base64") -> bytes:
    body = base64.encodebytes(attachment).replace(b"\n", b"\r\n") if encoding == "base64" else attachment
    return (
        b'Message-ID: <l@x.example>\r\nSubject: Groot\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode() + b"\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Binnenin\r\n\r\nx\r\n"
        b'--b\r\nContent-Type: application/pdf; name="g.pdf"\r\nContent-Transfer-Encoding: '
        + encoding.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n--b--\r\n"
    )


class OneWay(io.RawIOBase):
    """A stream that only goes forward, in small pieces, and is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def one_way(pieces: Iterator[bytes]) -> BinaryIO:
    return cast("BinaryIO", OneWay(pieces))


@pytest.mark.parametrize("encoding", ["base64", "8bit", "quoted-printable"])
def test_it_reads_the_same_as_from_memory(encoding: str) -> None:
    raw = message(
        b"%PDF line =41\r\n--x\r\nmore\r\n" * 30_000, encoding
    )  # more dashed lines than are looked at
    small, large = parse(raw), parse_large(io.BytesIO(raw), len(raw)).mail
    assert large.fingerprint == small.fingerprint
    assert (large.text, large.subject, large.defects) == (small.text, small.subject, ())
    assert [(file.name, file.offset, file.length) for file in large.attachments] == [
        (file.name, file.offset, file.length) for file in small.attachments
    ]


@pytest.mark.parametrize("size", range(262_140, 262_150))
def test_a_boundary_between_two_blocks_is_seen(size: int) -> None:
    head = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\n'
    raw = head + b"x" * (size - len(head)) + b"\r\n--b\r\n\r\ntext\r\n--b--\r\n"
    large = parse_large(io.BytesIO(raw), len(raw)).mail
    assert (large.text, large.attachments) == ("text", parse(raw).attachments)


@pytest.mark.parametrize("encoding", ["base64", "8bit", "quoted-printable"])
@pytest.mark.parametrize("seekable", [True, False])
def test_an_attachment_streams_decoded(encoding: str, seekable: bool) -> None:
    raw = message(bytes(range(32, 127)) * 10_000, encoding)
    part = parse_large(io.BytesIO(raw), len(raw)).mail.attachments[1]

    def open_at() -> BinaryIO:
        return io.BytesIO(raw) if seekable else one_way(iter([raw]))

    assert b"".join(stream_attachment(open_at, part)) == attachment_bytes(raw, 1)


def pieces_of(megabytes: int) -> Iterator[bytes]:
    head, _, tail = message(b"%%%", "8bit").partition(b"%%%")
    yield head.replace(b"8bit", b"base64")
    line = base64.encodebytes(bytes(range(57))).replace(b"\n", b"\r\n")
    for _ in range(megabytes):
        yield line * (1_000_000 // len(line))
    yield tail


def test_a_100_mb_attachment_costs_less_than_30_mb() -> None:
    size = sum(len(piece) for piece in pieces_of(100))
    tracemalloc.start()
    try:
        large = parse_large(one_way(pieces_of(100)), size)
        part = large.mail.attachments[1]
        streamed = sum(len(piece) for piece in stream_attachment(lambda: one_way(pieces_of(100)), part))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000
    assert large.size == size
    assert large.mail.text == TEXT.strip()
    assert streamed == part.size == 57 * (1_000_000 // 78) * 100


def test_a_stream_that_breaks_off_is_told() -> None:
    raw = message(b"x" * 1000)
    assert "size-differs" in parse_large(io.BytesIO(raw[:-500]), len(raw)).mail.defects
