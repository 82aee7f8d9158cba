"""Names to addresses, each address checked against the policy before anybody may connect to it."""

import os
import socket
import time
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.IN.SRV import SRV

from spindle.mail.network.errors import NameNotFound, PrivateAddressRefused, TimedOut
from spindle.mail.network.policy import Address, Policy


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """An address that the policy has permitted for this host: the only thing that sockets are opened to."""

    host: str
    address: Address

    @property
    def family(self) -> socket.AddressFamily:
        """AF_INET or AF_INET6."""
        return socket.AF_INET if self.address.version == 4 else socket.AF_INET6


@dataclass(frozen=True, slots=True)
class Service:
    """A host and port that a domain announces (SRV, RFC 2782)."""

    host: str
    port: int


class Resolver(Protocol):
    """What discovery asks of DNS. Names are ASCII; each call is bounded by `timeout` seconds.

    Every method raises TimedOut when nobody answers; an unknown name is an empty list.
    """

    def addresses(self, host: str, *, timeout: float) -> list[Address]:
        """The host's A and AAAA records, IPv4 first."""

    def exchangers(self, domain: str, *, timeout: float) -> list[str]:
        """The domain's MX hosts, most preferred first."""

    def services(self, name: str, *, timeout: float) -> list[Service]:
        """The SRV records of e.g. `_imaps._tcp.example.org`, most preferred first."""

    def alias(self, name: str, *, timeout: float) -> str:
        """The CNAME of this name, or an empty string."""


class DnsResolver:
    """The system's name servers, or the one given; names of the hosts file go before them."""

    def __init__(self, nameserver: str | None = None, *, port: int = 53) -> None:
        self._own = nameserver is None
        try:
            self._resolver = dns.resolver.Resolver(configure=self._own)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.resolver.Resolver(configure=False)
        if nameserver is not None:
            self._resolver.nameservers = [dns.nameserver.Do53Nameserver(nameserver, port)]

    def addresses(self, host: str, *, timeout: float) -> list[Address]:
        """See Resolver.addresses."""
        local = hosts_file().get(host.lower()) if self._own else None
        if local:
            return local
        deadline = time.monotonic() + timeout
        found: list[Address] = []
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            answer = self._ask(host, kind, max(deadline - time.monotonic(), 0.05))
            found += [ip_address(record.to_text()) for record in answer or ()]
        return found

    def exchangers(self, domain: str, *, timeout: float) -> list[str]:
        """See Resolver.exchangers; the null MX of RFC 7505 is no exchanger."""
        answer = self._ask(domain, dns.rdatatype.MX, timeout)
        records = sorted(
            (record for record in answer or () if isinstance(record, MX)),
            key=lambda record: record.preference,
        )
        return [host for record in records if (host := _host(record.exchange))]

    def services(self, name: str, *, timeout: float) -> list[Service]:
        """See Resolver.services; target "." means "not offered" (RFC 2782)."""
        answer = self._ask(name, dns.rdatatype.SRV, timeout)
        records = sorted(
            (record for record in answer or () if isinstance(record, SRV)),
            key=lambda record: (record.priority, -record.weight),
        )
        return [Service(host, record.port) for record in records if (host := _host(record.target))]

    def alias(self, name: str, *, timeout: float) -> str:
        """See Resolver.alias."""
        answer = self._ask(name, dns.rdatatype.CNAME, timeout)
        return next((_host(record.target) for record in answer or () if isinstance(record, CNAME)), "")

    def _ask(self, name: str, kind: dns.rdatatype.RdataType, timeout: float) -> dns.resolver.Answer | None:
        # A bare name such as "mailserver" is looked for in the network's own domains, any other is complete.
        bare = "." not in name
        try:
            question = dns.name.from_text(name, None if bare else dns.name.root)
            return self._resolver.resolve(question, kind, lifetime=timeout, search=bare)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return None
        except dns.exception.Timeout as error:
            raise TimedOut(name, detail="DNS") from error
        except dns.exception.DNSException:
            # A name that cannot exist, or servers that all fail: for the asker there is no such name.
            return None


def hosts_file() -> dict[str, list[Address]]:
    """The names of the machine's own hosts file. Read by us: the system's resolver cannot be bounded in time."""
    path = (
        Path(os.environ.get("SYSTEMROOT", ""), "System32/drivers/etc/hosts")
        if os.name == "nt"
        else Path("/etc/hosts")
    )
    found: dict[str, list[Address]] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        number, *names = line.partition("#")[0].split() or [""]
        # "fe80::1%eth0" names its network card, which no address here keeps.
        address = _literal(number.partition("%")[0])
        for name in names:
            found.setdefault(name.lower(), []).extend(address)
    return found


def resolve(host: str, policy: Policy, resolver: Resolver, *, timeout: float = 3.0) -> list[CheckedAddress]:
    """The host's addresses that the policy permits, in the order to try them.

    Raises NameNotFound, TimedOut, or PrivateAddressRefused when there are addresses but none is permitted.
    """
    found = _literal(host) or resolver.addresses(host, timeout=timeout)
    if not found:
        raise NameNotFound(host)
    permitted = [CheckedAddress(host, address) for address in found if policy.permits_address(address)]
    if not permitted:
        raise PrivateAddressRefused(host, detail=str(found[0]))
    return permitted


def _literal(host: str) -> list[Address]:
    try:
        return [ip_address(host.strip("[]"))]
    except ValueError:
        return []


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower().rstrip(".")
