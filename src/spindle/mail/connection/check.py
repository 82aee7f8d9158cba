"""Six steps to a working mailbox, each told as it ends (product.md EM-9; design/wizard-failed.html).

The first failure ends the check, but for sending: a mailbox that can be read is connected, whatever SMTP says.
The password is sent only over the encryption that the settings ask for, to the address that was checked.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from spindle.mail.connection.guidance import guidance
from spindle.mail.connection.report import Part, Report, State, Step
from spindle.mail.connection.sending import check_sending
from spindle.mail.connection.stop import (
    Stop,
    certificate_facts,
    facts_of,
    stopped_by_imap,
    stopped_by_network,
)
from spindle.mail.connection.way_out import WayOut
from spindle.mail.discovery import Kind, Provider, provider_of_server
from spindle.mail.imap.endpoint import Endpoint, Password
from spindle.mail.imap.errors import ImapError
from spindle.mail.imap.session import Session
from spindle.mail.network import NetworkError, Security, Server, ServerSettings
from spindle.mail.network.dialogue import LineReader, imap_greeting, starttls_imap
from spindle.mail.network.sockets import Connection
from spindle.mail.network.tls import Encrypted, TlsFailed, Trust, encrypt

Facts = Mapping[str, str | int]
# Seconds for finding out what else answers where TLS failed.
_SECOND_LOOK = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Fingerprints (SHA-256, hex) of certificates that were accepted by hand; empty: the usual authorities."""

    imap: str = ""
    smtp: str = ""


def check(
    settings: ServerSettings,
    password: str,
    *,
    way_out: WayOut,
    accepted: Accepted | None = None,
    found: Facts | None = None,
    on_step: Callable[[Report], None] | None = None,
) -> Report:
    """Tries the settings and says how far they go; takes at most a handful of `way_out.timeout`.

    `found` are the facts of the first step: `source` (a discovery Source, or "by_hand") and `name`. `on_step` gets
    the report after each step. Never raises for what a server does.
    """
    return _Check(settings, password, way_out, accepted or Accepted(), on_step).run(
        found or {"source": "by_hand"}
    )


class _Check:
    def __init__(
        self,
        settings: ServerSettings,
        password: str,
        way_out: WayOut,
        accepted: Accepted,
        on_step: Callable[[Report], None] | None,
    ) -> None:
        self._settings = settings
        self._password = password
        self._way_out = way_out
        self._accepted = accepted
        self._on_step = on_step
        self._provider = provider_of_server(settings.imap.host)
        self._report = Report()

    def run(self, found: Facts) -> Report:
        self._done(Part.SETTINGS, found)
        with contextlib.suppress(_Ended):
            address = self._reach(self._settings.imap)
            self._sign_in(self._settings.imap, address)
            self._try_sending()
        return self._report

    def _reach(self, server: Server) -> str:
        """Steps two and three; returns the address that was checked, so that signing in goes there too."""
        with self._ending(Part.SERVER, server):
            connection = self._way_out.connect(server)
            with contextlib.closing(connection.sock):
                self._greeted(connection, server)
                self._done(Part.SERVER, {**facts_of(server), "milliseconds": connection.milliseconds})
                self._encrypt(connection, server)
                return str(connection.address.address)

    def _greeted(self, connection: Connection, server: Server) -> None:
        # With STARTTLS the greeting comes in clear, so another protocol shows here already.
        if server.security is Security.STARTTLS:
            starttls_imap(connection)
        elif server.security is Security.PLAIN:
            imap_greeting(LineReader(connection.sock, server.host, server.port), server.host, server.port)

    def _encrypt(self, connection: Connection, server: Server) -> None:
        with self._ending(Part.ENCRYPTION, server):
            if server.security is Security.PLAIN:
                self._done(Part.ENCRYPTION, {}, code="plain")
                return
            encrypted = self._handshake(connection, server)
        facts = {"version": _spoken(encrypted.version), **certificate_facts(encrypted.certificate)}
        self._done(Part.ENCRYPTION, facts, code="accepted" if self._accepted.imap else "")
        with contextlib.closing(encrypted.sock), self._ending(Part.LOGIN, server):
            if server.security is Security.TLS:
                imap_greeting(LineReader(encrypted.sock, server.host, server.port), server.host, server.port)

    def _handshake(self, connection: Connection, server: Server) -> Encrypted:
        def reopen() -> Connection:
            again = self._way_out.connect(server)
            self._greeted(again, server)
            return again

        trust = Trust(self._way_out.authorities, self._accepted.imap)
        try:
            return encrypt(connection, trust=trust, reopen=reopen)
        except TlsFailed as error:
            raise self._second_look(server, error) from error

    def _second_look(self, server: Server, error: TlsFailed) -> Stop:
        """What answers in clear where TLS failed: the most frequent mistake is the wrong port."""
        try:
            connection = self._way_out.connect(server)
            with contextlib.closing(connection.sock):
                connection.sock.settimeout(min(_SECOND_LOOK, self._way_out.timeout))
                imap_greeting(LineReader(connection.sock, server.host, server.port), server.host, server.port)
        except NetworkError as other:
            stop = stopped_by_network(other, server)
            return (
                stop if stop.code.endswith("_server") else Stop("tls_failed", facts_of(server), error.detail)
            )
        return Stop("tls_on_plain_port", facts_of(server))

    def _sign_in(self, server: Server, address: str) -> None:
        endpoint = Endpoint(
            host=server.host,
            port=server.port,
            security=server.security,
            address=address,
            certificate_fingerprint=self._accepted.imap or None,
            authorities=self._way_out.authorities,
            timeout=self._way_out.timeout,
        )
        with self._ending(Part.LOGIN, server):
            session = Session.connect(endpoint, Password(self._settings.login, self._password))
            with contextlib.closing(session):
                self._done(Part.LOGIN, {"login": self._settings.login})
                self._list(session, server)

    def _list(self, session: Session, server: Server) -> None:
        with self._ending(Part.FOLDERS, server):
            folders = session.folders()
            if not folders:
                raise Stop("no_folders", facts_of(server))
            self._done(Part.FOLDERS, {"count": len(folders)})

    def _try_sending(self) -> None:
        server = self._settings.smtp
        if server is None:
            self._tell(Step(part=Part.SENDING, code="not_set_up"))
            return
        with self._ending(Part.SENDING, server):
            facts = check_sending(
                server,
                self._settings.login,
                self._password,
                way_out=self._way_out,
                fingerprint=self._accepted.smtp,
            )
            self._done(Part.SENDING, facts)

    @contextlib.contextmanager
    def _ending(self, part: Part, server: Server) -> Iterator[None]:
        try:
            yield
        except NetworkError as error:
            self._failed(part, stopped_by_network(error, server))
        except ImapError as error:
            self._failed(part, stopped_by_imap(error, server))
        except Stop as stop:
            self._failed(part, stop)

    def _done(self, part: Part, facts: Facts, *, code: str = "") -> None:
        self._tell(Step(part=part, state=State.OK, code=code, facts=facts))

    def _failed(self, part: Part, stop: Stop) -> None:
        code, facts = refined(stop, self._provider)
        # Some servers repeat the command that they refuse; the report is kept and copied.
        said = stop.server_text.replace(self._password, "…") if self._password else stop.server_text
        self._tell(Step(part=part, state=State.FAILED, code=code, facts=facts, server_text=said))
        raise _Ended

    def _tell(self, step: Step) -> None:
        self._report = self._report.with_step(step)
        if self._on_step is not None:
            self._on_step(self._report)


class _Ended(Exception):
    """A step failed and has been told."""


def refined(stop: Stop, provider: Provider | None) -> tuple[str, dict[str, str | int]]:
    """The code as this provider means it, and its facts with the provider's name and hints (EM-6, EM-8)."""
    if provider is None:
        return _app_password(stop.code, stop.server_text), {"name": stop.facts.get("host", ""), **stop.facts}
    facts = {**stop.facts, "name": provider.name, "guidance": provider.guidance}
    if stop.code == "login_refused" and provider.kind is Kind.MICROSOFT:
        return "microsoft_sign_in", facts
    if stop.code == "login_refused" and guidance(provider.guidance).app_password:
        return "app_password", facts
    return _app_password(stop.code, stop.server_text), facts


def _app_password(code: str, said: str) -> str:
    words = said.lower()
    asked = "application-specific password" in words or "app password" in words or "app-specific" in words
    return "app_password" if code == "login_refused" and asked else code


def _spoken(version: str) -> str:
    return version.replace("TLSv", "TLS ")
