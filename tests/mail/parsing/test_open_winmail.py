"""Outlook's winmail.dat is opened: its files and its body are the message's own, whatever the bytes are."""

import io
import struct
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindle.mail.parsing import ParsedMail, attachment_bytes, parse, parse_large, stream_attachment
from spindle.mail.parsing.rtf import decompressed, read_rtf
from spindle.mail.parsing.tnef import DEEPEST, read_tnef
from tests.mail.parsing.winmail import BODY, MESSAGE, PROPERTIES, attribute, embedded, file, properties, tnef

CONTENT = b"%PDF-1.4 offer"


def mail(winmail: bytes, *, text: str = "", name: str = "winmail.dat", kind: str = "ms-tnef") -> bytes:
    """A message around a winmail.dat."""
    made = EmailMessage()
    made["Subject"], made["From"] = "Offer", "jan@customer.example"
    made.set_content(text)
    made.add_attachment(winmail, maintype="application", subtype=kind, filename=name)
    return made.as_bytes()


def names(read: ParsedMail) -> list[str]:
    """The files that a reader sees."""
    return [one.name for one in read.attachments]


def test_its_files_stand_among_the_attachments() -> None:
    raw = mail(tnef(file("Offer März.pdf", CONTENT), file("plan.txt", b"plan")))
    read = parse(raw)
    assert names(read) == ["Offer März.pdf", "plan.txt"]
    assert [one.content_type for one in read.attachments] == ["application/pdf", "text/plain"]
    assert [attachment_bytes(raw, one.index) for one in read.attachments] == [CONTENT, b"plan"]


def test_it_is_known_by_its_first_bytes_when_a_gateway_renamed_its_type() -> None:
    assert names(parse(mail(tnef(file("a.txt", b"a")), kind="octet-stream"))) == ["a.txt"]


def test_what_only_calls_itself_so_stays_a_file() -> None:
    assert names(parse(mail(b"no such thing"))) == ["winmail.dat"]


def test_its_text_is_the_body_when_there_is_no_other() -> None:
    assert parse(mail(tnef(attribute(MESSAGE, BODY, b"Dear caf\xe9\0")))).text == "Dear café"
    assert parse(mail(tnef(attribute(MESSAGE, BODY, b"Wrapped\0")), text="Own")).text == "Own"


def test_its_html_is_shown_beside_a_plain_text_and_its_pictures_in_place() -> None:
    html = properties((0x102, 0x1013, b'<p>Rich <img src="cid:logo"></p>'))
    logo = file("logo.png", b"\x89PNG", (0x1F, 0x3712, "logo\0".encode("utf-16-le")))
    read = parse(mail(tnef(attribute(MESSAGE, PROPERTIES, html), logo), text="Plain"))
    assert "Rich" in read.html
    assert read.text == "Plain"
    assert [(one.name, one.inline) for one in read.attachments] == [("logo.png", True)]


def test_a_message_within_it_opens_as_a_message() -> None:
    inner = tnef(
        attribute(MESSAGE, PROPERTIES, properties((0x1F, 0x0037, "Inner offer\0".encode("utf-16-le")))),
        attribute(MESSAGE, BODY, b"Inside\0"),
        file("deep.txt", b"deep"),
    )
    raw = mail(tnef(embedded(inner)))
    [one] = parse(raw).attachments
    assert (one.name, one.content_type) == ("Inner offer.eml", "message/rfc822")
    opened = parse(attachment_bytes(raw, one.index))
    assert (opened.subject, opened.text, names(opened)) == ("Inner offer", "Inside", ["deep.txt"])
    assert len(attachment_bytes(raw, one.index)) == one.size


def test_messages_within_messages_end_somewhere() -> None:
    inner = tnef(file("bottom.txt", b"x"))
    for _level in range(DEEPEST + 20):
        inner = tnef(embedded(inner))
    assert len(parse(mail(inner)).attachments) == 1


def test_it_is_the_same_in_a_message_that_streams_by() -> None:
    raw = mail(tnef(file("big.bin", b"0123456789" * 200_000), file("small.txt", b"small")), text="Hello")
    small, large = parse(raw), parse_large(io.BytesIO(raw), len(raw)).mail
    assert small.attachments == large.attachments
    streamed = [b"".join(stream_attachment(lambda: io.BytesIO(raw), one)) for one in large.attachments]
    assert streamed == [attachment_bytes(raw, one.index) for one in small.attachments]


def test_one_that_is_too_large_stays_a_file() -> None:
    raw = mail(tnef(file("big.bin", b"\1" * 20_000_000)))
    assert names(parse_large(io.BytesIO(raw), len(raw)).mail) == ["winmail.dat"]
    assert names(parse(raw)) == ["winmail.dat"]


def test_a_name_cannot_lead_elsewhere() -> None:
    assert names(parse(mail(tnef(file("..\\..\\Windows\\run.exe", b"x"))))) == ["run.exe"]


def test_what_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = tnef(file("first.txt", b"first"), file("second.txt", b"second"))
    for end in range(len(whole)):
        found = read_tnef(whole[:end])
        assert found is None or len(found.files) <= 2
    cut = read_tnef(whole[: len(whole) - 10])
    assert cut is not None
    assert cut.files[0].data == b"first"


def test_numbers_that_lie_cost_no_time() -> None:
    began = time.monotonic()
    huge = struct.pack("<I", 0xFFFFFFFF)
    lying = properties((3, 0x0001, b"\0" * 4)).replace(b"\1\0\0\0", huge, 1)
    read_tnef(tnef(attribute(MESSAGE, PROPERTIES, lying)))
    read_tnef(tnef(attribute(MESSAGE, PROPERTIES, huge + struct.pack("<HH", 0x101F, 0x1000) + huge)))
    read_tnef(tnef(*[attribute(2, 0x00069002, b"") for _ in range(20_000)]))
    assert time.monotonic() - began < 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 300))
def test_it_survives_any_bytes(noise: bytes, place: int) -> None:
    whole = tnef(attribute(MESSAGE, PROPERTIES, properties((0x102, 0x1013, b"<p>x"))), file("a.txt", b"a"))
    parse(mail(whole[:place] + noise + whole[place + len(noise) :]))


HTML_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag19 <html>}"
    rb"{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 Caf\'e9 \u8364?5{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 "
    rb"{\*\mhtmltag84 hidden}\par}"
)


@pytest.mark.parametrize(
    ("rtf", "text", "html"),
    [
        (
            rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\b Dear} caf\'e9\par Second\line third}",
            "Dear café\nSecond\nthird",
            "",
        ),
        (rb"{\rtf1\ansi\uc1 \u8364?5 \u-10179?\u-8704?}", "€5 😀", ""),
        (rb"{\rtf1{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}\f1 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет", ""),
        (rb"{\rtf1 {\*\generator X}{\info{\author Y}}seen}", "seen", ""),
        (HTML_IN_RTF, "", "<html><b>Café €5</b>"),
        (b"no rtf", "", ""),
    ],
)
def test_rich_text_says(rtf: bytes, text: str, html: str) -> None:
    read = read_rtf(rtf)
    assert (read.text, read.html) == (text, html)


def test_compressed_rich_text_is_unpacked() -> None:
    # The example of MS-OXRTFCP §4.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af862 c96c6f20776f726c640a8070 7d0ca0".replace(
            " ", ""
        )
    )
    plain = struct.pack("<4I", 0, 5, 0x414C454D, 0) + b"{\\rtf"
    assert decompressed(plain) == b"{\\rtf"
    assert decompressed(packed).startswith(b"{\\rtf1\\ansi\\ansicpg125")


def test_rich_text_that_never_ends_ends() -> None:
    began = time.monotonic()
    read_rtf(b"{\\rtf1" + b"{" * 1_000_000)
    read_rtf(b"{\\rtf1" + b"\\'ff" * 200_000)
    decompressed(struct.pack("<4I", 0, 0, 0x75465A4C, 0) + b"\xff\x00\x0f" * 500_000)
    assert time.monotonic() - began < 8
