"""Encryption with a checked certificate; one that no authority vouches for can be accepted by its fingerprint."""

import hashlib
import hmac
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID

from spindle.mail.network.errors import NetworkError
from spindle.mail.network.sockets import Connection, socket_errors


class Doubt(StrEnum):
    """Why a certificate was not trusted."""

    EXPIRED = "certificate_expired"
    NOT_YET = "certificate_not_yet_valid"
    WRONG_NAME = "certificate_wrong_name"
    UNKNOWN_ISSUER = "certificate_untrusted"
    CHANGED = "certificate_changed"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person needs to know of a server's certificate; `fingerprint` is SHA-256 in lower-case hex."""

    fingerprint: str
    names: tuple[str, ...]
    issuer: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe: the usual authorities, those of a file, or one certificate accepted by hand."""

    authorities: Path | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A socket with TLS on it."""

    sock: ssl.SSLSocket
    version: str
    certificate: Certificate


class TlsFailed(NetworkError):
    """The server did not come to terms on encryption; often it does not speak TLS on that port."""

    code = "tls_failed"


class CertificateUntrusted(NetworkError):
    """The certificate cannot be relied on; `certificate` is the one shown, where known, `doubt` why."""

    def __init__(self, host: str, port: int, *, doubt: Doubt, certificate: Certificate | None) -> None:
        super().__init__(host, port, doubt.value)
        self.doubt = doubt
        self.certificate = certificate
        self.code = doubt.value


def encrypt(
    connection: Connection, *, trust: Trust | None = None, reopen: Callable[[], Connection] | None = None
) -> Encrypted:
    """Starts TLS on an open connection, which it takes over: on an error the socket is closed.

    Raises TlsFailed, CertificateUntrusted, TimedOut or Unreachable. A handshake that fails does not show the
    certificate: with `reopen` (which brings a new connection to the same point of its protocol) it is fetched
    once more for the report, and nothing is sent over that second connection.
    """
    trust = trust or Trust()
    host, port = connection.address.host, connection.port
    try:
        encrypted = _handshake(connection, _context(trust))
    except ssl.SSLCertVerificationError as error:
        certificate = _handshake_only(reopen()) if reopen else None
        raise CertificateUntrusted(host, port, doubt=_doubt(error), certificate=certificate) from error
    if trust.fingerprint and not hmac.compare_digest(encrypted.certificate.fingerprint, trust.fingerprint):
        encrypted.sock.close()
        raise CertificateUntrusted(host, port, doubt=Doubt.CHANGED, certificate=encrypted.certificate)
    return encrypted


def authorities_context(authorities: Path | None = None) -> ssl.SSLContext:
    """A checking context with the system's authorities (or Mozilla's where it has none), or a file's."""
    if authorities is not None:
        return ssl.create_default_context(cafile=authorities)
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and paths.capath is None:
        context.load_verify_locations(certifi.where())
    return context


def read_certificate(der: bytes) -> Certificate:
    """The facts of a certificate in DER; names that it lacks are empty."""
    certificate = x509.load_der_x509_certificate(der)
    return Certificate(
        fingerprint=hashlib.sha256(der).hexdigest(),
        names=_names(certificate),
        issuer=_issuer(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def _context(trust: Trust) -> ssl.SSLContext:
    if not trust.fingerprint:
        return authorities_context(trust.authorities)
    return _unchecked_context()


def _unchecked_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _handshake(connection: Connection, context: ssl.SSLContext) -> Encrypted:
    host, port = connection.address.host, connection.port
    try:
        with socket_errors(host, port):
            wrapped = context.wrap_socket(connection.sock, server_hostname=host)
    except NetworkError as error:
        connection.sock.close()
        cause = error.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise cause from None
        if isinstance(cause, ssl.SSLError):
            raise TlsFailed(host, port, cause.reason or "") from cause
        raise
    der = wrapped.getpeercert(binary_form=True) or b""
    return Encrypted(wrapped, wrapped.version() or "TLS", read_certificate(der))


def _handshake_only(connection: Connection) -> Certificate:
    encrypted = _handshake(connection, _unchecked_context())
    encrypted.sock.close()
    return encrypted.certificate


def _doubt(error: ssl.SSLCertVerificationError) -> Doubt:
    # OpenSSL's X509_V_ERR numbers: 9 not yet valid, 10 expired, 62 and 64 host name and address mismatch.
    known = {9: Doubt.NOT_YET, 10: Doubt.EXPIRED, 62: Doubt.WRONG_NAME, 64: Doubt.WRONG_NAME}
    return known.get(error.verify_code, Doubt.UNKNOWN_ISSUER)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except (x509.ExtensionNotFound, ValueError):
        return _common_names(certificate.subject)
    if not isinstance(extension.value, x509.SubjectAlternativeName):
        return ()
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    return (*extension.value.get_values_for_type(x509.DNSName), *(str(address) for address in addresses))


def _issuer(certificate: x509.Certificate) -> str:
    organisation = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    named = [str(attribute.value) for attribute in organisation] or list(_common_names(certificate.issuer))
    return named[0] if named else ""


def _common_names(name: x509.Name) -> tuple[str, ...]:
    return tuple(str(attribute.value) for attribute in name.get_attributes_for_oid(NameOID.COMMON_NAME))
