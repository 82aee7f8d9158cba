"""Authentication: LOGIN, AUTHENTICATE PLAIN, XOAUTH2, OAUTHBEARER (RFC 4616, 4959, 7628)."""

import base64
import binascii

from spindle.mail.imap.endpoint import Credentials, Endpoint, OAuthToken, Password
from spindle.mail.imap.errors import ImapError, LoginRefused, UnsafeArgument, server_words
from spindle.mail.imap.names import quoted
from spindle.mail.imap.wire import Wire


def sign_in(
    wire: Wire, credentials: Credentials, *, capabilities: frozenset[str], endpoint: Endpoint
) -> None:
    """Sign in by the best way that the server offers. Raises LoginRefused, ImapDisabled, Throttled, Unavailable..."""
    if isinstance(credentials, OAuthToken):
        _with_token(wire, credentials, capabilities, endpoint)
    else:
        _with_password(wire, credentials, capabilities)


def _with_password(wire: Wire, credentials: Password, capabilities: frozenset[str]) -> None:
    ascii_only = credentials.user.isascii() and credentials.password.isascii()
    if ascii_only and "LOGINDISABLED" not in capabilities:
        user, password = quoted(credentials.user.encode()), quoted(credentials.password.encode())
        wire.run(b"LOGIN", user, password, refusal=LoginRefused)
    elif "AUTH=PLAIN" in capabilities:
        if "\0" in credentials.user + credentials.password:
            raise UnsafeArgument("a user name or password holds NUL")
        message = f"\0{credentials.user}\0{credentials.password}"
        _authenticate(wire, "PLAIN", message, capabilities)
    elif "LOGINDISABLED" in capabilities:
        raise LoginRefused("the server takes no password on this connection", code="LOGINDISABLED")
    else:
        user, password = quoted(credentials.user.encode()), quoted(credentials.password.encode())
        wire.run(b"LOGIN", user, password, refusal=LoginRefused)


def _with_token(
    wire: Wire, credentials: OAuthToken, capabilities: frozenset[str], endpoint: Endpoint
) -> None:
    user, token = credentials.user, credentials.token
    if any(ord(letter) < 32 for letter in user + token):
        raise UnsafeArgument("a user name or token holds a control character")
    if "AUTH=XOAUTH2" in capabilities:
        _authenticate(wire, "XOAUTH2", f"user={user}\1auth=Bearer {token}\1\1", capabilities)
    elif "AUTH=OAUTHBEARER" in capabilities:
        name = user.replace("=", "=3D").replace(",", "=2C")
        message = f"n,a={name},\1host={endpoint.host}\1port={endpoint.port}\1auth=Bearer {token}\1\1"
        _authenticate(wire, "OAUTHBEARER", message, capabilities)
    else:
        raise LoginRefused("the server takes no OAuth token")


def _authenticate(wire: Wire, mechanism: str, message: str, capabilities: frozenset[str]) -> None:
    encoded = base64.b64encode(message.encode())
    initial = (encoded,) if "SASL-IR" in capabilities else ()
    tag = wire.start(b"AUTHENTICATE", mechanism.encode(), *initial)
    unsent = not initial
    details = ""
    while True:
        response = wire.read()
        if response.segments[0].startswith(b"+"):
            if not unsent:
                details = _challenge(response.segments[0][1:].strip())
            # A challenge behind our message explains a refusal; the empty answer lets the server say NO.
            wire.stream.write((encoded if unsent else _farewell(mechanism)) + b"\r\n")
            unsent = False
            continue
        try:
            if wire.ended(response, tag, refusal=LoginRefused) is not None:
                return
        except ImapError as error:
            raise _explained(error, details) from error


def _farewell(mechanism: str) -> bytes:
    # RFC 7628 §3.2.3: a lone ^A; XOAUTH2 (Google) wants an empty line.
    return b"AQ==" if mechanism == "OAUTHBEARER" else b""


def _challenge(encoded: bytes) -> str:
    try:
        return server_words(base64.b64decode(encoded, validate=True))
    except binascii.Error:
        return server_words(encoded)


def _explained(error: ImapError, details: str) -> ImapError:
    if not details or not isinstance(error, LoginRefused):
        return error
    return LoginRefused(f"{error.server_text} {details}", code=error.code)
