"""The way out: names, sockets, TLS and HTTP towards servers that a user or a stranger's DNS has named.

Nothing here trusts a name. An address is checked after it is looked up, and the connection goes to the
address that was checked (OWASP ASVS 5.0 1.3.6), so an answer that changes in between changes nothing.
"""

from spindle.mail.network.errors import (
    NameNotFound,
    NetworkError,
    PortRefused,
    PrivateAddressRefused,
    Refused,
    TimedOut,
    Unreachable,
)
from spindle.mail.network.policy import Policy
from spindle.mail.network.resolving import CheckedAddress, DnsResolver, Resolver, Service, resolve
from spindle.mail.network.servers import Security, Server, ServerSettings, typed_host
from spindle.mail.network.sockets import Connection, connect_checked

__all__ = [
    "CheckedAddress",
    "Connection",
    "DnsResolver",
    "NameNotFound",
    "NetworkError",
    "Policy",
    "PortRefused",
    "PrivateAddressRefused",
    "Refused",
    "Resolver",
    "Security",
    "Server",
    "ServerSettings",
    "Service",
    "TimedOut",
    "Unreachable",
    "connect_checked",
    "resolve",
    "typed_host",
]
