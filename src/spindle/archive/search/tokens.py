"""The column `k` of the index: what never changes about an entry, as words that nobody can type.

Each begins with U+E000, which is taken out of all text (measured/search.md, rule 2).
"""

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

MARK = "\ue000"
HAS_ATTACHMENT = f"{MARK}att"


# Before each word of From, and of To, Cc and Bcc, where the index has no columns (PostgreSQL).
SENDER = f"{MARK}s"
RECIPIENTS = f"{MARK}r"


def month_token(at: datetime) -> str:
    """Says: it came in this month (PostgreSQL, where phrases are looked for month by month)."""
    return f"{MARK}m{at:%Y%m}"


def from_token(address: str) -> str:
    """Says: this address is in From."""
    return f"{MARK}f{_hash(address)}"


def to_token(address: str) -> str:
    """Says: this address is in To, Cc or Bcc."""
    return f"{MARK}t{_hash(address)}"


def channel_token(channel: str) -> str:
    """Says: it came by this channel."""
    return f"{MARK}c{channel}"


def direction_token(direction: str) -> str:
    """Says: it came in or went out."""
    return f"{MARK}d{direction}"


def without_mark(text: str) -> str:
    """Text that cannot pass for a token."""
    return text.replace(MARK, "") if MARK in text else text


@lru_cache(maxsize=10_000)
def _hash(address: str) -> str:
    return blake2b(address.encode("utf-8", "replace"), digest_size=8).hexdigest()
