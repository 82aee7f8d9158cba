"""Nobody uses the installation to look around in its own network (measured/mail-practice.md §5, fault 24)."""

from ipaddress import ip_address

import pytest

from spindle.mail.network import (
    DnsResolver,
    NameNotFound,
    Policy,
    PortRefused,
    PrivateAddressRefused,
    TimedOut,
    connect_checked,
    resolve,
)
from tests.peers.autoconfig import Canary
from tests.peers.dns import NameServer

CLOSED = Policy()
OPEN = Policy(allow_private=True)

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "0.1.2.3",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001:0:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_special_address_is_refused(address: str) -> None:
    assert not CLOSED.permits_address(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001::1", "64:ff9b::808:808"])
def test_a_public_address_is_permitted(address: str) -> None:
    assert CLOSED.permits_address(ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd00::1", "100.64.0.1"])
def test_the_setting_permits_own_servers(address: str) -> None:
    assert OPEN.permits_address(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "0.0.0.0", "224.0.0.1", "64:ff9b::a9fe:a9fe"],
)
def test_no_setting_permits_metadata_and_nowhere(address: str) -> None:
    assert not OPEN.permits_address(ip_address(address))


def test_the_setting_can_name_networks() -> None:
    policy = Policy.from_setting("192.168.7.0/24, fd12::/16")
    assert policy.permits_address(ip_address("192.168.7.9"))
    assert not policy.permits_address(ip_address("192.168.8.9"))
    assert policy.permits_address(ip_address("fd12::1"))


@pytest.mark.parametrize("word", ["maybe", "10.0.0.0/99", "10.0.0.1/8"])
def test_a_setting_that_is_neither_is_an_error(word: str) -> None:
    with pytest.raises(ValueError):
        Policy.from_setting(word)


@pytest.mark.parametrize("port", [25, 80, 110, 6379, 22, 0, 70000, 8080])
def test_other_ports_are_refused(port: int) -> None:
    with pytest.raises(PortRefused):
        connect_checked("mail.example.test", port, policy=CLOSED, resolver=DnsResolver("127.0.0.1", port=1))


@pytest.mark.parametrize("port", [25, 22, 6379, 5432, 11211, 9200])
def test_ports_of_other_services_are_refused_even_where_own_servers_are_allowed(port: int) -> None:
    assert OPEN.permits_port(10143)
    assert not OPEN.permits_port(port)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1", "0.0.0.0"])
def test_a_written_address_never_reaches_the_canary(host: str) -> None:
    with Canary() as canary:
        with pytest.raises(PrivateAddressRefused):
            resolve(host, CLOSED, DnsResolver(), timeout=1)
        assert canary.hits == 0


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "localhost"])
def test_another_spelling_of_loopback_is_refused(host: str) -> None:
    """Some resolvers read these as 127.0.0.1: ours does not, and the hosts file's own word is checked."""
    with pytest.raises((PrivateAddressRefused, NameNotFound)):
        resolve(host, CLOSED, DnsResolver(), timeout=2)


def test_a_name_that_leads_inside_says_which_setting_permits_it() -> None:
    with NameServer() as dns:
        dns.add("mail.example.test", "A", "10.1.2.3")
        with pytest.raises(PrivateAddressRefused) as refusal:
            resolve("mail.example.test", CLOSED, DnsResolver("127.0.0.1", port=dns.port))
    assert "mail.example.test" in str(refusal.value)
    assert "10.1.2.3" in str(refusal.value)
    assert "SPINDLE_ALLOW_PRIVATE_SERVERS" in str(refusal.value)


def test_of_several_addresses_only_the_permitted_remain() -> None:
    with NameServer() as dns:
        dns.add("mail.example.test", "A", "10.1.2.3", "8.8.8.8")
        found = resolve("mail.example.test", CLOSED, DnsResolver("127.0.0.1", port=dns.port))
    assert [str(checked.address) for checked in found] == ["8.8.8.8"]


def test_a_name_that_rebinds_never_reaches_the_canary() -> None:
    """The first answer is permitted, the next would be the canary: nobody asks a second time."""
    policy = Policy.from_setting("127.0.0.2/32")
    with NameServer() as dns, Canary() as canary:
        dns.rebind("mail.example.test", "A", "127.0.0.2", "127.0.0.1")
        resolver = DnsResolver("127.0.0.1", port=dns.port)
        with pytest.raises(Exception, match="refused"):
            connect_checked("mail.example.test", canary.port, policy=policy, resolver=resolver, timeout=2)
        assert dns.asked["mail.example.test", "A"] == 1
        assert canary.hits == 0
        with pytest.raises(PrivateAddressRefused):
            connect_checked("mail.example.test", canary.port, policy=policy, resolver=resolver, timeout=2)
        assert canary.hits == 0


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    with NameServer() as dns, Canary("127.0.0.2") as canary:
        dns.add("mail.example.test", "A", "127.0.0.2")
        resolver = DnsResolver("127.0.0.1", port=dns.port)
        connection = connect_checked(
            "mail.example.test", canary.port, policy=OPEN, resolver=resolver, timeout=2
        )
        connection.sock.recv(1)
        connection.sock.close()
        assert canary.hits == 1
        assert str(connection.address.address) == "127.0.0.2"


def test_an_unknown_name_is_told_as_such() -> None:
    with NameServer() as dns, pytest.raises(NameNotFound):
        resolve("nobody.example.test", CLOSED, DnsResolver("127.0.0.1", port=dns.port))


def test_a_name_server_that_says_nothing_is_not_waited_for() -> None:
    with NameServer() as dns:
        dns.silence("mail.example.test")
        with pytest.raises(TimedOut):
            resolve("mail.example.test", CLOSED, DnsResolver("127.0.0.1", port=dns.port), timeout=0.3)
