"""Settings pages come from anybody: they are read or left, and never do anything (ASVS 1.5.1)."""

import pytest

from spindle.mail.discovery import autodiscover
from spindle.mail.discovery.addresses import parse_address
from spindle.mail.discovery.autoconfig import read_autoconfig, url_of_exchanger
from tests.peers.autoconfig import config

ELINE = parse_address("eline@company.test")
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><clientConfig>&b;</clientConfig>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><clientConfig>&f;</clientConfig>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome!</body></html>",
        b"<clientConfig/>",
        b"<clientConfig><emailProvider/></clientConfig>",
        b"\xff\xfe\x00",
        b"<a>" * 100_000,
        BOMB,
        OUTSIDE,
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><clientConfig/>',
        b'<?xml version="1.0" encoding="utf-7"?><clientConfig/>',
        config("", port=993).encode(),
        config("imap.test", port=99999).encode(),
        config("imap.test", socket_type="plain").encode(),
        config("imap.test").replace('type="imap"', 'type="pop3"').encode(),
    ],
)
def test_a_page_without_settings_is_left(body: bytes) -> None:
    assert read_autoconfig(body, ELINE) == []
    assert autodiscover.read_pox(body, ELINE) == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"Url": 5}', b'{"Url": "https://["}', b"[" * 100_000, b"\xff"]
)
def test_an_answer_without_sense_is_left(body: bytes) -> None:
    assert autodiscover.read_json(body, ELINE) == []


def test_tls_goes_before_starttls() -> None:
    body = (
        config("late.test", port=143, socket_type="STARTTLS")
        .replace(
            "<incomingServer",
            '<incomingServer type="imap"><hostname>b.test</hostname><port>143</port><socketType>STARTTLS</socketType></incomingServer><incomingServer',
            1,
        )
        .replace(
            "late.test</hostname><port>143</port><socketType>STARTTLS",
            "first.test</hostname><port>993</port><socketType>SSL",
        )
    )
    hosts = [one.settings.imap.host for one in read_autoconfig(body.encode(), ELINE) if one.settings]
    assert hosts == ["first.test", "b.test"]


def test_an_address_cannot_break_out_of_the_request() -> None:
    strange = parse_address("a&b'c@company.test")
    assert b"<EMailAddress>a&amp;b'c@company.test</EMailAddress>" in autodiscover.request(strange)


@pytest.mark.parametrize(
    ("exchanger", "host"),
    [
        ("mx1.transip.email", "autoconfig.transip.email"),
        ("a.b.hoster.co.uk", "autoconfig.hoster.co.uk"),
        ("mx.company.nl", "autoconfig.company.nl"),
        ("company.nl", "autoconfig.company.nl"),
    ],
)
def test_the_provider_behind_an_exchanger_is_asked_at_its_own_domain(exchanger: str, host: str) -> None:
    assert url_of_exchanger(exchanger) == f"https://{host}/mail/config-v1.1.xml"
