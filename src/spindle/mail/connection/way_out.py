"""How a check reaches servers: the installation's policy, its resolver, its authorities, its patience."""

from dataclasses import dataclass
from pathlib import Path

from spindle.mail.network import Connection, Policy, Resolver, Server, connect_checked


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """`authorities` (PEM) replaces the system's; `timeout` in seconds, for each step of the network."""

    policy: Policy
    resolver: Resolver
    authorities: Path | None = None
    timeout: float = 10.0

    def connect(self, server: Server) -> Connection:
        """A connection to a checked address of the server; raises NetworkError."""
        return connect_checked(
            server.host, server.port, policy=self.policy, resolver=self.resolver, timeout=self.timeout
        )
