"""Where and how to sign in: the settings that discovery finds and a connection is checked with."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

import idna


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


def typed_host(text: str) -> str:
    """A server's name as somebody typed or pasted it ("imaps://IMAP.Bücher.example/ "), as `Server.host` wants it.

    Raises ValueError for what can be neither a name nor an address.
    """
    host = re.sub(r"^[a-z]+://", "", text.strip(), flags=re.IGNORECASE).partition("/")[0].rstrip(".")
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return idna.encode(host, uts46=True).decode().lower()
