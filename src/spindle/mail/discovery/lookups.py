"""Each single lookup of discovery: what it asks, and what its answer means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from spindle.mail.discovery import autoconfig, autodiscover
from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.discovery.findings import Finding, Source, finding, rank_of
from spindle.mail.discovery.probing import Ports, imap_guesses, probe, smtp_guesses
from spindle.mail.discovery.providers import Kind, Provider, provider_of_domain, provider_of_exchanger
from spindle.mail.network import Policy, Resolver, Security, Server, ServerSettings, Service
from spindle.mail.network.http import HttpClient

_OK = 200
_MOST_EXCHANGERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What discovery works with: the installation's policy and its way out. `patience`: seconds for a lookup."""

    policy: Policy
    resolver: Resolver
    http: HttpClient
    ports: Ports = field(default_factory=Ports)
    authorities: Path | None = None
    patience: float = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup brought: findings, single servers that answered, and lookups that follow from it."""

    findings: Sequence[Finding] = ()
    imap: Sequence[Server] = ()
    smtp: Sequence[Server] = ()
    further: "list[Lookup]" = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.findings or self.imap or self.smtp or self.further)


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """One question. `order` says which of several guesses is liked best, 0 first."""

    source: Source
    tried: str
    run: Callable[[], Answer]
    order: int = 0

    @property
    def best_rank(self) -> int:
        """The most trusted finding that could still come of it (an MX may turn out to be Google's)."""
        return rank_of(self.source, Kind.GOOGLE)


def first_lookups(address: MailAddress, means: Surroundings) -> list[Lookup]:
    """All that can be asked knowing the address alone."""
    config = [_page(Source.AUTOCONFIG, url, address, means) for url in autoconfig.urls_of(address)]
    pox = [
        Lookup(Source.AUTODISCOVER, url, partial(_autodiscover, url, address, means))
        for url in autodiscover.urls_of(address)
    ]
    json_url, alias = autodiscover.url_of_json(address), f"autodiscover.{address.domain}"
    return [
        *config,
        Lookup(Source.SRV, address.domain, partial(_services, address, means)),
        Lookup(Source.EXCHANGER, address.domain, partial(_exchangers, address, means)),
        *pox,
        Lookup(Source.AUTODISCOVER, json_url, partial(_autodiscover_json, json_url, address, means)),
        Lookup(Source.AUTODISCOVER, alias, partial(_autodiscover_alias, alias, address, means)),
        *guesses(address, _hints(provider_of_domain(address.domain)), means),
    ]


def guesses(address: MailAddress, hints: "Hints", means: Surroundings) -> list[Lookup]:
    """Probes of the usual names and of the hinted hosts."""
    imap = imap_guesses(address.domain, hints.imap, means.ports)
    smtp = smtp_guesses(address.domain, hints.smtp, means.ports)
    return [_probe(server, order, means, imap=True) for order, server in enumerate(imap)] + [
        _probe(server, order, means, imap=False) for order, server in enumerate(smtp)
    ]


@dataclass(frozen=True, slots=True)
class Hints:
    """Hosts worth trying beside the usual names."""

    imap: tuple[str, ...] = ()
    smtp: tuple[str, ...] = ()


def _hints(provider: Provider | None, hosts: Sequence[str] = ()) -> Hints:
    """The servers of a provider that the table only heard of, then `hosts`."""
    imap, smtp = (provider.imap, provider.smtp) if provider else (None, None)
    return Hints(
        ((imap.host,) if imap else ()) + tuple(hosts),
        ((smtp.host,) if smtp else ()) + tuple(hosts),
    )


def _probe(server: Server, order: int, means: Surroundings, *, imap: bool) -> Lookup:
    def run() -> Answer:
        probe(
            server,
            imap=imap,
            policy=means.policy,
            resolver=means.resolver,
            authorities=means.authorities,
            timeout=means.patience,
        )
        return Answer(imap=[server]) if imap else Answer(smtp=[server])

    return Lookup(Source.GUESS, f"{'imap' if imap else 'smtp'} {server.host}:{server.port}", run, order)


def _page(source: Source, url: str, address: MailAddress, means: Surroundings) -> Lookup:
    def run() -> Answer:
        response = means.http.get(url)
        return Answer(autoconfig.read_autoconfig(response.body, address) if response.status == _OK else ())

    return Lookup(source, url, run)


def _services(address: MailAddress, means: Surroundings) -> Answer:
    """SRV of RFC 6186 and 8314: TLS first; the SMTP part may be missing."""
    imap = _first_service(address, means, (("_imaps", Security.TLS), ("_imap", Security.STARTTLS)))
    if imap is None:
        return Answer()
    kinds = (("_submissions", Security.TLS), ("_submission", Security.STARTTLS))
    settings = ServerSettings(login=str(address), imap=imap, smtp=_first_service(address, means, kinds))
    return Answer([finding(Source.SRV, address, settings)])


def _first_service(
    address: MailAddress, means: Surroundings, kinds: Sequence[tuple[str, Security]]
) -> Server | None:
    for name, security in kinds:
        services: list[Service] = means.resolver.services(
            f"{name}._tcp.{address.domain}", timeout=means.patience
        )
        if services:
            return Server(services[0].host, services[0].port, security)
    return None


def _exchangers(address: MailAddress, means: Surroundings) -> Answer:
    """MX, then the table again; else what the MX hosts lead to."""
    hosts = means.resolver.exchangers(address.domain, timeout=means.patience)[:_MOST_EXCHANGERS]
    if not hosts:
        return Answer()
    provider = next(filter(None, map(provider_of_exchanger, hosts)), None)
    if provider is not None and provider.proven:
        settings = provider.settings(address)
        found = Finding(source=Source.EXCHANGER, settings=settings, provider=provider, name=provider.name)
        return Answer([found])
    urls = dict.fromkeys(map(autoconfig.url_of_exchanger, hosts))
    pages = [_page(Source.AUTOCONFIG, url, address, means) for url in urls]
    return Answer(further=[*pages, *guesses(address, _hints(provider, hosts), means)])


def _autodiscover(url: str, address: MailAddress, means: Surroundings) -> Answer:
    response = means.http.post(url, autodiscover.request(address), content_type="text/xml; charset=utf-8")
    return Answer(autodiscover.read_pox(response.body, address) if response.status == _OK else ())


def _autodiscover_json(url: str, address: MailAddress, means: Surroundings) -> Answer:
    response = means.http.get(url)
    return Answer(autodiscover.read_json(response.body, address) if response.status == _OK else ())


def _autodiscover_alias(name: str, address: MailAddress, means: Surroundings) -> Answer:
    """Microsoft 365 behind somebody else's spam filter shows in this alias, and its HTTPS does not answer to it."""
    alias = means.resolver.alias(name, timeout=means.patience)
    return Answer(autodiscover.at_microsoft(address, alias) if alias else ())
