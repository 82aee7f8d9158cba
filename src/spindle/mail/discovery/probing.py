"""Trying the usual server names: does a mail server answer there, encrypted? No password is involved."""

import contextlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spindle.mail.network import (
    Policy,
    Resolver,
    Security,
    Server,
    connect_checked,
)
from spindle.mail.network.dialogue import LineReader, imap_greeting, smtp_reply, starttls_imap, starttls_smtp
from spindle.mail.network.tls import Trust, encrypt


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports of RFC 8314 and RFC 9051."""

    imaps: int = 993
    imap: int = 143
    submissions: int = 465
    submission: int = 587


def imap_guesses(domain: str, hosts: Iterable[str], ports: Ports) -> list[Server]:
    """IMAP servers that a domain often has, in the order of preference: TLS first, then STARTTLS."""
    names = _unique((f"imap.{domain}", f"mail.{domain}", *hosts))
    return [Server(host, ports.imaps, Security.TLS) for host in names] + [
        Server(host, ports.imap, Security.STARTTLS) for host in names
    ]


def smtp_guesses(domain: str, hosts: Iterable[str], ports: Ports) -> list[Server]:
    """The same for SMTP submission."""
    names = _unique((f"smtp.{domain}", f"mail.{domain}", *hosts))
    return [Server(host, ports.submissions, Security.TLS) for host in names] + [
        Server(host, ports.submission, Security.STARTTLS) for host in names
    ]


def probe(
    server: Server,
    *,
    imap: bool,
    policy: Policy,
    resolver: Resolver,
    authorities: Path | None,
    timeout: float,
) -> None:
    """Returns if an IMAP (else SMTP) server answers there over trusted TLS.

    Raises NetworkError otherwise: CertificateUntrusted and TlsFailed too, for such a server is not proposed.
    """
    connection = connect_checked(server.host, server.port, policy=policy, resolver=resolver, timeout=timeout)
    with contextlib.closing(connection.sock):
        if server.security is Security.STARTTLS:
            (starttls_imap if imap else starttls_smtp)(connection)
        encrypted = encrypt(connection, trust=Trust(authorities=authorities))
        with contextlib.closing(encrypted.sock):
            if server.security is Security.TLS:
                _greet(encrypted.sock, server.host, server.port, imap=imap)


def _greet(sock: socket.socket, host: str, port: int, *, imap: bool) -> None:
    reader = LineReader(sock, host, port)
    if imap:
        imap_greeting(reader, host, port)
    else:
        smtp_reply(reader, host, port, b"220")


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
