"""Which addresses and ports may be connected to, judged by value and not by name.

Sources: IANA's special-purpose registries (RFC 6890), RFC 6052 (NAT64), RFC 3056 (6to4), RFC 6598 (CGNAT).
"""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IMAP and submission, with TLS first (RFC 8314), and HTTPS.
MAIL_PORTS = frozenset({143, 993, 465, 587})
WEB_PORTS = frozenset({443})
# Other services that answer to half a word; never spoken to, whatever the setting.
FOREIGN_PORTS = frozenset(
    {1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672, 5900, 5984, 5985, 6000, 6379, 6443}
    | {7001, 8086, 8500, 9000, 9042, 9092, 9200, 9300, 10250, 11211, 15672, 27017, 50070}
)
_HIGH_PORT = 1024

_NAT64 = IPv6Network("64:ff9b::/96")
# Wrappers for IPv4 that no mail server is published under; and IPv6 that routes nowhere.
_WRAPPED = tuple(
    IPv6Network(text)
    for text in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fec0::/10",
    )
)
# Cloud metadata: credentials for the asking, so no setting permits it. Link-local covers 169.254.169.254.
_METADATA = frozenset({ip_address("fd00:ec2::254"), ip_address("100.100.100.200"), ip_address("192.0.0.192")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The installation's word on servers in its own network: all of them, some networks, or (usual) none."""

    allow_private: bool = False
    allowed_networks: tuple[Network, ...] = ()

    @classmethod
    def from_setting(cls, text: str) -> Self:
        """The policy of SPINDLE_ALLOW_PRIVATE_SERVERS: "yes", "no", or networks as "10.1.0.0/16, fd12::/16".

        Raises ValueError for anything else, with the word in its message.
        """
        word = text.strip().lower()
        if word in {"", "0", "no", "false", "off"}:
            return cls()
        if word in {"1", "yes", "true", "on"}:
            return cls(allow_private=True)
        return cls(allowed_networks=tuple(ip_network(part.strip()) for part in word.split(",")))

    def permits_address(self, address: Address) -> bool:
        """Whether a connection to this address may be opened."""
        if _never(address):
            return False
        if self.allow_private or _is_public(address):
            return True
        return any(address in network for network in self.allowed_networks)

    def permits_port(self, port: int) -> bool:
        """The ports of mail and HTTPS; where own servers are allowed, also high ports of no other service."""
        if port in MAIL_PORTS | WEB_PORTS:
            return True
        own_servers = self.allow_private or bool(self.allowed_networks)
        return own_servers and _HIGH_PORT <= port <= 65535 and port not in FOREIGN_PORTS


def _never(address: Address) -> bool:
    if address.is_multicast or address.is_unspecified or address.is_link_local or address in _METADATA:
        return True
    if isinstance(address, IPv4Address):
        return address in IPv4Network("0.0.0.0/8") or address in IPv4Network("240.0.0.0/4")
    if address in _NAT64:
        return _never(IPv4Address(int(address) & 0xFFFFFFFF))
    # ::1 sits in ::/96 and is a loopback like any other.
    return not address.is_loopback and any(address in network for network in _WRAPPED)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address in _NAT64:
        return _is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_reserved
