"""Which mail domains tell a company, and which never do because anyone can have an address there."""

from functools import lru_cache
from importlib.resources import files

from spindle.channels.addresses import domain_of


@lru_cache(maxsize=1)
def free_mail_domains() -> frozenset[str]:
    """Domains at which anyone can have an address (free_mail.txt)."""
    lines = files("spindle.relations").joinpath("free_mail.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_free_mail(domain: str) -> bool:
    """Whether the domain, or one that it lies under, is a free-mail domain."""
    return any(candidate in free_mail_domains() for candidate in _with_parents(domain))


def company_domains(address: str) -> list[str]:
    """The domains by which a company may be known from an address, the narrowest first; none for free mail."""
    domain = domain_of(address)
    return [] if not domain or is_free_mail(domain) else _with_parents(domain)


def _with_parents(domain: str) -> list[str]:
    """mail.shop.example → itself, shop.example; never a top level."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
