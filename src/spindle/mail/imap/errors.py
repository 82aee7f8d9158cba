"""What can go wrong with an IMAP server, as one hierarchy; each error carries the server's own words.

The words are for the member who mends the account, so they are kept as they came, decoded with replacement
(a text in a wrong charset must not stop an account). They never hold a secret of ours.
"""

import re

LONGEST_TEXT = 1000


class ImapError(Exception):
    """Any failure; `server_text` is what the server said (or what the network did), `code` its response code."""

    def __init__(self, server_text: str = "", *, code: str | None = None) -> None:
        super().__init__(server_text)
        self.server_text = server_text
        self.code = code


class NameNotFound(ImapError):
    """The host has no address."""


class Refused(ImapError):
    """Nothing listens there, there is no way to it, or this installation may not go there."""


class TimedOut(ImapError):
    """No answer in time; the session is of no more use."""


class TlsFailed(ImapError):
    """The server and we found no common encryption, or it offers none where it should."""


class CertificateUntrusted(ImapError):
    """The certificate proves nothing; `fingerprint` (SHA-256, hex) may be accepted by hand, `reason` is a code."""

    def __init__(self, fingerprint: str, reason: str) -> None:
        super().__init__(reason)
        self.fingerprint = fingerprint
        self.reason = reason


class LoginRefused(ImapError):
    """Wrong password, expired or revoked token, or a server that wants another way in."""


class ImapDisabled(ImapError):
    """The mailbox exists, but its owner or administrator has IMAP switched off."""


class OverQuota(ImapError):
    """The mailbox is full."""


class Unavailable(ImapError):
    """The server cannot serve this mailbox now; later it will."""


class InUse(ImapError):
    """Somebody else holds the mailbox; later it is free."""


class Throttled(ImapError):
    """Too much, too fast or too many connections; `wait` is the server's own figure in seconds, if it gave one."""

    def __init__(self, server_text: str = "", *, code: str | None = None, wait: float | None = None) -> None:
        super().__init__(server_text, code=code)
        self.wait = wait


class CommandRefused(ImapError):
    """NO or BAD to one command, such as a folder that is not there; the session goes on."""


class Broken(ImapError):
    """The stream makes no sense: a literal cut off, a line without end; the session is of no more use."""


class Malformed(Broken):
    """One answer makes no sense, but it ended where it should: the session goes on."""


class Gone(ImapError):
    """BYE, or a connection that closed between two answers."""


class UnsafeArgument(ImapError):
    """An argument of ours that would end the command early (CR, LF, NUL); nothing was sent."""


# RFC 5530, RFC 9051 §7.1, RFC 9208; LIMIT and THROTTLED are Yahoo's and Gmail's.
_BY_CODE: dict[str, type[ImapError]] = {
    "AUTHENTICATIONFAILED": LoginRefused,
    "AUTHORIZATIONFAILED": LoginRefused,
    "EXPIRED": LoginRefused,
    "PRIVACYREQUIRED": LoginRefused,
    "WEBALERT": LoginRefused,
    "OVERQUOTA": OverQuota,
    "UNAVAILABLE": Unavailable,
    "INUSE": InUse,
    "LIMIT": Throttled,
    "THROTTLED": Throttled,
}
_DISABLED = re.compile(
    r"imap (?:access |protocol |service )?(?:is |has been )?(?:disabled|not enabled|switched off)"
    r"|not enabled for imap|enable imap|imap.{0,40}not allowed|no access to imap",
    re.IGNORECASE,
)
# "User is authenticated but not connected" is how Exchange says that there are too many sessions.
_THROTTLED = re.compile(
    r"too many (?:simultaneous |concurrent )?(?:connections|sessions|login|requests|attempts)|throttl"
    r"|suggested backoff|rate limit|bandwidth limit|authenticated but not connected|connection limit"
    r"|maximum number of connections",
    re.IGNORECASE,
)
_BACKOFF = re.compile(r"backoff time:?\s*(\d{1,9})\s*milliseconds", re.IGNORECASE)
_QUOTA = re.compile(r"over ?quota|quota exceeded|mailbox (?:is )?full", re.IGNORECASE)


def server_words(raw: bytes) -> str:
    """The server's text, whatever its charset, at most LONGEST_TEXT characters."""
    return raw[:LONGEST_TEXT].decode("utf-8", "replace").strip()


def server_error(text: str, code: str | None, *, otherwise: type[ImapError]) -> ImapError:
    """The error that a NO, BAD or BYE means: by its words where they are plain, else by its code."""
    if _DISABLED.search(text):
        return ImapDisabled(text, code=code)
    if _THROTTLED.search(text):
        return Throttled(text, code=code, wait=_wait(text))
    known = _BY_CODE.get((code or "").upper())
    if known is None and _QUOTA.search(text):
        known = OverQuota
    return (known or otherwise)(text, code=code)


def _wait(text: str) -> float | None:
    match = _BACKOFF.search(text)
    return int(match[1]) / 1000 if match else None
