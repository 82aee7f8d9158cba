"""Getting through to a server: each way in, and each way in which that fails, told apart."""

import socket
import ssl

import pytest

from spindle.mail.imap.endpoint import Endpoint, Password, Security
from spindle.mail.imap.errors import (
    Broken,
    CertificateUntrusted,
    Gone,
    ImapError,
    NameNotFound,
    Refused,
    Throttled,
    TimedOut,
    TlsFailed,
    Unavailable,
)
from spindle.mail.imap.session import Session
from tests.mail.imap.sessions import plain, tls, wire_that_hears
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox
from tests.peers.ports import HOST, free_port
from tests.peers.scripted import Scripted

NOBODY = Password("nobody@example.test", "x")


def _starttls(port: int) -> Endpoint:
    return Endpoint(host="localhost", port=port, security=Security.STARTTLS, address=HOST, timeout=5)


def _connect(mailbox: Mailbox, endpoint: Endpoint) -> Session:
    return Session.connect(endpoint, Password(mailbox.user, mailbox.password))


@pytest.fixture
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts the test's authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate.authority))


@pytest.mark.usefixtures("trusted")
def test_by_tls(mailbox: Mailbox) -> None:
    with _connect(mailbox, tls(mailbox.server)) as session:
        assert session.select("INBOX").exists == 0


@pytest.mark.usefixtures("trusted")
def test_by_starttls(mailbox: Mailbox) -> None:
    with _connect(mailbox, _starttls(mailbox.server.port)) as session:
        assert session.select("INBOX").exists == 0


def test_an_unknown_authority_shows_the_fingerprint_to_accept(mailbox: Mailbox) -> None:
    with pytest.raises(CertificateUntrusted) as caught:
        _connect(mailbox, tls(mailbox.server))
    assert caught.value.reason == "certificate_untrusted"
    with _connect(mailbox, tls(mailbox.server, fingerprint=caught.value.fingerprint)) as session:
        assert session.select("INBOX").exists == 0


def test_the_same_by_starttls(mailbox: Mailbox) -> None:
    with pytest.raises(CertificateUntrusted) as caught:
        _connect(mailbox, _starttls(mailbox.server.port))
    assert len(caught.value.fingerprint) == 64


def test_another_certificate_than_the_accepted_one(mailbox: Mailbox) -> None:
    with pytest.raises(CertificateUntrusted) as caught:
        _connect(mailbox, tls(mailbox.server, fingerprint="0" * 64))
    assert caught.value.reason == "certificate_changed"


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name(mailbox: Mailbox) -> None:
    with pytest.raises(CertificateUntrusted) as caught:
        _connect(mailbox, tls(mailbox.server, host="other.example.test"))
    assert caught.value.reason == "certificate_wrong_name"


def test_no_password_is_sent_before_the_certificate_is_trusted(mailbox: Mailbox) -> None:
    before = mailbox.server.log().count("Login:")
    with pytest.raises(CertificateUntrusted):
        _connect(mailbox, tls(mailbox.server))
    assert mailbox.server.log().count("Login:") == before


def test_nothing_listens() -> None:
    with pytest.raises(Refused):
        Session.connect(plain(free_port()), NOBODY)


def test_a_name_that_does_not_exist() -> None:
    endpoint = Endpoint(host="imap.invalid", port=993, security=Security.TLS, timeout=5)
    with pytest.raises((NameNotFound, TimedOut)):
        Session.connect(endpoint, NOBODY)


def test_without_a_checked_address_the_own_network_is_closed() -> None:
    endpoint = Endpoint(host=HOST, port=993, security=Security.TLS, timeout=5)
    with pytest.raises(Refused, match="own network"):
        Session.connect(endpoint, NOBODY)


def test_a_server_that_says_nothing() -> None:
    with socket.create_server((HOST, 0)) as silent, pytest.raises(TimedOut):
        Session.connect(plain(silent.getsockname()[1], timeout=0.3), NOBODY)


def test_tls_towards_a_port_without_it(mailbox: Mailbox) -> None:
    endpoint = Endpoint(
        host="localhost", port=mailbox.server.port, security=Security.TLS, address=HOST, timeout=5
    )
    with pytest.raises(TlsFailed):
        _connect(mailbox, endpoint)


@pytest.mark.parametrize(
    ("greeting", "error"),
    [
        (b"220 mail.example.test ESMTP\r\n", Broken),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Broken),
        (b"\xff\xfe\0\r\n", Broken),
        (b"* BYE try later\r\n", Gone),
        (b"* BYE [UNAVAILABLE] down for maintenance\r\n", Unavailable),
        (b"* BAD what\r\n", Unavailable),
    ],
)
def test_greetings_of_all_kinds(greeting: bytes, error: type[ImapError]) -> None:
    with Scripted(greeting, lambda _: None) as server, pytest.raises(error):
        Session.connect(plain(server.port), NOBODY)


def test_an_answer_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spindle.mail.imap.wire.MOST_RESPONSES", 100)
    endless = b"* 1 EXISTS\r\n" * 200
    with Scripted(b"* OK hi\r\n", lambda _: endless) as server, pytest.raises(Broken, match="without end"):
        Session.connect(plain(server.port), NOBODY)


def test_what_a_server_said_before_it_hung_up_is_not_lost() -> None:
    wire = wire_that_hears(b"* 1 EXISTS\r\n* BYE Session invalidated: request is throttled\r\n")
    with pytest.raises(Throttled):
        wire.run(b"NOOP")
    wire.stream.close()


def test_starttls_that_somebody_took_out_of_the_offer() -> None:
    answer = b"* CAPABILITY IMAP4rev1\r\n%T OK\r\n"
    with Scripted(b"* OK hi\r\n", lambda _: answer) as server, pytest.raises(TlsFailed, match="STARTTLS"):
        Session.connect(_starttls(server.port), NOBODY)
    assert [line.split()[1] for line in server.heard] == [b"CAPABILITY"]


def test_plain_text_slipped_in_behind_starttls() -> None:
    def answers(line: bytes) -> bytes:
        if b"CAPABILITY" in line:
            return b"* CAPABILITY IMAP4rev1 STARTTLS\r\n%T OK\r\n"
        return b"%T OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"

    with Scripted(b"* OK hi\r\n", answers) as server, pytest.raises(TlsFailed):
        Session.connect(_starttls(server.port), NOBODY)


def test_the_kernel_watches_a_silent_connection(mailbox: Mailbox) -> None:
    with _connect(mailbox, plain(mailbox.server.port)) as session:
        sock = session._wire.stream._sock
        assert not isinstance(sock, ssl.SSLSocket)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60
