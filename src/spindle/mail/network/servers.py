"""Where and how to sign in: the settings that discovery finds and a connection is checked with."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How a connection is encrypted. Plain only by the user's explicit word (mail.md, "Discovery")."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a mailbox; `host` is ASCII (IDNA), lower case."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """All that a mailbox needs beside its password; without `smtp`, sending is not set up."""

    login: str
    imap: Server
    smtp: Server | None = None
