"""The end of a check, and how the errors below become one of its codes."""

from collections.abc import Mapping

from spindle.mail.imap import errors as imap
from spindle.mail.network import NetworkError, PrivateAddressRefused, Server
from spindle.mail.network.dialogue import OtherProtocol
from spindle.mail.network.tls import Certificate, CertificateUntrusted

_IMAP_CODES: Mapping[type[imap.ImapError], str] = {
    imap.LoginRefused: "login_refused",
    imap.ImapDisabled: "imap_disabled",
    imap.OverQuota: "over_quota",
    imap.Throttled: "too_many",
    imap.InUse: "too_many",
    imap.Unavailable: "unavailable",
    imap.TimedOut: "timed_out",
    imap.Refused: "unreachable",
    imap.NameNotFound: "name_not_found",
    imap.TlsFailed: "tls_failed",
    imap.Gone: "closed",
}


class Stop(Exception):
    """A step failed: a code of texts.FAILURES, the facts for its sentence, the server's own words."""

    def __init__(self, code: str, facts: Mapping[str, str | int], server_text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts)
        self.server_text = server_text


def facts_of(server: Server) -> dict[str, str | int]:
    """The facts that every failure at a server has."""
    return {"host": server.host, "port": server.port}


def stopped_by_network(error: NetworkError, server: Server) -> Stop:
    """What a NetworkError means for the person."""
    facts = facts_of(server)
    if isinstance(error, PrivateAddressRefused):
        return Stop(error.code, {**facts, "address": error.detail})
    if isinstance(error, CertificateUntrusted):
        return Stop(error.code, {**facts, **certificate_facts(error.certificate)})
    if isinstance(error, OtherProtocol):
        return Stop(protocol_of(error.detail), facts, error.detail)
    return Stop(error.code, facts)


def stopped_by_imap(error: imap.ImapError, server: Server) -> Stop:
    """What an ImapError means for the person."""
    code = next((code for kind, code in _IMAP_CODES.items() if isinstance(error, kind)), "unavailable")
    if isinstance(error, imap.CertificateUntrusted):
        return Stop(error.reason, {**facts_of(server), "fingerprint": error.fingerprint})
    return Stop(code, facts_of(server), _words(error))


def certificate_facts(certificate: Certificate | None) -> dict[str, str | int]:
    """A certificate's facts for the sentence; the fingerprint is what can be accepted."""
    if certificate is None:
        return {}
    return {
        "fingerprint": certificate.fingerprint,
        "names": ", ".join(certificate.names[:3]),
        "issuer": certificate.issuer,
        "valid_from": certificate.valid_from.date().isoformat(),
        "valid_to": certificate.valid_to.date().isoformat(),
    }


def protocol_of(greeting: str) -> str:
    """Which other server greets like this."""
    said = greeting.upper()
    greetings = {
        "+OK": "pop3_server",
        "-ERR": "pop3_server",
        "220": "smtp_server",
        "HTTP/": "web_server",
        "* OK": "imap_server",
    }
    return next((code for start, code in greetings.items() if said.startswith(start)), "other_protocol")


def _words(error: imap.ImapError) -> str:
    prefix = f"[{error.code}] " if error.code and f"[{error.code}]" not in error.server_text else ""
    return f"{prefix}{error.server_text}"[:500]
