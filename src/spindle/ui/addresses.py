"""Addresses: those of many rows at once, and the one that a browser says it shows (htmx's HX-Current-URL)."""

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.urls import reverse

# A number that no address of ours has in it.
_MARK = 987_654_321_987
_NOWHERE = SplitResult("", "", "", "", "")


def parts_of(url: str | None) -> SplitResult:
    """The address in its parts; of none, or of what is no address, all of them empty."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return _NOWHERE


def numbered(name: str, number: int, *before: str | int) -> str:
    """What `reverse(name, args=[*before, number])` says; a list asks for hundreds, which differ in the number alone."""
    start, end = _around(name, before)
    return f"{start}{number}{end}"


@lru_cache(maxsize=1024)
def _around(name: str, before: tuple[str | int, ...]) -> tuple[str, str]:
    start, _mark, end = reverse(name, args=[*before, _MARK]).partition(str(_MARK))
    return start, end
