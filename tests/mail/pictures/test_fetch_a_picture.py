"""A picture out of the internet: bounded, from public addresses, told by its bytes; nobody is told who looks at it."""

import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from spindle.mail.network import (
    DnsResolver,
    NetworkError,
    Policy,
    PortRefused,
    PrivateAddressRefused,
    TimedOut,
)
from spindle.mail.network.http import BadUrl, TooLarge, TooManyRedirects
from spindle.mail.pictures import Fetched, NotAPicture, fetch
from tests.peers.autoconfig import AutoconfigServer, Page
from tests.peers.dns import NameServer
from tests.peers.pictures import GIF, PNG, Answer, PictureServer, dripping, endless

HERE = Policy(allowed_networks=(ip_network("127.0.0.1/32"),))


@pytest.fixture
def web() -> Iterator[PictureServer]:
    with PictureServer() as server:
        yield server


def got(url: str, *, policy: Policy = HERE, seconds: float = 10.0, largest: int = 100_000) -> Fetched:
    return fetch(
        url, policy=policy, resolver=DnsResolver("127.0.0.1", port=1), seconds=seconds, largest=largest
    )


def test_a_picture_is_what_its_bytes_say(web: PictureServer) -> None:
    assert got(web.url("/a", Answer(PNG, kind="text/html"))) == Fetched("image/png", PNG)
    assert got(web.url("/b", Answer(GIF, kind=""))).content_type == "image/gif"


def test_nobody_is_told_who_looks(web: PictureServer) -> None:
    got(web.url("/a", Answer(GIF)))
    got(web.url("/a"))
    for asked in web.asked:
        assert asked.headers["user-agent"] == "Mozilla/5.0 (compatible; Spindle picture proxy)"
        assert asked.headers.keys() == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", kind="image/svg+xml"
        ),
        Answer(b"<html><script>alert(1)</script></html>", kind="image/png"),
        Answer(b"%PDF-1.4 something that is no picture", kind="image/jpeg"),
        Answer(b"", kind="image/png"),
        Answer(b"GIF89", kind="image/gif"),
        Answer(GIF, status=500),
        Answer(GIF, status=206),
    ],
)
def test_what_is_no_picture_is_not_one(web: PictureServer, answer: Answer) -> None:
    with pytest.raises(NotAPicture):
        got(web.url("/x", answer))


def test_a_redirect_is_followed_and_they_end(web: PictureServer) -> None:
    web.url("/there", Answer(GIF))
    assert got(web.url("/here", Answer(status=302, location="/there"))).data == GIF
    with pytest.raises(TooManyRedirects):
        got(web.url("/round", Answer(status=301, location="/round")))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706434/",
        "http://0x7f.2/",
        "//192.168.1.1/x",
    ],
)
def test_nothing_leads_into_the_own_network(web: PictureServer, target: str) -> None:
    """By itself or by a redirect; a number that is no address is a name that nobody has."""
    with pytest.raises(NetworkError):
        got(web.url("/x", Answer(status=302, location=target)), seconds=3)
    assert [asked.path for asked in web.asked] == ["/x"]


def test_a_private_address_hears_nothing() -> None:
    with PictureServer() as web, PictureServer("127.0.0.2") as inside:
        url = inside.url("/secret", Answer(GIF))
        with pytest.raises(PrivateAddressRefused):
            got(url)
        with pytest.raises(PrivateAddressRefused):
            got(web.url("/x", Answer(status=307, location=url)))
        assert inside.asked == []


def test_a_name_is_looked_up_once_and_its_address_is_where_we_go() -> None:
    with PictureServer() as web, NameServer() as dns:
        dns.add("inside.example.test", "A", "127.0.0.2")
        url = web.url("/a", Answer(GIF)).replace("127.0.0.1", "inside.example.test")
        with pytest.raises(PrivateAddressRefused):
            fetch(url, policy=HERE, resolver=DnsResolver("127.0.0.1", port=dns.port))
        assert web.asked == []


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("ftp://x.example/a.png", BadUrl),
        ("file:///etc/passwd", BadUrl),
        ("javascript:alert(1)", BadUrl),
        ("http://", BadUrl),
        ("http://user:word@x.example/", BadUrl),
        ("http://x.example:99999/", BadUrl),
        ("http://127.0.0.1:25/", PortRefused),
        ("http://127.0.0.1:143/", PortRefused),
        ("http://127.0.0.1:6379/", PortRefused),
        ("http://" + "a" * 5000, BadUrl),
    ],
)
def test_only_the_web_is_spoken_to(url: str, error: type[NetworkError]) -> None:
    with pytest.raises(error):
        got(url)


def test_a_high_port_is_for_own_servers_alone(web: PictureServer) -> None:
    with pytest.raises(PortRefused):
        got(web.url("/a", Answer(GIF)), policy=Policy())


def test_a_picture_without_end_is_too_large(web: PictureServer) -> None:
    with pytest.raises(TooLarge):
        got(web.url("/x", Answer(pieces=lambda: endless(GIF))))


def test_a_page_without_end_is_left_at_its_first_bytes(web: PictureServer) -> None:
    with pytest.raises(NotAPicture):
        got(web.url("/x", Answer(pieces=lambda: endless(b"<html>"))), largest=10**9)


def test_bytes_that_drip_end_with_the_time(web: PictureServer) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut):
        got(web.url("/x", Answer(pieces=lambda: dripping(GIF))), seconds=1)
    assert time.monotonic() - began < 5


def test_over_tls_the_certificate_counts(tmp_path: Path) -> None:
    host = "web.example.test"
    with AutoconfigServer(tmp_path, host) as web, NameServer() as dns:
        dns.add(host, "A", "127.0.0.1")
        web.put(host, "/a.gif", Page(body=GIF))
        resolver = DnsResolver("127.0.0.1", port=dns.port)
        url = f"https://{host}:{web.port}/a.gif"
        assert fetch(url, policy=HERE, resolver=resolver, authorities=web.certificate.authority).data == GIF
        with pytest.raises(NetworkError):
            fetch(url, policy=HERE, resolver=resolver)
