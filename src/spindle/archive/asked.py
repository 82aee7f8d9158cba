"""Ids as they stand in an address: what is no id of ours is nothing, and never breaks a query."""

from collections.abc import Iterable

# The largest key that either engine takes.
_LARGEST = 2**63 - 1


def ids_of(texts: Iterable[str]) -> list[int]:
    """The numbers among the texts that may be ids, each once, in their order."""
    numbers = (int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) <= 19)
    return list(dict.fromkeys(number for number in numbers if number <= _LARGEST))
