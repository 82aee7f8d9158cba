"""The six steps against a real Dovecot and servers that speak something else (product.md EM-9, EM-10)."""

import datetime as dt
from pathlib import Path

import pytest
import trustme

from spindle.mail.connection import Accepted, Part, Report, State, WayOut, check
from spindle.mail.network import DnsResolver, Policy, Security, Server, ServerSettings
from tests.peers.autoconfig import Canary
from tests.peers.certificates import Certificate, issue
from tests.peers.dns import NameServer
from tests.peers.mailbox import Mailbox
from tests.peers.ports import free_port
from tests.peers.speaker import Speaker
from tests.peers.submission import Submission

OPEN = Policy(allow_private=True)


def way_out(authorities: Path | None = None) -> WayOut:
    return WayOut(policy=OPEN, resolver=DnsResolver(), authorities=authorities, timeout=3)


def settings_of(
    mailbox: Mailbox, *, security: Security = Security.TLS, smtp: Server | None = None
) -> ServerSettings:
    port = mailbox.server.tls_port if security is Security.TLS else mailbox.server.port
    return ServerSettings(login=mailbox.user, imap=Server("127.0.0.1", port, security), smtp=smtp)


def at(port: int, security: Security = Security.TLS, *, host: str = "127.0.0.1") -> ServerSettings:
    return ServerSettings(login="eline", imap=Server(host, port, security))


def codes(report: Report) -> list[str]:
    return [step.code or step.state.value for step in report.steps]


def states(report: Report) -> list[str]:
    return [step.state.value for step in report.steps]


@pytest.mark.dovecot
@pytest.mark.parametrize("security", list(Security))
def test_a_right_password_goes_all_the_way(mailbox: Mailbox, security: Security) -> None:
    told: list[list[str]] = []
    report = check(
        settings_of(mailbox, security=security),
        mailbox.password,
        way_out=way_out(mailbox.server.certificate.authority),
        found={"source": "autoconfig", "name": "TransIP"},
        on_step=lambda report: told.append(states(report)),
    )
    assert report.works
    assert report.failure is None
    assert states(report) == ["ok"] * 5 + ["not_tried"]
    assert [states.count("ok") for states in told] == [1, 2, 3, 4, 5, 5]
    assert report.step(Part.SETTINGS).fact == "From TransIP’s autoconfiguration"
    assert report.step(Part.SERVER).fact.startswith(
        f"127.0.0.1, port {mailbox.server.port if security is not Security.TLS else mailbox.server.tls_port}, in "
    )


@pytest.mark.dovecot
def test_the_encryption_is_told_with_its_certificate(mailbox: Mailbox) -> None:
    report = check(
        settings_of(mailbox), mailbox.password, way_out=way_out(mailbox.server.certificate.authority)
    )
    assert report.step(Part.ENCRYPTION).fact.startswith("TLS 1.3, certificate valid to ")


@pytest.mark.dovecot
def test_a_wrong_password_stops_at_signing_in(mailbox: Mailbox) -> None:
    report = check(settings_of(mailbox), "wrong", way_out=way_out(mailbox.server.certificate.authority))
    failure = report.failure
    assert failure is not None
    assert states(report) == ["ok", "ok", "ok", "failed", "not_tried", "not_tried"]
    assert (failure.part, failure.code) == (Part.LOGIN, "login_refused")
    assert "AUTHENTICATIONFAILED" in failure.server_text
    assert failure.headline == "The mail server does not accept this password"
    assert not report.works


@pytest.mark.dovecot
def test_a_certificate_nobody_vouches_for_can_be_accepted_by_its_fingerprint(mailbox: Mailbox) -> None:
    refused = check(settings_of(mailbox), mailbox.password, way_out=way_out()).failure
    assert refused is not None
    assert (refused.part, refused.code) == (Part.ENCRYPTION, "certificate_untrusted")
    accepted = Accepted(imap=refused.fingerprint)
    report = check(settings_of(mailbox), mailbox.password, way_out=way_out(), accepted=accepted)
    assert report.works
    assert report.step(Part.ENCRYPTION).fact == "TLS 1.3, certificate accepted by hand"


@pytest.mark.dovecot
def test_another_certificate_than_the_accepted_one_is_refused_before_the_password(mailbox: Mailbox) -> None:
    accepted = Accepted(imap="0" * 64)
    failure = check(settings_of(mailbox), mailbox.password, way_out=way_out(), accepted=accepted).failure
    assert failure is not None
    assert failure.code == "certificate_changed"
    assert failure.fingerprint not in {"", "0" * 64}


@pytest.mark.dovecot
def test_a_certificate_of_another_name_says_whose_it_is(mailbox: Mailbox) -> None:
    with NameServer() as dns:
        dns.add("imap.company.test", "A", "127.0.0.1")
        out = WayOut(
            policy=OPEN,
            resolver=DnsResolver("127.0.0.1", port=dns.port),
            authorities=mailbox.server.certificate.authority,
            timeout=3,
        )
        failure = check(at(mailbox.server.tls_port, host="imap.company.test"), "x", way_out=out).failure
    assert failure is not None
    assert failure.code == "certificate_wrong_name"
    assert "mail.example.test" in failure.advice


def test_an_expired_certificate_says_since_when(tmp_path: Path) -> None:
    with Speaker(b"* OK ready\r\n", certificate=expired(tmp_path)) as server:
        out = way_out(tmp_path / "authority.pem")
        failure = check(at(server.port), "x", way_out=out).failure
    assert failure is not None
    assert failure.code == "certificate_expired"
    assert "02/03/2021" in failure.advice


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"+OK POP3 ready\r\n", "pop3_server"),
        (b"220 mail ESMTP\r\n", "smtp_server"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "web_server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "other_protocol"),
        (b"* BYE\r\n", "no_starttls"),
    ],
)
def test_another_protocol_is_told_by_its_name(greeting: bytes, code: str) -> None:
    with Speaker(greeting, [(b"STARTTLS\r\n", b"a1 BAD\r\n")]) as server:
        report = check(at(server.port, Security.STARTTLS), "x", way_out=way_out())
    assert report.failure is not None
    assert (report.failure.part, report.failure.code) == (Part.SERVER, code)


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"* OK ready\r\n", "tls_on_plain_port"),
        (b"+OK ready\r\n", "pop3_server"),
        (b"220 ready\r\n", "smtp_server"),
        (b"what?\r\n", "tls_failed"),
    ],
)
def test_tls_with_a_server_that_speaks_in_clear_is_told(greeting: bytes, code: str) -> None:
    with Speaker(greeting) as server:
        report = check(at(server.port), "x", way_out=way_out())
    assert report.failure is not None
    assert (report.failure.part, report.failure.code) == (Part.ENCRYPTION, code)


def test_an_outgoing_server_in_the_incoming_field_is_told(tmp_path: Path) -> None:
    certificate = issue(tmp_path)
    with Speaker(b"220 ready\r\n", certificate=certificate) as server:
        report = check(at(server.port), "x", way_out=way_out(certificate.authority))
    assert report.failure is not None
    assert (report.failure.part, report.failure.code) == (Part.LOGIN, "smtp_server")


@pytest.mark.parametrize("security", list(Security))
def test_a_server_that_hangs_up_or_says_nothing_ends_in_time(security: Security) -> None:
    with Speaker(closes=True) as server:
        report = check(at(server.port, security), "x", way_out=way_out())
    assert report.failure is not None
    assert report.failure.code in {"silent", "tls_failed", "unreachable"}


def test_nothing_listens_there() -> None:
    report = check(at(free_port()), "x", way_out=way_out())
    assert report.failure is not None
    assert codes(report) == ["ok", "refused", "not_tried", "not_tried", "not_tried", "not_tried"]


def test_a_name_that_does_not_exist() -> None:
    with NameServer() as dns:
        out = WayOut(policy=OPEN, resolver=DnsResolver("127.0.0.1", port=dns.port), timeout=2)
        failure = check(at(993, host="imap.company.test"), "x", way_out=out).failure
    assert failure is not None
    assert failure.headline == "There is no server called imap.company.test"


def test_a_server_inside_is_refused_with_the_setting_that_permits_it() -> None:
    with Canary() as canary:
        out = WayOut(policy=Policy.from_setting("192.0.2.0/24"), resolver=DnsResolver(), timeout=2)
        failure = check(at(canary.port), "x", way_out=out).failure
        assert canary.hits == 0
    assert failure is not None
    assert failure.code == "private_address"
    assert "SPINDLE_ALLOW_PRIVATE_SERVERS" in failure.advice
    assert "127.0.0.1" in failure.advice


def test_a_port_of_another_service_is_refused() -> None:
    failure = check(at(6379), "x", way_out=way_out()).failure
    assert failure is not None
    assert failure.headline == "Port 6379 is not a port for mail"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"NO [ALERT] Application-specific password required: https://x (Failure)", "app_password"),
        (
            b"NO [ALERT] Your account is not enabled for IMAP use. Please visit your settings.",
            "imap_disabled",
        ),
        (b"NO [ALERT] You are yet to enable IMAP for your account", "imap_disabled"),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", "too_many"),
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials", "login_refused"),
        (b"NO [OVERQUOTA] Mailbox is full", "over_quota"),
        (b"NO [UNAVAILABLE] Temporary authentication failure", "unavailable"),
        (b"NO LOGIN failed.", "login_refused"),
        (b"BAD User is authenticated but not connected.", "too_many"),
    ],
)
def test_what_providers_say_is_understood(tmp_path: Path, answer: bytes, code: str) -> None:
    certificate = issue(tmp_path)
    greeting = b"* OK [CAPABILITY IMAP4rev1] ready\r\n"
    with Speaker(greeting, certificate=certificate, answers={b"LOGIN": answer}) as server:
        report = check(at(server.port), "x", way_out=way_out(certificate.authority))
    assert report.failure is not None
    assert (report.failure.part, report.failure.code) == (Part.LOGIN, code)
    assert report.failure.advice


@pytest.mark.dovecot
@pytest.mark.parametrize("tls", [True, False])
def test_sending_is_tried_without_a_message(mailbox: Mailbox, tls: bool) -> None:
    certificate = mailbox.server.certificate
    with Submission({mailbox.user: mailbox.password}, certificate, tls=tls) as smtp:
        server = Server("127.0.0.1", smtp.port, Security.TLS if tls else Security.STARTTLS)
        report = check(
            settings_of(mailbox, smtp=server), mailbox.password, way_out=way_out(certificate.authority)
        )
    assert states(report) == ["ok"] * 6
    assert smtp.delivered == []


@pytest.mark.dovecot
def test_sending_that_fails_is_a_warning_and_the_mailbox_works(mailbox: Mailbox) -> None:
    certificate = mailbox.server.certificate
    with Submission({}, certificate, tls=True) as smtp:
        server = Server("127.0.0.1", smtp.port, Security.TLS)
        report = check(
            settings_of(mailbox, smtp=server), mailbox.password, way_out=way_out(certificate.authority)
        )
    assert report.works
    assert report.failure is None
    assert report.warning is not None
    assert report.warning.code == "login_refused"
    assert report.warning.headline.startswith("Receiving works; sending does not yet.")
    assert "535" in report.warning.server_text


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("greeting", "security", "code"),
    [
        (b"* OK IMAP ready\r\n", Security.PLAIN, "imap_server"),
        (b"220 ready\r\n", Security.STARTTLS, "closed"),
    ],
)
def test_an_outgoing_server_that_is_none_is_a_warning(
    mailbox: Mailbox, greeting: bytes, security: Security, code: str
) -> None:
    with Speaker(greeting, closes=True) as server:
        report = check(
            settings_of(mailbox, smtp=Server("127.0.0.1", server.port, security)),
            mailbox.password,
            way_out=way_out(mailbox.server.certificate.authority),
        )
    assert report.warning is not None
    assert report.warning.code in {code, "silent"}


@pytest.mark.dovecot
def test_a_report_is_kept_as_json_and_tells_no_password(mailbox: Mailbox) -> None:
    report = check(
        settings_of(mailbox), "hunter2-secret", way_out=way_out(mailbox.server.certificate.authority)
    )
    kept = report.as_json()
    assert Report.from_json(kept) == report
    assert "hunter2-secret" not in repr(kept)
    assert report.step(Part.LOGIN).state is State.FAILED


def expired(folder: Path) -> Certificate:
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1", not_after=dt.datetime(2021, 3, 2, tzinfo=dt.UTC))
    certificate = Certificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    leaf.private_key_pem.write_to_path(str(certificate.key))
    certificate.chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    authority.cert_pem.write_to_path(str(certificate.authority))
    return certificate


def test_a_server_that_repeats_the_password_does_not_bring_it_into_the_report(tmp_path: Path) -> None:
    certificate = issue(tmp_path)
    greeting = b"* OK [CAPABILITY IMAP4rev1] ready\r\n"
    answers = {b"LOGIN": b"NO refused: LOGIN eline hunter2"}
    with Speaker(greeting, certificate=certificate, answers=answers) as server:
        report = check(at(server.port), "hunter2", way_out=way_out(certificate.authority))
    assert "refused" in report.as_text()
    assert "hunter2" not in repr(report.as_json()) + report.as_text()
