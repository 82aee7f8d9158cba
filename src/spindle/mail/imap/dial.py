"""From an endpoint to a wire that has been greeted: address, TCP, TLS or STARTTLS, certificate."""

import contextlib
import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address

from spindle.mail.imap import errors
from spindle.mail.imap.endpoint import Endpoint, Security
from spindle.mail.imap.responses import status
from spindle.mail.imap.stream import Stream
from spindle.mail.imap.wire import Wire
from spindle.mail.network import CheckedAddress, Connection, DnsResolver, Policy, resolve
from spindle.mail.network import errors as network
from spindle.mail.network.sockets import connect_to
from spindle.mail.network.tls import CertificateUntrusted, TlsFailed, Trust, encrypt

# Seconds of silence before the kernel asks whether the other side still lives, between questions, and how many:
# a half-open connection behind a home router is found out in two minutes, not in two hours.
KEEP_ALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))


def dial(endpoint: Endpoint) -> Wire:
    """Connect, encrypt, be greeted. Raises any ImapError; nothing stays open then."""
    with _as_imap_errors():
        connection = _before_tls(endpoint)
        sock = connection.sock
        if endpoint.security is not Security.PLAIN:
            sock = encrypt(connection, trust=_trust(endpoint), reopen=lambda: _before_tls(endpoint)).sock
    wire = Wire(Stream(sock))
    if endpoint.security is not Security.STARTTLS:
        with _closing_on_error(sock):
            _greet(wire)
    return wire


def _before_tls(endpoint: Endpoint) -> Connection:
    """A connection at the point where TLS begins (or, if plain, before the greeting)."""
    connection = _tcp(endpoint)
    if endpoint.security is Security.STARTTLS:
        with _closing_on_error(connection.sock):
            _ask_for_tls(connection.sock)
    return connection


def _tcp(endpoint: Endpoint) -> Connection:
    if endpoint.address is None:
        addresses = resolve(endpoint.host, Policy(), DnsResolver(), timeout=min(endpoint.timeout, 10.0))
    else:
        addresses = [CheckedAddress(endpoint.host, ip_address(endpoint.address))]
    started = time.monotonic()
    checked, sock = connect_to(addresses, endpoint.port, timeout=endpoint.timeout)
    sock.settimeout(endpoint.timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in KEEP_ALIVE:
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return Connection(sock, checked, endpoint.port, round((time.monotonic() - started) * 1000))


def _trust(endpoint: Endpoint) -> Trust:
    return Trust(authorities=endpoint.authorities, fingerprint=endpoint.certificate_fingerprint or "")


def _greet(wire: Wire) -> None:
    first = wire.read().text
    if not first.startswith(b"* "):
        raise errors.Broken(f"no IMAP server: {errors.server_words(first[:80])}")
    said = status(first[2:])
    if said.word not in {"OK", "PREAUTH"}:
        raise errors.server_error(said.text, said.code, otherwise=errors.Unavailable)


def _ask_for_tls(sock: socket.socket) -> None:
    wire = Wire(Stream(sock))
    _greet(wire)
    answer = wire.run(b"CAPABILITY")
    offered = b" ".join(response.text for response in answer.of(b"CAPABILITY")).upper().split()
    if b"STARTTLS" not in offered:
        raise errors.TlsFailed("the server does not offer STARTTLS")
    wire.run(b"STARTTLS", refusal=errors.TlsFailed)
    # What somebody slipped in before the encryption would be taken as the server's word after it.
    if wire.stream.has_unread:
        raise errors.TlsFailed("plain text behind the STARTTLS answer")


@contextlib.contextmanager
def _closing_on_error(sock: socket.socket) -> Iterator[None]:
    try:
        yield
    except errors.ImapError:
        sock.close()
        raise


@contextlib.contextmanager
def _as_imap_errors() -> Iterator[None]:
    try:
        yield
    except CertificateUntrusted as error:
        fingerprint = error.certificate.fingerprint if error.certificate else ""
        raise errors.CertificateUntrusted(fingerprint, error.doubt.value) from error
    except TlsFailed as error:
        raise errors.TlsFailed(error.detail) from error
    except network.NameNotFound as error:
        raise errors.NameNotFound(error.host) from error
    except network.TimedOut as error:
        raise errors.TimedOut(str(error)) from error
    except network.NetworkError as error:
        raise errors.Refused(str(error)) from error
