"""From an e-mail address to the settings of its mailbox (mail.md, "Discovery"; product.md EM-7)."""

from spindle.mail.discovery.addresses import BadAddress, MailAddress, parse_address
from spindle.mail.discovery.discover import discover
from spindle.mail.discovery.findings import Attempt, Discovery, Finding, Outcome, Source
from spindle.mail.discovery.lookups import Surroundings
from spindle.mail.discovery.probing import Ports
from spindle.mail.discovery.providers import (
    Kind,
    Provider,
    provider_of_domain,
    provider_of_server,
    providers,
)

__all__ = [
    "Attempt",
    "BadAddress",
    "Discovery",
    "Finding",
    "Kind",
    "MailAddress",
    "Outcome",
    "Ports",
    "Provider",
    "Source",
    "Surroundings",
    "discover",
    "parse_address",
    "provider_of_domain",
    "provider_of_server",
    "providers",
]
