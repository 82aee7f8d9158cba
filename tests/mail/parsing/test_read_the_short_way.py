"""Reading without the library tells exactly what reading with it tells; what it does not understand it leaves alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus import Corpus, relations
from spindle.mail.parsing import attachment_bytes, parse
from spindle.mail.parsing.quick import quick_part
from spindle.mail.parsing.read import parse_by_library

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "mail"
FILES = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []
MAILS = [raw for _, raw in Corpus(relations(50)).mails(60)]
SMALL = [raw for raw in MAILS if len(raw) < 8000][:20]

NESTED = (
    b"From: a@x.example\r\nSubject: s\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="out"\r\n\r\npreamble\r\n'
    b'--out\r\nContent-Type: multipart/related; boundary="in"\r\n\r\n'
    b"--in\r\nContent-Type: text/html\r\n\r\n<p>hello</p>\r\n"
    b"--in\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--in--\r\n"
    b"--out\r\n\r\nplain\r\n-- \r\nsignature\r\n--out--\r\nepilogue\r\n"
)
BREAKS = [b"", b"\r\n", b"\n", b"\r", b"--", b"--out", b"--out--", b"--in\r\n", b"\n--out\n", b" ", b"\t", b'"', b";", b"\xff", b"\0",
          b"Content-Type: multipart/digest; boundary=out\r\n", b"Content-Type: message/rfc822\r\n", b"boundary", b"From x\r\n",
          b"Content-Transfer-Encoding: base64\r\n", b"Subject : x\r\n"]  # fmt: skip


def test_ordinary_mail_goes_the_short_way() -> None:
    assert all(quick_part(raw) is not None for raw in [*MAILS, NESTED])


@pytest.mark.parametrize("raw", [*MAILS, NESTED], ids=len)
def test_both_ways_tell_the_same(raw: bytes) -> None:
    assert parse(raw) == parse_by_library(raw)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_both_ways_tell_the_same_of_what_programs_write(file: Path) -> None:
    raw = file.read_bytes()
    assert parse(raw) == parse_by_library(raw)


@given(st.sampled_from([NESTED, *SMALL]), st.integers(0, 8000), st.integers(0, 40), st.sampled_from(BREAKS))
@settings(deadline=None, max_examples=400)
def test_both_ways_tell_the_same_of_broken_mail(raw: bytes, at: int, gone: int, put: bytes) -> None:
    at %= len(raw)
    broken = raw[:at] + put + raw[at + gone :]
    assert parse(broken) == parse_by_library(broken)


@given(st.lists(st.integers(0, 10_000), max_size=6), st.sampled_from(BREAKS))
@settings(deadline=None, max_examples=400)
def test_both_ways_tell_the_same_of_shuffled_lines(places: list[int], put: bytes) -> None:
    lines = NESTED.splitlines(keepends=True)
    for place in places:
        line = lines.pop(place % len(lines))
        lines.insert((place * 7) % (len(lines) + 1), put + line)
    broken = b"".join(lines)
    assert parse(broken) == parse_by_library(broken)


@pytest.mark.parametrize(
    "odd",
    [
        NESTED.replace(b"--out--\r\n", b""),
        NESTED.replace(b"--out\r\n\r\nplain", b"--outer\r\n\r\n--out\r\n\r\nplain"),
        NESTED.replace(b"\r\n\r\npreamble", b"\r\n \r\n\r\npreamble"),
        NESTED.replace(b"text/html", b"message/rfc822"),
        NESTED.replace(b"multipart/related", b"multipart/digest"),
        NESTED.replace(b'boundary="in"', b"boundary*0=i; boundary*1=n"),
        NESTED.replace(b"Subject: s", b"Subject : s"),
        NESTED.replace(b"plain\r\n", b"plain\r--out\r"),
        NESTED.replace(b"mixed;", b"mixed (comment);"),
        b"\r\n" + NESTED,
        b"From x@y Tue\r\n" + NESTED,
    ],
)
def test_the_unusual_is_left_to_the_library(odd: bytes) -> None:
    assert parse(odd) == parse_by_library(odd)


def test_attachments_are_the_same_bytes() -> None:
    assert attachment_bytes(NESTED, 0) == b"\0\0\0"
