"""What is read in the headers of mail as it really comes: encodings, addresses, dates, ids."""

from datetime import UTC, datetime, timedelta

import pytest

from spindle.channels.contract import Mailbox
from spindle.mail.parsing import normalise_address, parse, sent_or_received


def with_header(line: bytes) -> bytes:
    return line + b"\r\nMIME-Version: 1.0\r\n\r\nHi\r\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Subject: =?utf-8?B?T2ZmZXJ0ZSDigqw=?=", "Offerte €"),
        (b"Subject: =?utf-8?Q?caf=C3?=\r\n =?utf-8?Q?=A9_au_lait?=", "café au lait"),
        (b"Subject: Re:=?iso-8859-1?Q?caf=E9?=en meer", "Re:caféen meer"),
        (b"Subject: =?utf-8?Q?hello world?=", "hello world"),
        (b"Subject: =?utf-8?Q?What's up??=", "What's up?"),
        (b"Subject: =?utf-8?B?SGFsbG8?= daar", "Hallo daar"),
        (b"Subject: =?utf-8?Q?afgekapt=C3=A9", "afgekapté"),
        (b"Subject: =?x-unknown?Q?ol=E9?=", "olé"),
        (b"Subject: =?gb2312?B?1tDOxA==?=", "中文"),
        (b"Subject: =?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        (b"Subject: caf\xc3\xa9", "café"),
        (b"Subject: caf\xe9 cr\xe8me", "café crème"),
        ("Subject: отчет за месяц".encode("cp1251"), "отчет за месяц"),
        (b"Subject: one\r\n two\r\n\tthree", "one two three"),
        (b"Subject : spaced", "spaced"),
        (b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@y.example?=", "a Bcc: x@y.example"),
        (b"Subject: plain =?broken", "plain =?broken"),
        (b"X-Nothing: 1", ""),
    ],
)
def test_it_reads_the_subject(raw: bytes, expected: str) -> None:
    assert parse(with_header(raw)).subject == expected


def test_a_raw_header_shares_the_charset_of_the_text() -> None:
    text = "Отчет за месяц".encode("koi8-r")
    mail = parse(b"Subject: " + text + b"\nContent-Type: text/plain; charset=koi8-r\n\n" + text)
    assert mail.subject == mail.text == "Отчет за месяц"


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        (b"From: purchasing@a.example <x@b.example>", "purchasing@a.example", "x@b.example"),
        (b'From: "a@b.example" <x@b.example>', "a@b.example", "x@b.example"),
        (b"From: Foo <fake@bank.example> <real@x.example>", "Foo", "real@x.example"),
        (b"From: Doe, John <j@x.example>", "Doe, John", "j@x.example"),
        (b'From: "Doe, John" <j@x.example>', "Doe, John", "j@x.example"),
        (b"From: x@b.example (John Doe)", "John Doe", "x@b.example"),
        (b"From: John <x@b.example", "John", "x@b.example"),
        (b"From: <@relay.example,@two.example:x@b.example>", "", "x@b.example"),
        (b"From: Pete(A chap) <pete(his account)@silly.example>", "Pete", "pete@silly.example"),
        (b"From: =?utf-8?Q?Jos=C3=A9?= <jose@B.Example>", "José", "jose@b.example"),
        (b'From: "=?utf-8?Q?Jos=C3=A9?=" <jose@b.example>', "José", "jose@b.example"),
        (b"From: =?utf-8?Q?Jos=C3=A9_=3Cjose=40b.example=3E?=", "José", "jose@b.example"),
        (b'From: "john smith"@b.example', "", '"john smith"@b.example'),
        (b"From: 'x@b.example' <x@b.example>", "'x@b.example", "x@b.example"),
        (b"From: mailto:x@b.example", "", "x@b.example"),
        (b"From: Jan <a..b.@docomo.example>", "Jan", "a..b.@docomo.example"),
        ("From: Müller <info@münchen.example>".encode(), "Müller", "info@xn--mnchen-3ya.example"),
        (b"From: evil\xe2\x80\xaegpj <x@b.example>", "evilgpj", "x@b.example"),
    ],
)
def test_it_takes_the_address_and_never_the_name(raw: bytes, name: str, address: str) -> None:
    sender = parse(with_header(raw)).sender
    assert sender is not None
    assert (sender.name.lstrip("'"), sender.address) == (name.lstrip("'"), address)


def test_a_sender_without_an_address_keeps_its_name() -> None:
    mail = parse(with_header(b'From: "Nathaniel" <nsb>'))
    assert mail.sender == Mailbox(name="Nathaniel", address="")
    assert mail.from_ == ()


def test_it_reads_all_to_headers_groups_and_several_senders() -> None:
    mail = parse(
        with_header(
            b"From: A <a@x.example>, B <b@x.example>\r\nTo: Friends: c@x.example, D <d@x.example>;, e@x.example\r\n"
            b"To: f@x.example; c@x.example\r\nCc: undisclosed-recipients:;"
        )
    )
    assert [box.address for box in mail.from_] == ["a@x.example", "b@x.example"]
    assert [box.address for box in mail.to] == ["c@x.example", "d@x.example", "e@x.example", "f@x.example"]
    assert mail.cc == ()


def test_one_address_has_one_form() -> None:
    assert normalise_address(" Info@MÜNCHEN.example. ") == normalise_address("info@xn--mnchen-3ya.example")
    assert normalise_address('"jan"@x.example') == "jan@x.example"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Date: Tue, 3 Nov 2026 10:00:00 +0100", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        (b"Date: Tue, 3 Nov 2026 10:00:00 (no zone)", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        (b"Date: 3 Nov 98 10:00 GMT", datetime(1998, 11, 3, 10, tzinfo=UTC)),
        (b"Date: 2026-11-03T10:00:00+01:00", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        (b"Date: Thu, 1 Jan 1970 00:00:00 +0000", None),
        (b"Date: Tue, 19 Jan 2038 03:14:08 +0000", None),
        (b"Date: 32 Foo 2026 99:99", None),
        (b"Date: Tue, 3 Nov 2026 10:00:00 +9999999", datetime(2026, 11, 3, 10, tzinfo=UTC)),
    ],
)
def test_it_reads_a_date_or_refuses_it(raw: bytes, expected: datetime | None) -> None:
    assert parse(with_header(raw)).date == expected


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def moment(raw: bytes, internal: datetime | None = None) -> datetime:
    return sent_or_received(parse(with_header(raw)), internal_date=internal, now=NOW)


def test_an_entry_is_sorted_by_the_topmost_received() -> None:
    received = (
        b"Received: by b; Mon, 23 Nov 2026 09:00:00 +0000\r\nReceived: by a; Mon, 23 Nov 2026 08:00:00 +0000"
    )
    assert moment(received + b"\r\nDate: Sun, 1 Feb 2026 08:00:00 +0000") == datetime(
        2026, 11, 23, 9, tzinfo=UTC
    )


def test_without_received_by_its_date_and_then_by_the_server() -> None:
    internal = datetime(2026, 11, 20, tzinfo=UTC)
    assert moment(b"Date: Sun, 1 Feb 2026 08:00:00 +0000", internal) == datetime(2026, 2, 1, 8, tzinfo=UTC)
    assert moment(b"Date: Sun, 1 Feb 2037 08:00:00 +0000", internal) == internal


def test_never_in_the_future_nor_before_2001() -> None:
    assert moment(b"Date: Wed, 25 Nov 2026 08:00:00 +0000") == NOW
    assert moment(b"Date: Sun, 1 Feb 2037 08:00:00 +0000") == NOW
    assert moment(b"Date: Sun, 1 Feb 1987 08:00:00 +0000").year == 2001
    assert moment(b"X: 1", NOW + timedelta(days=400)) == NOW


def test_it_reads_ids_without_brackets_each_once() -> None:
    mail = parse(
        with_header(
            b"Message-ID: <c@x.example> (comment)\r\nIn-Reply-To: Your message of Tue <b@x.example>\r\n"
            b"References: <a@x.example>\r\n <b@\r\n x.example> <a@x.example>"
        )
    )
    assert mail.message_id == "c@x.example"
    assert mail.in_reply_to == "b@x.example"
    assert mail.references == ("a@x.example", "b@x.example")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Auto-Submitted: auto-replied", True),
        (b"Auto-Submitted: no", False),
        (b"Precedence: bulk", True),
        (b"Precedence: list", False),
        (b"Return-Path: <>", True),
        (b"Subject: Auto", False),
    ],
)
def test_it_tells_what_no_person_wrote(raw: bytes, expected: bool) -> None:
    assert parse(with_header(raw)).is_automatic is expected


def test_it_reads_the_list() -> None:
    assert parse(with_header(b"List-Id: The List <list.x.example>")).list_id == "list.x.example"


@pytest.mark.parametrize(
    "before",
    [b"From a@x.example Mon Nov 23 2026\n", b"\xef\xbb\xbf", b"\r\n\r\n", b">From x\n"],
)
def test_what_stands_before_the_headers_hides_none_of_them(before: bytes) -> None:
    assert parse(before + b"Subject: Seen\r\nFrom: a@x.example\r\n\r\nHi").subject == "Seen"


def test_a_line_that_forgot_its_fold_loses_no_headers() -> None:
    mail = parse(b"To: a@x.example,\nb@x.example\nSubject: Still here\nFrom: c@x.example\n\nHi")
    assert (mail.subject, mail.text) == ("Still here", "Hi")
    assert [box.address for box in mail.to] == ["a@x.example", "b@x.example"]


def test_text_right_after_the_headers_is_the_body() -> None:
    assert (
        parse(b"Subject: s\nThis is no header at all\nnor this\n").text
        == "This is no header at all\nnor this"
    )


def test_headers_separated_by_bare_carriage_returns() -> None:
    mail = parse(b"Subject: old mac\rFrom: a@x.example\r\rBody\rtwo")
    assert (mail.subject, mail.text) == ("old mac", "Body\ntwo")
