"""The guarded HTTP client: every hop checked, everything bounded (measured/mail-practice.md §5, fault 24)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from spindle.mail.network import (
    DnsResolver,
    NetworkError,
    Policy,
    PortRefused,
    PrivateAddressRefused,
    TimedOut,
    Unreachable,
)
from spindle.mail.network.http import BadUrl, HttpClient, TooLarge, TooManyRedirects
from tests.peers.autoconfig import AutoconfigServer, Canary, Page
from tests.peers.dns import NameServer

HOST, OTHER = "web.example.test", "other.example.test"


@dataclass
class Net:
    web: AutoconfigServer
    dns: NameServer

    def client(self, policy: Policy | None = None, *, seconds: float = 3.0) -> HttpClient:
        return HttpClient(
            policy=policy or Policy(allow_private=True),
            resolver=DnsResolver("127.0.0.1", port=self.dns.port),
            authorities=self.web.certificate.authority,
            https_port=self.web.port,
            seconds=seconds,
        )


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with AutoconfigServer(tmp_path, HOST, OTHER) as web, NameServer() as dns:
        dns.add(HOST, "A", "127.0.0.1")
        dns.add(OTHER, "A", "127.0.0.1")
        yield Net(web, dns)


def test_a_page_is_fetched_without_cookies_or_compression(net: Net) -> None:
    net.web.put(HOST, "/x", Page(body=b"hello"))
    assert net.client().get(f"https://{HOST}/x").body == b"hello"


def test_a_redirect_is_followed(net: Net) -> None:
    net.web.put(HOST, "/x", Page(status=302, location=f"https://{OTHER}/y"))
    net.web.put(OTHER, "/y", Page(body=b"there"))
    response = net.client().get(f"https://{HOST}/x")
    assert (response.body, response.url) == (b"there", f"https://{OTHER}/y")


def test_redirects_end_after_three(net: Net) -> None:
    net.web.put(HOST, "/x", Page(status=302, location="/x"))
    with pytest.raises(TooManyRedirects):
        net.client().get(f"https://{HOST}/x")
    assert len(net.web.asked) == 4


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("https://10.0.0.1/", PrivateAddressRefused),
        ("https://127.0.0.3/", PrivateAddressRefused),
        ("https://[::1]/", PrivateAddressRefused),
        ("https://[::ffff:127.0.0.1]/", PrivateAddressRefused),
        ("https://169.254.169.254/latest/meta-data/", PrivateAddressRefused),
        ("https://inside.example.test/", PrivateAddressRefused),
        ("http://other.example.test/", BadUrl),
        ("file:///etc/passwd", BadUrl),
        ("gopher://127.0.0.1:6379/", BadUrl),
        ("https://user:pw@other.example.test/", BadUrl),
        ("https://other.example.test:25/", PortRefused),
        ("https://other.example.test:6379/", PortRefused),
    ],
)
def test_a_redirect_leads_nowhere_else(net: Net, target: str, error: type[Exception]) -> None:
    """The page itself is on the one address that is permitted; all that it sends us to is not."""
    net.dns.add("inside.example.test", "A", "10.9.9.9")
    net.web.put(HOST, "/x", Page(status=302, location=target))
    with pytest.raises(error):
        net.client(Policy.from_setting("127.0.0.1/32")).get(f"https://{HOST}/x")
    assert len(net.web.asked) == 1


def test_a_private_page_is_never_asked(net: Net) -> None:
    with Canary() as canary, pytest.raises(PrivateAddressRefused):
        HttpClient(policy=Policy(), resolver=DnsResolver(), https_port=443).get("https://127.0.0.1/")
    assert canary.hits == 0


def test_a_host_that_rebinds_between_hops_is_refused_at_the_second(net: Net) -> None:
    net.dns.rebind(HOST, "A", "127.0.0.1", "127.0.0.9")
    net.web.put(HOST, "/x", Page(status=302, location=f"https://{HOST}/y"))
    with pytest.raises(PrivateAddressRefused):
        net.client(Policy.from_setting("127.0.0.1/32")).get(f"https://{HOST}/x")
    assert len(net.web.asked) == 1


def test_a_page_of_more_than_a_megabyte_is_left(net: Net) -> None:
    net.web.put(HOST, "/x", Page(body=b"x" * 1_100_000))
    with pytest.raises(TooLarge):
        net.client().get(f"https://{HOST}/x")


def test_a_page_that_drips_is_left(net: Net) -> None:
    net.web.put(HOST, "/x", Page(body=b"x" * 100_000, drip=0.1))
    with pytest.raises(TimedOut):
        net.client(seconds=0.5).get(f"https://{HOST}/x")


def test_a_certificate_of_another_name_is_not_believed(net: Net) -> None:
    net.dns.add("third.example.test", "A", "127.0.0.1")
    with pytest.raises(Unreachable):
        net.client().get("https://third.example.test/x")
    assert net.web.asked == []


@pytest.mark.parametrize("url", ["https://", "https://[", "https://a b/", "https://x:99999/", "//x/y", ""])
def test_nonsense_is_no_address(net: Net, url: str) -> None:
    with pytest.raises(NetworkError):
        net.client().get(url)
