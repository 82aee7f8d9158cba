"""A real SMTP server (aiosmtpd) that keeps what it is given and refuses on request.

`with Smtp(users={"alice@example.test": "secret"}) as smtp:` → `smtp.port`, `smtp.messages`.
"""

import argparse
import signal
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.peers.certificates import Certificate
from tests.peers.ports import HOST, free_port


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message as it came: envelope and bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Smtp:
    """One server; a context manager. `security`: "plain", "starttls" or "tls" (both need a certificate)."""

    def __init__(
        self,
        users: Mapping[str, str] | None = None,
        *,
        security: str = "plain",
        certificate: Certificate | None = None,
        port: int = 0,
    ) -> None:
        self.users = dict(users or {})
        self.host = HOST
        self.port = port or free_port()
        self.messages: list[Accepted] = []
        self.refused_recipients: dict[str, str] = {}
        self.refuse_data: str | None = None
        self._arrived = threading.Condition()
        self._controller = _controller(self, security, certificate)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop(no_assert=True)

    def wait_for(self, count: int, *, seconds: float = 10) -> list[Accepted]:
        """The messages, as soon as there are `count`; TimeoutError otherwise."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.messages) >= count, seconds):
                raise TimeoutError(f"{len(self.messages)} of {count} messages within {seconds} s")
        return list(self.messages)

    # --- aiosmtpd's hooks ----------------------------------------------------------------------------------------

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whom the test wants refused, such as `550 5.1.1 No such user`."""
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, unless the test wants `refuse_data` answered."""
        if self.refuse_data is not None:
            return self.refuse_data
        with self._arrived:
            raw = envelope.original_content or b""
            self.messages.append(Accepted(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
            self._arrived.notify_all()
        return "250 2.0.0 Accepted"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """PLAIN and LOGIN against `users`."""
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        good = self.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=good, handled=False)


def _controller(smtp: Smtp, security: str, certificate: Certificate | None) -> Controller:
    context = _context(certificate) if certificate else None
    return Controller(
        smtp,
        hostname=HOST,
        port=smtp.port,
        ready_timeout=10,
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=smtp.authenticate,
        auth_required=bool(smtp.users),
        auth_require_tls=False,
        enable_SMTPUTF8=True,
    )


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def main() -> None:
    """Run one by hand until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers.smtp")
    parser.add_argument("--port", type=int, default=10025)
    parser.add_argument("--user", action="append", metavar="USER:PASSWORD")
    options = parser.parse_args()
    users = dict(user.split(":", 1) for user in options.user or [])
    with Smtp(users, port=options.port) as smtp:
        print(f"SMTP {smtp.port}; Ctrl-C ends")
        try:
            signal.pause()
        except KeyboardInterrupt:
            print(f"{len(smtp.messages)} messages")


if __name__ == "__main__":
    main()
