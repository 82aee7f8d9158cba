"""What discovery finds, how far each finding can be trusted, and what was tried on the way."""

from dataclasses import dataclass
from enum import StrEnum

from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.discovery.providers import Kind, Provider, provider_of_server
from spindle.mail.network import Server, ServerSettings


class Source(StrEnum):
    """Where settings came from, most trusted first (mail.md, "Discovery")."""

    TABLE = "table"
    AUTOCONFIG = "autoconfig"
    SRV = "srv"
    EXCHANGER = "exchanger"
    AUTODISCOVER = "autodiscover"
    GUESS = "guess"


class Outcome(StrEnum):
    """How one lookup ended; `skipped`: a better answer was there before this one."""

    FOUND = "found"
    NOTHING = "nothing"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One lookup for the report: what was asked, how it ended and how long it took.

    `refused` means that the policy forbade it; `detail` then names the host.
    """

    source: Source
    tried: str
    outcome: Outcome
    milliseconds: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Settings for the mailbox. `settings` is None only for a provider that offers no IMAP.

    `name` is how the source calls the provider. `confirm`: the servers lie outside the address's own domain and
    no table vouches for them, so they are shown before a password is sent (RFC 6186 §6).
    """

    source: Source
    settings: ServerSettings | None
    provider: Provider | None = None
    name: str = ""
    confirm: bool = False

    @property
    def kind(self) -> Kind:
        """Whose way of signing in applies."""
        return self.provider.kind if self.provider else Kind.OTHER

    @property
    def rank(self) -> int:
        """0 is the most trusted. See `rank_of`."""
        return rank_of(self.source, self.kind)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The end of it: findings in order of trust, and the trail of all that was tried."""

    address: MailAddress
    findings: tuple[Finding, ...]
    trail: tuple[Attempt, ...]

    @property
    def best(self) -> Finding | None:
        """The finding to propose."""
        return self.findings[0] if self.findings else None


def rank_of(source: Source, kind: Kind) -> int:
    """The order of the sources; one exception.

    An MX at Google or Microsoft goes before autoconfig and SRV: the old host's often stay behind in DNS when
    a company moves its mail there, while MX is where the mail really goes.
    """
    if source is Source.EXCHANGER and kind in {Kind.GOOGLE, Kind.MICROSOFT}:
        return 1
    return {Source.TABLE: 0}.get(source, list(Source).index(source) + 1)


def finding(source: Source, address: MailAddress, settings: ServerSettings, *, name: str = "") -> Finding:
    """A finding from outside the table, with its provider where the server is a known one."""
    provider = provider_of_server(settings.imap.host)
    own = all(within(server, address.domain) for server in (settings.imap, settings.smtp) if server)
    return Finding(
        source=source,
        settings=settings,
        provider=provider,
        name=name or (provider.name if provider else ""),
        confirm=provider is None and not own,
    )


def within(server: Server, domain: str) -> bool:
    """Whether the server's name lies in the domain."""
    return server.host == domain or server.host.endswith(f".{domain}")
