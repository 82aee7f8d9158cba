"""The table of providers: whose address is this, whose MX host, whose server."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.network import Security, Server, ServerSettings


class Kind(StrEnum):
    """Providers with a way of their own: how to sign in differs, or what the wizard has to say (EM-4 to EM-8)."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    APPLE = "apple"
    YAHOO = "yahoo"
    PROTON = "proton"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A line of providers.toml. `imap` is None where IMAP cannot be had (Proton without its bridge)."""

    name: str
    kind: Kind
    domains: tuple[str, ...]
    mx: tuple[str, ...]
    imap: Server | None
    smtp: Server | None
    local_login: bool
    guidance: str
    proven: bool

    def settings(self, address: MailAddress) -> ServerSettings | None:
        """The settings for this address, or None where there is no IMAP."""
        if self.imap is None:
            return None
        login = address.local if self.local_login else str(address)
        return ServerSettings(login=login, imap=self.imap, smtp=self.smtp)


@cache
def providers() -> tuple[Provider, ...]:
    """The whole table, read once."""
    text = files(__package__).joinpath("providers.toml").read_text(encoding="utf-8")
    return tuple(_provider(line) for line in tomllib.loads(text)["provider"])


def provider_of_domain(domain: str) -> Provider | None:
    """The provider whose own domain this is, e.g. of `gmail.com`; subdomains do not count."""
    return _by_domain().get(domain.lower())


def provider_of_exchanger(host: str) -> Provider | None:
    """The provider that takes the mail of a domain with this MX host; the longest suffix wins."""
    return _longest(host, _by_exchanger())


def provider_of_server(host: str) -> Provider | None:
    """The provider whose IMAP or SMTP server this is, so that its advice can be given."""
    return _by_server().get(host.lower())


@cache
def _by_domain() -> Mapping[str, Provider]:
    return {domain: provider for provider in providers() for domain in provider.domains}


@cache
def _by_exchanger() -> Mapping[str, Provider]:
    return {suffix: provider for provider in providers() for suffix in provider.mx}


@cache
def _by_server() -> Mapping[str, Provider]:
    # Turned round, so that of two lines with the same server the first one counts.
    return {
        server.host: provider
        for provider in reversed(providers())
        for server in (provider.imap, provider.smtp)
        if server is not None
    }


def _longest(host: str, table: Mapping[str, Provider]) -> Provider | None:
    labels = host.lower().rstrip(".").split(".")
    suffixes = (".".join(labels[start:]) for start in range(len(labels)))
    return next((table[suffix] for suffix in suffixes if suffix in table), None)


def _provider(line: Mapping[str, object]) -> Provider:
    return Provider(
        name=str(line["name"]),
        kind=Kind(str(line.get("kind", "other"))),
        domains=_words(line.get("domains")),
        mx=_words(line.get("mx")),
        imap=_server(line.get("imap")),
        smtp=_server(line.get("smtp")),
        local_login=line.get("login") == "local",
        guidance=str(line.get("guidance", "")),
        proven=line.get("proven", True) is True,
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


def _server(value: object) -> Server | None:
    if value is None:
        return None
    parts = urlsplit(str(value))
    return Server(parts.hostname or "", parts.port or 0, Security(parts.scheme))
