"""Where to connect and as whom."""

from dataclasses import dataclass, field
from pathlib import Path

from spindle.mail.network import Security

__all__ = ["Credentials", "Endpoint", "OAuthToken", "Password", "Security"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One IMAP server. `address` is an IP that the caller has checked; None: `host` is looked up and only public
    addresses are used. `certificate_fingerprint` (SHA-256, hex) was accepted by hand and then replaces the
    authorities; `authorities` (PEM) replaces the system's. `timeout` in seconds, for each step of the network."""

    host: str
    port: int
    security: Security
    address: str | None = None
    certificate_fingerprint: str | None = None
    authorities: Path | None = None
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Password:
    """User name and password (an app password where the provider wants one)."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OAuthToken:
    """User name and an access token, for XOAUTH2 or OAUTHBEARER (RFC 7628)."""

    user: str
    token: str = field(repr=False)


Credentials = Password | OAuthToken
