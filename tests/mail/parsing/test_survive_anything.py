"""Whatever the bytes are, reading ends, in time, with a result; and the library agrees with our skeleton."""

import email
import io
import time
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindle.mail.parsing import attachment_bytes, parse, parse_large
from spindle.mail.parsing.skeleton import cut, start_of
from spindle.mail.parsing.source import InMemory
from spindle.mail.parsing.structure import Mail, parsed_by_library

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "mail"
FILES = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []

FRAGMENTS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\n\n",
        b"--",
        b"--b",
        b"--b--",
        b"--c",
        b":",
        b" ",
        b"\t",
        b'"',
        b";",
        b"=",
        b"\xff",
        b"\0",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b", b'Content-Type: multipart/alternative; boundary="c"'),
    *(
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: multipart/digest; boundary=b",
    ),
    *(
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"begin 644 a\n",
        b"boundary*0*=x",
    ),
    *(
        b"Content-Type: message/delivery-status",
        b"Content-Disposition: attachment; filename*0*=utf-8''%",
        b"=?utf-8?Q?=C3?=",
    ),
    *(
        b"From: a@b <c@d.example>, (",
        b"Subject: \x1b$B",
        b"Date: 99 Jan 0000 25:61 +9999",
        b"Received: ;",
        b"References: <a@\n b>",
    ),
    *(b"<div>", b"<!--", b"cid:x", b"\x02", b"\x020\x03", "\ue0000\ue001".encode(), b"From ", b"text"),
]
messages = st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=60).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(messages)
def test_it_never_raises_and_is_bounded(raw: bytes) -> None:
    mail = parse(raw)
    assert len(mail.text) <= 100_000
    assert len(mail.snippet) <= 200
    assert "\0" not in mail.text + mail.subject + mail.html
    for file in mail.attachments:
        attachment_bytes(raw, file.index)
        assert 0 < len(file.name) <= 120
        assert "/" not in file.name


@settings(max_examples=200, deadline=None)
@given(messages)
def test_a_stream_reads_as_memory_does(raw: bytes) -> None:
    small, large = parse(raw), parse_large(io.BytesIO(raw), len(raw)).mail
    assert (large.text, large.html, large.fingerprint) == (small.text, small.html, small.fingerprint)
    assert [file.name for file in large.attachments] == [file.name for file in small.attachments]


@settings(max_examples=400, deadline=None)
@given(messages)
def test_the_library_finds_the_same_parts_in_the_whole_message(raw: bytes) -> None:
    whole = email.message_from_bytes(raw[start_of(raw) :])
    if any("Separator" in type(defect).__name__ for defect in whole.defects):
        return  # Here we mend on purpose what the library gives up.
    skeleton = cut(raw)
    message, _ = parsed_by_library(skeleton.text)
    assert ours(message, InMemory(raw, skeleton)) == theirs(whole)


def theirs(message: Message) -> list[tuple[str, bytes]]:
    payload = message._payload  # type: ignore[attr-defined]
    if not isinstance(payload, list):
        return [(message.get_content_type(), (payload or "").encode("ascii", "surrogateescape"))]
    inside = (
        []
        if message.get_content_maintype() == "message"
        else [part for child in payload for part in theirs(child)]
    )
    return [(message.get_content_type(), b""), *inside]


def ours(message: Mail, source: InMemory) -> list[tuple[str, bytes]]:
    content = message.content
    if not isinstance(content, list):
        return [(message.get_content_type(), source.read(source.span(content)))]
    inside = (
        []
        if message.get_content_maintype() == "message"
        else [part for child in content for part in ours(child, source)]
    )
    return [(message.get_content_type(), b""), *inside]


def nested(depth: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(depth)
    )


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(400) + b"\ntext", id="nested 400 deep"),
        pytest.param(nested(2000) + b"\ntext", id="nested 2000 deep"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 50_000, id="50,000 parts"
        ),
        pytest.param(b"X: y\n" * 200_000, id="headers without end"),
        pytest.param(b"To: " + b"(" * 100_000, id="open comments"),
        pytest.param(b"Subject: " + b"=?utf-8?Q?a?= " * 20_000, id="encoded words"),
        pytest.param(
            b"Content-Type: multipart/x; boundary*" + b"9" * 6000 + b"*=x\n\na", id="a huge section number"
        ),
        pytest.param(b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 100_000, id="padded base64"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<div>" * 100_000, id="deep html"),
        pytest.param(
            b"Content-Type: text/html\n\n" + b"<div><b></b>" * 60_000 + b"</div>" * 60_000,
            id="deep balanced html",
        ),
        pytest.param(b"\n" * 500_000, id="blank lines"),
        pytest.param(b"From: a@b.example," + b" " * 100_000 + b";\n\nx", id="spaces among addresses"),
        pytest.param(b'From: "' + b'\\"' * 100_000 + b"\n\nx", id="a quoted name without an end"),
        pytest.param(b"From: <" + b"@" * 100_000 + b">\n\nx", id="a route without an end"),
        pytest.param(b"From: <a" + b" " * 100_000 + b"b>\n\nx", id="spaces in an address"),
        pytest.param(b"To: " + b"a," * 100_000 + b"\n\nx", id="names without addresses"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<pre>" * 180_000, id="pre in pre"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<td" * 300_000, id="cells without an end"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<div></x>" * 100_000, id="end tags of nothing"),
        pytest.param(
            b"Content-Type: text/html\n\n<p " + b" ".join(b"a%d" % n for n in range(120_000)) + b">x",
            id="attributes",
        ),
        pytest.param(b"\n" + b"a" + b" " * 190_000 + b"b \nc", id="spaces within a line"),
    ],
)
def test_a_hostile_message_is_read_in_time(raw: bytes) -> None:
    start = time.monotonic()
    mail = parse(raw)
    assert time.monotonic() - start < 10
    assert len(mail.attachments) <= 1000


def test_parts_beyond_the_limit_are_told() -> None:
    part = b"--a\nContent-Type: image/png\n\nx\n"
    mail = parse(b"Content-Type: multipart/mixed; boundary=a\n\n" + part * 1500)
    assert len(mail.attachments) == 999
    assert "too-many-parts" in mail.defects
    assert "too-deep" in parse(nested(60)).defects


@pytest.mark.skipif(not FILES, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_mail_is_read(path: Path) -> None:
    raw = path.read_bytes()
    mail = parse(raw)
    large = parse_large(io.BytesIO(raw), len(raw)).mail
    assert (large.text, large.html, large.fingerprint) == (mail.text, mail.html, mail.fingerprint)
    assert mail.text or mail.html or mail.attachments or len(raw) < 1000
    for file in mail.attachments:
        data = attachment_bytes(raw, file.index)
        assert len(data) == file.size
    assert "=?" not in mail.subject
    assert all("@" in box.address for box in (*mail.from_, *mail.to, *mail.cc))
