"""HTTPS to places that a stranger's domain names: every hop looked up, checked, and bounded.

No proxy, cookie, password or compression; three redirects at most, each checked like the first address;
a body of at most 1 MB, and three seconds for each hop, however slowly its bytes drip.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore

from spindle.mail.network.errors import NetworkError, TimedOut, Unreachable
from spindle.mail.network.policy import Policy
from spindle.mail.network.resolving import Resolver
from spindle.mail.network.sockets import connect_checked, socket_errors
from spindle.mail.network.tls import authorities_context

_LARGEST_BODY = 1_000_000
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The shape of httpcore's socket options, none of which is used.
_Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back in the end: `url` is that of the last hop."""

    url: str
    status: int
    body: bytes


class BadUrl(NetworkError):
    """Not an https address of a host (or a redirect to one)."""

    code = "bad_url"


class TooLarge(NetworkError):
    """More than a megabyte where a page of settings was expected."""

    code = "too_large"


class TooManyRedirects(NetworkError):
    """Sent on more than three times."""

    code = "too_many_redirects"


class HttpClient:
    """GET and POST under one policy; `seconds` bound each hop. Safe to share between threads: it keeps no connection."""

    def __init__(
        self,
        *,
        policy: Policy,
        resolver: Resolver,
        authorities: Path | None = None,
        https_port: int = 443,
        seconds: float = 3.0,
    ) -> None:
        self._policy = policy
        self._resolver = resolver
        self._context = authorities_context(authorities)
        self._https_port = https_port
        self._seconds = seconds

    def get(self, url: str) -> Response:
        """Fetches `url`, following redirects; raises NetworkError (TimedOut, BadUrl, PrivateAddressRefused, …)."""
        return self._follow("GET", url, b"", "")

    def post(self, url: str, body: bytes, *, content_type: str) -> Response:
        """Posts `body`; a redirect gets the same body again, for autodiscovery asks once and is sent on."""
        return self._follow("POST", url, body, content_type)

    def _follow(self, method: str, url: str, body: bytes, content_type: str) -> Response:
        for _hop in range(_MOST_REDIRECTS + 1):
            status, location, answer = self._once(method, url, body, content_type)
            if status not in _REDIRECTS or not location:
                return Response(url, status, answer)
            url = urljoin(url, location)
        raise TooManyRedirects(urlsplit(url).hostname or url)

    def _once(self, method: str, url: str, body: bytes, content_type: str) -> tuple[int, str, bytes]:
        host, target = self._split(url)
        headers = [("Host", host), ("User-Agent", "Spindle"), ("Accept-Encoding", "identity")]
        if body:
            headers += [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        backend = GuardedBackend(self._policy, self._resolver, deadline=time.monotonic() + self._seconds)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._context, network_backend=backend) as pool,
                pool.stream(method, target, headers=headers, content=body or None) as response,
            ):
                location = header(response, b"location")
                return response.status, location.decode("latin-1"), _body(host, response.iter_stream())
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            raise Unreachable(host, detail=str(error)) from error

    def _split(self, url: str) -> tuple[str, httpcore.URL]:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").encode("idna").decode(), parts.port or self._https_port
        except (ValueError, UnicodeError) as error:
            raise BadUrl(url[:200]) from error
        if parts.scheme != "https" or not host or parts.username is not None:
            raise BadUrl(host or url[:200])
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return host, httpcore.URL(scheme="https", host=host, port=port, target=ascii_target(target))


def ascii_target(target: str) -> bytes:
    """A path and query as they may stand in a request line."""
    return target.encode("ascii", "replace").replace(b" ", b"%20")


def header(response: httpcore.Response, name: bytes) -> bytes:
    """The first header of that name; b"" when there is none."""
    return next((value for key, value in response.headers if key.lower() == name), b"")


def _body(host: str, chunks: Iterable[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise TooLarge(host)
    return bytes(body)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens httpcore's connections through the guard; the deadline holds for all of a hop."""

    def __init__(self, policy: Policy, resolver: Resolver, *, deadline: float) -> None:
        self._policy = policy
        self._resolver = resolver
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_Option] | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore; raises our own NetworkErrors."""
        left = _left(self._deadline, host, port)
        connection = connect_checked(host, port, policy=self._policy, resolver=self._resolver, timeout=left)
        return _Stream(connection.sock, host, port, deadline=self._deadline)


class _Stream(httpcore.NetworkStream):
    """A socket whose every read and write ends by the deadline."""

    def __init__(self, sock: socket.socket, host: str, port: int, *, deadline: float) -> None:
        self._sock = sock
        self._host = host
        self._port = port
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See httpcore."""
        self._hurry()
        with socket_errors(self._host, self._port):
            return self._sock.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See httpcore."""
        self._hurry()
        with socket_errors(self._host, self._port):
            self._sock.sendall(buffer)

    def close(self) -> None:
        """See httpcore."""
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """See httpcore."""
        self._hurry()
        with socket_errors(self._host, self._port):
            self._sock = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        return self

    def _hurry(self) -> None:
        self._sock.settimeout(_left(self._deadline, self._host, self._port))


def _left(deadline: float, host: str, port: int) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimedOut(host, port)
    return left
