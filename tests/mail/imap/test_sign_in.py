"""Signing in by password and by token; refusals told apart from servers that are busy."""

import pytest

from spindle.mail.imap.endpoint import Credentials, OAuthToken, Password
from spindle.mail.imap.errors import (
    ImapDisabled,
    ImapError,
    InUse,
    LoginRefused,
    OverQuota,
    Throttled,
    Unavailable,
    UnsafeArgument,
    server_error,
)
from spindle.mail.imap.session import Session
from tests.mail.imap.sessions import open_session, plain
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import REV1_ONLY, Settings
from tests.peers.mailbox import Mailbox, new_mailbox
from tests.peers.scripted import Scripted


def _sign_in(mailbox: Mailbox, credentials: Credentials) -> None:
    Session.connect(plain(mailbox.server.port), credentials).close()


@pytest.mark.parametrize("password", ['with "quotes" and \\slashes', "ünï€ød", "{5}", "(a b)", "%"])
def test_passwords_of_all_kinds(dovecot: Dovecot, password: str) -> None:
    mailbox = new_mailbox(dovecot, password=password)
    _sign_in(mailbox, Password(mailbox.user, password))


def test_a_changed_password(mailbox: Mailbox) -> None:
    mailbox.server.set_password(mailbox.user, "another")
    _sign_in(mailbox, Password(mailbox.user, "another"))
    with pytest.raises(LoginRefused):
        _sign_in(mailbox, Password(mailbox.user, mailbox.password))


def test_a_password_in_other_letters_where_only_login_is_offered() -> None:
    with Scripted(b"* OK hi\r\n", _only_login) as server:
        Session.connect(plain(server.port), Password("a", "pässword")).close()
    assert "pässword\r\n".encode() in server.heard


def _only_login(line: bytes) -> bytes:
    if b"{" in line:
        return b"+ go on\r\n"
    return b"S2 OK\r\n" if line.startswith("pä".encode()) else b"* CAPABILITY IMAP4rev1\r\n%T OK\r\n"


def test_a_wrong_password_brings_the_servers_words(mailbox: Mailbox) -> None:
    with pytest.raises(LoginRefused) as caught:
        _sign_in(mailbox, Password(mailbox.user, "wrong"))
    assert caught.value.code == "AUTHENTICATIONFAILED"
    assert "failed" in caught.value.server_text


@pytest.mark.parametrize("injected", ["x\r\nA LOGOUT", "x\nA LOGOUT", "x\0"])
def test_no_second_command_through_a_password(mailbox: Mailbox, injected: str) -> None:
    with pytest.raises(UnsafeArgument):
        _sign_in(mailbox, Password(mailbox.user, injected))
    with pytest.raises(UnsafeArgument):
        _sign_in(mailbox, OAuthToken(mailbox.user, injected))


def test_by_token(mailbox: Mailbox) -> None:
    mailbox.server.give_token(mailbox.user, "good-token")
    _sign_in(mailbox, OAuthToken(mailbox.user, "good-token"))


def test_a_revoked_token(mailbox: Mailbox) -> None:
    mailbox.server.give_token(mailbox.user, "short-lived")
    mailbox.server.revoke_token("short-lived")
    with pytest.raises(LoginRefused) as caught:
        _sign_in(mailbox, OAuthToken(mailbox.user, "short-lived"))
    assert "short-lived" not in caught.value.server_text


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("initial", ["SASL-IR", ""])
def test_each_mechanism_with_and_without_initial_response(mechanism: str, initial: str) -> None:
    offer = f"{REV1_ONLY} {initial} AUTH={mechanism}"
    settings = Settings(capability=offer, mechanisms=mechanism.lower())
    with Dovecot(settings=settings) as server:
        mailbox = new_mailbox(server)
        server.give_token(mailbox.user, "good-token")
        _sign_in(mailbox, OAuthToken(mailbox.user, "good-token"))
        with pytest.raises(LoginRefused, match="status"):
            _sign_in(mailbox, OAuthToken(mailbox.user, "bad-token"))


def test_a_server_without_tokens() -> None:
    answer = b"* CAPABILITY IMAP4rev1\r\n%T OK\r\n"
    with Scripted(b"* OK hi\r\n", lambda _: answer) as server, pytest.raises(LoginRefused):
        Session.connect(plain(server.port), OAuthToken("a", "t"))


def test_a_server_that_takes_no_password_here() -> None:
    answer = b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n%T OK\r\n"
    with Scripted(b"* OK hi\r\n", lambda _: answer) as server, pytest.raises(LoginRefused):
        Session.connect(plain(server.port), Password("a", "b"))
    assert not any(b"LOGIN" in line for line in server.heard)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", LoginRefused),
        (b"NO LOGIN failed", LoginRefused),
        (b"NO [ALERT] Application-specific password required: https://example.test (Failure)", LoginRefused),
        (b"NO [ALERT] Your account is not enabled for IMAP use. (Failure)", ImapDisabled),
        (b"NO IMAP access is disabled for your domain.", ImapDisabled),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", Unavailable),
        (b"NO [INUSE] locked", InUse),
        (b"NO [OVERQUOTA] full", OverQuota),
        (b"NO [LIMIT] Rate limit hit.", Throttled),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", Throttled),
        (b"BAD User is authenticated but not connected.", Throttled),
        (b"NO [AUTHENTICATIONFAILED] k\xe4in Zugang", LoginRefused),
    ],
)
def test_what_servers_say_instead_of_yes(said: bytes, error: type[ImapError]) -> None:
    def answers(line: bytes) -> bytes:
        return b"%T " + said + b"\r\n" if b"LOGIN" in line else b"* CAPABILITY IMAP4rev1\r\n%T OK\r\n"

    with Scripted(b"* OK hi\r\n", answers) as server, pytest.raises(error) as caught:
        Session.connect(plain(server.port), Password("a", "b"))
    assert type(caught.value) is error
    assert caught.value.server_text


def test_the_servers_own_backoff_is_kept() -> None:
    error = server_error(
        "Request is throttled. Suggested Backoff Time: 299961 milliseconds", None, otherwise=ImapError
    )
    assert isinstance(error, Throttled)
    assert error.wait == pytest.approx(299.961)


def test_secrets_stay_out_of_sight(mailbox: Mailbox) -> None:
    assert "correct horse" not in repr(Password(mailbox.user, "correct horse"))
    assert "ya29" not in repr(OAuthToken(mailbox.user, "ya29"))


def test_capabilities_are_asked_again_after_the_sign_in(mailbox: Mailbox) -> None:
    with open_session(mailbox) as session:
        assert {"QRESYNC", "MOVE"} <= session.capabilities
        assert session.enabled == {"QRESYNC"}
        assert session.server_id["name"] == "Dovecot"
