"""A submission server (aiosmtpd) that lets one user in, and keeps what it was given to deliver.

`with Submission({"alice": "secret"}, certificate) as smtp:` listens on `smtp.port` with STARTTLS, or with TLS from the
first byte on. By hand: `python -m tests.peers.submission --port 1587 alice:secret`.
"""

import argparse
import ssl
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.peers.certificates import Certificate, issue
from tests.peers.ports import HOST, free_port


class Submission:
    """A context manager. `refusal` replaces the usual answer to a wrong password, e.g. "534 5.7.9 …"."""

    def __init__(
        self,
        users: Mapping[str, str],
        certificate: Certificate,
        *,
        tls: bool = False,
        refusal: str = "",
        port: int = 0,
    ) -> None:
        self._users = users
        self._refusal = refusal
        self.delivered: list[Envelope] = []
        self.port = port or free_port()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        self._controller = Controller(
            self,
            hostname=HOST,
            port=self.port,
            ssl_context=context if tls else None,
            tls_context=None if tls else context,
            authenticator=self._authenticate,
            auth_require_tls=not tls,
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook: keep the message."""
        self.delivered.append(envelope)
        return "250 kept"

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = self._users.get(data.login.decode()) == data.password.decode()
        if right or not self._refusal:
            return AuthResult(success=right, handled=False)
        return AuthResult(success=False, handled=False, message=self._refusal)


def main() -> None:
    """Let one user in until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("user", help="name:password")
    arguments = parser.parse_args()
    name, _colon, password = arguments.user.partition(":")
    with tempfile.TemporaryDirectory() as folder:
        certificate = issue(Path(folder))
        with Submission({name: password}, certificate, port=arguments.port) as server:
            print(f"listening on {HOST}:{server.port}, authority {certificate.authority}", flush=True)
            threading.Event().wait()


if __name__ == "__main__":
    main()
