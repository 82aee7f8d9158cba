"""The last step: does the outgoing server let us in? No message is sent (RFC 5321, 3207, 4954)."""

import contextlib
import smtplib
import socket
from collections.abc import Iterator

from spindle.mail.connection.stop import Stop, facts_of
from spindle.mail.connection.way_out import WayOut
from spindle.mail.network import Security, Server
from spindle.mail.network.dialogue import LineReader, readable, smtp_reply, starttls_smtp
from spindle.mail.network.sockets import Connection
from spindle.mail.network.tls import Trust, encrypt

_AUTHENTICATION_REFUSED = frozenset({534, 535, 538, 550, 554})


def check_sending(
    server: Server, login: str, password: str, *, way_out: WayOut, fingerprint: str = ""
) -> dict[str, str | int]:
    """Signs in at the outgoing server and leaves. Returns facts; raises Stop or NetworkError."""
    connection = way_out.connect(server)
    sock = _encrypted(connection, server, way_out, fingerprint)
    with contextlib.closing(sock), _said_by(server):
        _sign_in(sock, server, login, password)
    return facts_of(server)


def _encrypted(connection: Connection, server: Server, way_out: WayOut, fingerprint: str) -> socket.socket:
    if server.security is Security.PLAIN:
        return connection.sock

    def reopen() -> Connection:
        again = way_out.connect(server)
        if server.security is Security.STARTTLS:
            starttls_smtp(again)
        return again

    if server.security is Security.STARTTLS:
        starttls_smtp(connection)
    return encrypt(connection, trust=Trust(way_out.authorities, fingerprint), reopen=reopen).sock


def _sign_in(sock: socket.socket, server: Server, login: str, password: str) -> None:
    if server.security is not Security.STARTTLS:
        smtp_reply(LineReader(sock, server.host, server.port), server.host, server.port, b"220")
    # No host name: it would tell the server the name of this machine, after a slow look-up.
    client = smtplib.SMTP(local_hostname="[127.0.0.1]")
    client.sock = sock
    client.ehlo_or_helo_if_needed()
    if not client.has_extn("auth"):
        raise Stop("no_login_offered", facts_of(server))
    client.login(login, password)
    client.quit()


@contextlib.contextmanager
def _said_by(server: Server) -> Iterator[None]:
    facts = facts_of(server)
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise Stop("closed", facts) from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        raise Stop(_refusal(error.smtp_code), facts, f"{error.smtp_code} {readable(said)}") from error
    except smtplib.SMTPException as error:
        raise Stop("no_login_offered", facts, str(error)[:200]) from error
    except TimeoutError as error:
        raise Stop("timed_out", facts) from error
    except (OSError, UnicodeError) as error:
        raise Stop("closed", facts) from error


def _refusal(code: int) -> str:
    return "login_refused" if code in _AUTHENTICATION_REFUSED else "unavailable"
