"""One picture out of the internet: bounded in time, size and hops, from public addresses only.

No cookie, referrer, password or compression; the same words about ourselves to everybody. Each hop's address is looked
up once, checked, and that very address is connected to, so that no name leads into the installation's own network.
"""

import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore

from spindle.mail.network.errors import NetworkError, Unreachable
from spindle.mail.network.http import BadUrl, GuardedBackend, TooLarge, TooManyRedirects, ascii_target, header
from spindle.mail.network.policy import Policy
from spindle.mail.network.resolving import Resolver
from spindle.mail.network.tls import authorities_context
from spindle.mail.pictures.kinds import ENOUGH, picture_type

LARGEST = 10_000_000
SECONDS = 10.0
MOST_REDIRECTS = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = 200
_LONGEST_URL = 4000
_PORTS = {"http": 80, "https": 443}
_HIGH_PORT = 1024
_HEADERS = [
    ("User-Agent", "Mozilla/5.0 (compatible; Spindle picture proxy)"),
    ("Accept", "image/avif,image/webp,image/png,image/jpeg,image/gif"),
    ("Accept-Encoding", "identity"),
    ("Connection", "close"),
]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture, and what its first bytes say that it is."""

    content_type: str
    data: bytes


class NotAPicture(NetworkError):
    """Something else came back: a page, an error, a drawing that can run scripts."""

    code = "not_a_picture"


class PicturePolicy(Policy):
    """The installation's policy on addresses, with the ports of the web instead of those of mail."""

    def permits_port(self, port: int) -> bool:
        """80 and 443; where own servers are allowed, also high ports of no other service."""
        return port in _PORTS.values() or (port >= _HIGH_PORT and Policy.permits_port(self, port))


def fetch(
    url: str,
    *,
    policy: Policy,
    resolver: Resolver,
    authorities: Path | None = None,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Fetched:
    """The picture at `url`, an http or https address.

    Raises NetworkError: BadUrl, PrivateAddressRefused, TimedOut, TooLarge, TooManyRedirects, NotAPicture, …
    """
    guard = PicturePolicy(allow_private=policy.allow_private, allowed_networks=policy.allowed_networks)
    backend = GuardedBackend(guard, resolver, deadline=time.monotonic() + seconds)
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _once(url, backend, authorities, largest)
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise TooManyRedirects(_host(url))


def _once(url: str, backend: GuardedBackend, authorities: Path | None, largest: int) -> Fetched | str:
    """The picture, or the address to which the server sends on."""
    target, host = _split(url)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_context(authorities), network_backend=backend) as pool,
            pool.stream("GET", target, headers=[("Host", host), *_HEADERS]) as response,
        ):
            location = header(response, b"location")
            if response.status in _REDIRECTS and location:
                return location.decode("latin-1")[:_LONGEST_URL]
            if response.status != _OK:
                raise NotAPicture(_host(url), detail=str(response.status))
            return _picture(_host(url), response.iter_stream(), largest)
    except (httpcore.ProtocolError, httpcore.NetworkError) as error:
        raise Unreachable(_host(url), detail=str(error)[:200]) from error


@lru_cache(maxsize=4)
def _context(authorities: Path | None) -> ssl.SSLContext:
    """Reading the authorities takes longer than many a picture."""
    return authorities_context(authorities)


def _picture(host: str, chunks: Iterator[bytes], largest: int) -> Fetched:
    """Reads on only as long as it is a picture."""
    body, content_type = bytearray(), ""
    for chunk in chunks:
        body += chunk
        if len(body) > largest:
            raise TooLarge(host)
        if not content_type and len(body) >= ENOUGH:
            content_type = picture_type(bytes(body[:ENOUGH]))
            if not content_type:
                break
    if not content_type:
        raise NotAPicture(host)
    return Fetched(content_type, bytes(body))


def _split(url: str) -> tuple[httpcore.URL, str]:
    """The address for httpcore, and the Host header. Raises BadUrl."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError) as error:
        raise BadUrl(url[:200]) from error
    if parts.scheme not in _PORTS or not host or parts.username is not None or len(url) > _LONGEST_URL:
        raise BadUrl(host or url[:200])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = f"[{host}]" if ":" in host else host
    header_value = named if port == _PORTS[parts.scheme] else f"{named}:{port}"
    return httpcore.URL(scheme=parts.scheme, host=named, port=port, target=ascii_target(path)), header_value


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:200]
    except ValueError:
        return url[:200]
