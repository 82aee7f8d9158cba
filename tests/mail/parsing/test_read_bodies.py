"""Texts, HTML and attachments out of every nesting and with every fault that mail.md names."""

import base64

import pytest

from spindle.channels.contract import AttachmentInfo
from spindle.mail.parsing import attachment_bytes, parse

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))


def multipart(kind: str, *parts: bytes, boundary: str = "b") -> bytes:
    joined = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    end = b"--" + boundary.encode() + b"--\r\n"
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + joined + end


def plain(text: str = "plain text") -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()


def rich(html: str = "<p>rich text</p>") -> bytes:
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()


def picture(headers: bytes = b"Content-ID: <p1@x>\r\n", name: str = "p.png") -> bytes:
    return (
        f'Content-Type: image/png; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'.encode()
        + headers
        + b"\r\n"
        + base64.encodebytes(PNG)
    )


def named(disposition: bytes, kind: bytes = b"application/pdf") -> AttachmentInfo:
    part = b"Content-Type: " + kind + b"\r\nContent-Disposition: " + disposition + b"\r\n\r\ndata"
    return parse(multipart("mixed", plain(), part)).attachments[0]


def test_the_text_is_found_in_related_in_alternative_in_mixed() -> None:
    related = multipart("related", rich('<p>deep</p><img src="cid:p1@x">'), picture(), boundary="r")
    mail = parse(
        multipart("mixed", multipart("alternative", related, boundary="a"), picture(b"", "other.png"))
    )
    assert mail.text == "deep"
    assert "<p>deep</p>" in mail.html
    assert [(file.name, file.inline) for file in mail.attachments] == [("p.png", True), ("other.png", False)]


def test_an_alternative_is_one_text_in_two_forms() -> None:
    mail = parse(multipart("alternative", plain("plain text " * 30), rich()))
    assert mail.text.startswith("plain text")
    assert mail.html == "<p>rich text</p>"


def test_a_plain_form_that_is_only_a_notice_gives_way() -> None:
    mail = parse(
        multipart(
            "alternative", plain("Use a program for HTML."), rich("<p>" + "The message. " * 30 + "</p>")
        )
    )
    assert mail.text.startswith("The message.")


def test_texts_beside_each_other_all_count() -> None:
    mail = parse(
        multipart("mixed", rich("<p>one</p>"), picture(b""), rich("<p>two</p>"), plain("three & four"))
    )
    assert mail.text == "one\n\ntwo\n\nthree & four"
    assert "<p>one</p>" in mail.html
    assert "three &amp; four" in mail.html


@pytest.mark.parametrize(
    ("html", "inline"),
    [
        ('<img src="cid:p1@x">', True),
        ('<img src="cid:p1%40x">', True),
        ('<img src="cid:other">', False),
        ("<p>", False),
    ],
)
def test_a_picture_is_inline_when_the_html_uses_it(html: str, inline: bool) -> None:
    mail = parse(multipart("related", rich(html), picture()))
    assert [file.inline for file in mail.attachments] == [inline]


def test_a_picture_named_inline_but_unused_is_an_attachment_and_the_reverse() -> None:
    unused = picture(b"Content-Disposition: inline\r\n")
    used = picture(b"Content-Disposition: attachment\r\nContent-ID: <p2@x>\r\n")
    mail = parse(multipart("mixed", rich('<img src="cid:p2@x">'), unused, used))
    assert [file.inline for file in mail.attachments] == [False, True]


def test_a_picture_used_by_its_location_is_inline() -> None:
    mail = parse(
        multipart("related", rich('<img src="image001.png">'), picture(b"Content-Location: image001.png\r\n"))
    )
    assert [(file.inline, file.content_id) for file in mail.attachments] == [(True, "image001.png")]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'attachment; filename="rapport.pdf"', "rapport.pdf"),
        (b"attachment; filename=rapport 2026.pdf", "rapport 2026.pdf"),
        (b"attachment; filename*=utf-8''na%C3%AFef.pdf", "naïef.pdf"),
        (b'attachment; filename*0="lang"; filename*1="e naam.pdf"', "lange naam.pdf"),
        (b"attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.pdf", "café.pdf"),
        (b'attachment; filename="=?utf-8?Q?caf=C3=A9.pdf?="', "café.pdf"),
        (b'attachment; filename="caf\xe9.pdf"', "café.pdf"),
        (b'attachment; filename="a;b.pdf"', "a;b.pdf"),
        (b'attachment; filename="..\\..\\windows\\evil.pdf"', "evil.pdf"),
        (b'attachment; filename="/etc/passwd.pdf"', "passwd.pdf"),
        (b'attachment; filename="a\xe2\x80\xaefdp.exe"', "afdp.exe"),
        (b'attachment; filename="con.pdf"', "_con.pdf"),
        (b'attachment; filename="a<b>|c?.pdf"', "a_b__c_.pdf"),
        (b'attachment; filename="..."', "document.pdf"),
        (b"attachment", "document.pdf"),
        (b'attachment; filename="' + b"x" * 300 + b'.pdf"', "x" * 116 + ".pdf"),
    ],
)
def test_an_attachment_has_a_safe_name(disposition: bytes, name: str) -> None:
    assert named(disposition).name == name


def test_a_name_in_the_content_type_counts_too() -> None:
    part = b'Content-Type: application/octet-stream; name="n.bin"\r\n\r\ndata'
    assert parse(multipart("mixed", plain(), part)).attachments[0].name == "n.bin"


def test_a_message_inside_is_an_attachment_with_its_exact_bytes() -> None:
    inner = b"Subject: =?utf-8?Q?Ol=C3=A9/2?=\r\n\r\nInner\r\n--not a boundary\r\nmore"
    raw = multipart("mixed", plain(), b"Content-Type: message/rfc822\r\n\r\n" + inner)
    mail = parse(raw)
    assert [(file.name, file.content_type) for file in mail.attachments] == [("Olé_2.eml", "message/rfc822")]
    assert attachment_bytes(raw, 0) == inner
    assert mail.text == "plain text"


def test_a_report_shows_its_text_and_keeps_its_status() -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed"
    raw = multipart("report", plain("It failed."), status)
    mail = parse(raw)
    assert (mail.text, mail.is_automatic) == ("It failed.", True)
    assert attachment_bytes(raw, 0) == b"Reporting-MTA: dns; x\r\n\r\nAction: failed"


def test_an_invitation_is_flagged_wherever_it_stands() -> None:
    ics = b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"
    mail = parse(multipart("alternative", plain(), rich(), ics))
    assert [file.name for file in mail.calendar] == ["invite.ics"]
    assert mail.text == "plain text"


def test_winmail_dat_is_listed() -> None:
    mail = parse(multipart("mixed", plain(), b"Content-Type: application/vnd.ms-tnef\r\n\r\nx"))
    assert [(file.name, file.content_type) for file in mail.attachments] == [
        ("winmail.dat", "application/ms-tnef")
    ]


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("iso-8859-1", "prijs: €5 “ok”".encode("cp1252"), "prijs: €5 “ok”"),
        ("iso-8859-1", "één".encode(), "één"),
        ("iso-8859-15", "€".encode("iso-8859-15"), "€"),
        ("gb2312", "镕中文".encode("gb18030"), "镕中文"),
        ("utf-7", b"Hi +AOk-", "Hi é"),
        ("x-unknown", "één twee".encode(), "één twee"),
        ("utf-8", "één café".encode("cp1252"), "één café"),
        ("us-ascii", "één".encode(), "één"),
        ("", "één".encode("cp1252"), "één"),
        ("windows-874", "สวัสดี".encode("cp874"), "สวัสดี"),
        ("ks_c_5601-1987", "안녕하세요".encode("cp949"), "안녕하세요"),
        ("iso-2022-jp", b"\x1b$B\x2d\x21\x1b(I\x31\x32\x1b(B!", "①ｱｲ!"),
        ('"utf-8"', "é".encode(), "é"),
        ("idna", "één".encode(), "één"),
        ("unicode_escape", b"\\u0041", "\\u0041"),
        ("", "Здравствуйте, это письмо".encode("cp1251"), "Здравствуйте, это письмо"),
        ("utf-16", "één".encode("utf-16"), "één"),
        ("us-ascii", b"a\x00b", "ab"),
    ],
)
def test_it_reads_every_charset(charset: str, data: bytes, expected: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n".encode()
    assert parse(head + base64.encodebytes(data)).text == expected


@pytest.mark.parametrize(
    ("encoding", "data", "expected"),
    [
        ("base64", b"SGFsbG8", "Hallo"),
        ("base64", b"SGFs\n bG8=!\n", "Hallo"),
        ("base64", b"SGFsbG8=\n____\nThe list footer, see below\n", "Hallo"),
        ("base64", b"SGFsbG8=\nIGRhYXI=", "Hallo daar"),
        ("base64", b"This is no base64 at all, is it now?", "This is no base64 at all, is it now?"),
        ("quoted-printable", b"a=3D=\n b=C3=A9 =zz", "a= bé =zz"),
        ("Quoted-Printable; x=y", b"=41", "A"),
        ("7-bit", b"as it is", "as it is"),
    ],
)
def test_it_undoes_broken_encodings(encoding: str, data: bytes, expected: str) -> None:
    assert parse(f"Content-Transfer-Encoding: {encoding}\n\n".encode() + data).text == expected


UU = b"begin 644 cat.txt\n#0V%T\n`\nend\n"


def test_it_decodes_a_uuencoded_part() -> None:
    part = b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: x-uuencode\n\n" + UU
    raw = multipart("mixed", plain(), part)
    assert parse(raw).attachments[0].name == "cat.txt"
    assert attachment_bytes(raw, 0) == b"Cat"


def test_a_file_uuencoded_in_a_text_is_an_attachment() -> None:
    raw = b"Subject: s\n\nHere it is:\n\n" + UU + b"\nBye\n"
    mail = parse(raw)
    assert mail.text == "Here it is:\n\nBye"
    assert attachment_bytes(raw, mail.attachments[0].index) == b"Cat"


def test_an_encoding_of_its_own_is_a_file() -> None:
    mail = parse(b"Content-Type: text/plain\nContent-Transfer-Encoding: x-gzip64\n\nH4sI")
    assert (mail.text, len(mail.attachments)) == ("", 1)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/mixed\n\n",
        b"Content-Type: multipart/mixed; boundary=other\n\n",
        b'Content-Type: multipart/mixed; boundary="sim\n ple"\n\n',
        b"Content-Type: multipart/mixed\n\tboundary=x\n\n",
    ],
)
def test_a_missing_or_wrong_boundary_loses_nothing(head: bytes) -> None:
    body = b"preamble\n--real one\nContent-Type: text/plain\n\nfound\n--real one\nContent-Type: image/png\n\nx\n--real one--\n"
    mail = parse(head + body)
    assert mail.text == "found"
    assert [file.content_type for file in mail.attachments] == ["image/png"]
    assert "no-boundary" in mail.defects


def test_a_multipart_that_is_none_is_read_as_text() -> None:
    assert parse(b"Content-Type: multipart/mixed; boundary=b\n\nJust a text\n").text == "Just a text"
    assert parse(b"Content-Type: multipart/mixed; boundary=b\n\n<html><p>Rich</p></html>\n").text == "Rich"


def test_one_boundary_that_begins_with_another() -> None:
    inner = multipart("alternative", plain("x" * 300), rich(), boundary="b1n")
    mail = parse(multipart("mixed", inner, picture(), boundary="b1"))
    assert (len(mail.text), mail.html, len(mail.attachments)) == (300, "<p>rich text</p>", 1)


def test_a_signature_line_is_no_boundary() -> None:
    raw = multipart("mixed", plain("text\r\n--\r\nJan\r\n--b1\r\nKey: value\r\n\r\nend"), picture())
    assert parse(raw).text == "text\n--\nJan\n--b1\nKey: value\n\nend"


def test_a_message_that_breaks_off_keeps_what_came() -> None:
    mail = parse(multipart("mixed", plain(), picture())[:-60])
    assert mail.text == "plain text"
    assert mail.attachments[0].name == "p.png"
    assert "close-boundary-not-found" in mail.defects


def test_text_around_empty_parts_is_shown() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\nEverything stands in the preamble.\n--b\n\n--b--\n"
    assert parse(raw).text == "Everything stands in the preamble."


def test_html_becomes_readable_text() -> None:
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><script>no()</script>"
        "<p>One&nbsp;two<br>three</p><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
        "<ul><li>x<li>y</ul><pre>l1\nl2</pre></body></html>"
    )
    assert parse(rich(html)).text.split("\n") == [
        "One two",
        "three",
        "",
        "a b",
        "c",
        "",
        "x",
        "y",
        "l1",
        "l2",
    ]


def test_a_snippet_begins_with_what_was_written() -> None:
    text = (
        "\u200b\u034f \u200c> quoted\r\n\r\n-----\r\nHallo   daar,\r\n<https://x.example/y> dank\r\n> oud\r\n"
    )
    assert parse(plain(text)).snippet == "Hallo daar, dank"
    assert len(parse(plain("woord " * 100)).snippet) <= 200
    assert parse(plain("> only a quote")).snippet == "> only a quote"


def test_the_text_is_bounded() -> None:
    assert len(parse(plain("woord " * 50_000)).text) == 100_000


def test_nothing_at_all_is_still_a_message() -> None:
    mail = parse(b"")
    assert (mail.subject, mail.sender, mail.text, mail.attachments, len(mail.fingerprint)) == (
        "",
        None,
        "",
        (),
        32,
    )


def test_an_unknown_index_is_an_error() -> None:
    with pytest.raises(IndexError):
        attachment_bytes(plain(), 0)
