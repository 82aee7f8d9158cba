"""The installation's way out to mail servers: its policy, its resolver, its certificate authorities."""

from pathlib import Path

from django.conf import settings

from spindle.mail.connection import WayOut
from spindle.mail.discovery import Surroundings
from spindle.mail.imap.endpoint import Endpoint, Password
from spindle.mail.imap.errors import Refused, TimedOut
from spindle.mail.imap.session import Session
from spindle.mail.models import ServerSettings
from spindle.mail.network import DnsResolver, Policy, PortRefused, Security, resolve
from spindle.mail.network.http import HttpClient
from spindle.organisations.secrets import unseal

# Of a name with more addresses than this the rest is not tried.
MOST_ADDRESSES = 4


def policy() -> Policy:
    """Which addresses may be connected to (SPINDLE_ALLOW_PRIVATE_SERVERS)."""
    return Policy.from_setting(settings.SPINDLE_ALLOW_PRIVATE_SERVERS)


def authorities() -> Path | None:
    """Certificate authorities instead of the system's (SPINDLE_AUTHORITIES)."""
    return Path(settings.SPINDLE_AUTHORITIES) if settings.SPINDLE_AUTHORITIES else None


def way_out() -> WayOut:
    """For checking a mailbox's settings."""
    return WayOut(policy=policy(), resolver=DnsResolver(), authorities=authorities())


def surroundings() -> Surroundings:
    """For discovery."""
    resolver = DnsResolver()
    http = HttpClient(policy=policy(), resolver=resolver, authorities=authorities())
    return Surroundings(policy=policy(), resolver=resolver, http=http, authorities=authorities())


def credentials_of(kept: ServerSettings) -> Password:
    """User name and password, unsealed; the company must be active."""
    return Password(kept.login, unseal(bytes(kept.secret)))


def signed_in(kept: ServerSettings, credentials: Password) -> Session:
    """A session at the first address of the server that answers; one it cannot reach does not end the search.

    Raises NetworkError and ImapError; asks the network.
    """
    *others, last = endpoints_of(kept)
    for endpoint in others:
        try:
            return Session.connect(endpoint, credentials)
        except (Refused, TimedOut):
            continue
    return Session.connect(last, credentials)


def endpoints_of(kept: ServerSettings) -> list[Endpoint]:
    """Where to connect, at addresses and a port that were checked just now. Raises NetworkError; asks the network."""
    if not policy().permits_port(kept.imap_port):
        raise PortRefused(kept.imap_host, port=kept.imap_port)
    found = resolve(kept.imap_host, policy(), DnsResolver())[:MOST_ADDRESSES]
    return [_endpoint(kept, str(checked.address)) for checked in found]


def _endpoint(kept: ServerSettings, address: str) -> Endpoint:
    return Endpoint(
        host=kept.imap_host,
        port=kept.imap_port,
        security=Security(kept.imap_security),
        address=address,
        certificate_fingerprint=kept.imap_certificate or None,
        authorities=authorities(),
    )
