"""One form for addresses that mean the same mailbox, so that equal ones are found by equality."""

import re
import unicodedata
from functools import lru_cache

LIMIT = 254
_UNWANTED = re.compile(r"[\s\x00-\x1f\x7f<>]")


@lru_cache(maxsize=20_000)
def normalise(address: str) -> str:
    """Lower case, domain in its ASCII form (RFC 5891), composed characters; "" for what is no address or number.

    Deliberately lenient: what arrives is matched, never judged.
    """
    if len(address) > LIMIT:
        return ""
    if address.isascii():
        lowered = address.strip().lower()
        return "" if _UNWANTED.search(lowered) else lowered
    return _normalise_unicode(address)


def _normalise_unicode(address: str) -> str:
    composed = unicodedata.normalize("NFC", address.encode("utf-8", "replace").decode()).strip().lower()
    local, at, domain = composed.rpartition("@")
    if _UNWANTED.search(composed) or not at:
        return ""
    try:
        found = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        found = composed
    return found if len(found) <= LIMIT else ""


def without_tag(address: str) -> str:
    """The mailbox behind a plus-tag: jan+shop@example.org is jan@example.org (RFC 5233)."""
    if "+" not in address:
        return address
    local, at, domain = address.rpartition("@")
    base = local.partition("+")[0]
    return f"{base}@{domain}" if at and base else address


def domain_of(address: str) -> str:
    """The part behind the last @; "" without one."""
    return address.rpartition("@")[2] if "@" in address else ""
