"""Sessions on the test's own servers, and responses without a server."""

import socket

from spindle.mail.imap.endpoint import Endpoint, Password, Security
from spindle.mail.imap.responses import Response
from spindle.mail.imap.session import Session
from spindle.mail.imap.stream import Stream
from spindle.mail.imap.wire import Wire
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox
from tests.peers.ports import HOST


def plain(port: int, *, timeout: float = 10) -> Endpoint:
    """A loopback port without encryption."""
    return Endpoint(host=HOST, port=port, security=Security.PLAIN, address=HOST, timeout=timeout)


def open_session(mailbox: Mailbox, *, port: int | None = None, timeout: float = 10) -> Session:
    """Signed in as the mailbox's user; `port` for a proxy in between."""
    endpoint = plain(port or mailbox.server.port, timeout=timeout)
    return Session.connect(endpoint, Password(mailbox.user, mailbox.password))


def tls(server: Dovecot, *, host: str = "localhost", fingerprint: str | None = None) -> Endpoint:
    """IMAPS, trusting nobody but the system's authorities unless `fingerprint` is given."""
    return Endpoint(
        host=host,
        port=server.tls_port,
        security=Security.TLS,
        address=HOST,
        certificate_fingerprint=fingerprint,
        timeout=10,
    )


def wire_that_hears(data: bytes) -> Wire:
    """A wire whose server has sent `data` and closed."""
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.sendall(data)
    theirs.close()
    return Wire(Stream(ours))


def response(data: bytes) -> Response:
    """One response as a server would send it."""
    wire = wire_that_hears(data)
    found = wire.read()
    wire.stream.close()
    return found
