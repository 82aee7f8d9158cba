"""Which list of relations a page shows, as it stands in the address: words, a relation type, or the trash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve, reverse

from spindle.ui.addresses import numbered, parts_of

# The largest key that either engine takes.
_LARGEST = 2**63 - 1


def number(text: str) -> int | None:
    """The number that an address holds; None for what is no id of ours, which never reaches a query."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None
    return found if found is not None and found <= _LARGEST else None


@dataclass(frozen=True, slots=True)
class Listing:
    """All relations in use, or those that the words and the type leave; or the trash."""

    words: str = ""
    type_id: int | None = None
    trashed: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """From an address; what makes no sense in it is passed over."""
        return cls(
            query.get("q", "").replace("\x00", "").strip(),
            number(query.get("type", "")),
            query.get("trash") == "1",
        )

    @classmethod
    def beside(cls, url: str | None) -> Self:
        """The list that the browser shows, from the page's address."""
        return cls.of(dict(parse_qsl(parts_of(url).query)))

    def narrowed(self, **changes: object) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def url(self, **more: object) -> str:
        """The address of the list alone."""
        return reverse("relations:index") + self.query(more)

    def card_url(self, relation_id: int, **more: object) -> str:
        """The address of a card with this list beside it."""
        return numbered("relations:card", relation_id) + self.query(more)

    def entry_url(self, relation_id: int, entry_id: int) -> str:
        """The address of a card with an entry of its archive open."""
        return numbered("relations:entry", entry_id, relation_id) + self.query({})

    def query(self, more: Mapping[str, object]) -> str:
        """The part of an address behind the question mark, with it; "" for the whole list."""
        return _query(self, tuple(more.items()))


@lru_cache(maxsize=1024)
def _query(listing: Listing, more: tuple[tuple[str, object], ...]) -> str:
    """Asked for once a row."""
    own = (
        ("q", listing.words),
        ("type", listing.type_id),
        ("trash", "1" if listing.trashed else ""),
    )
    kept = [(name, value) for name, value in (*own, *more) if value not in (None, "")]
    return f"?{urlencode(kept)}" if kept else ""


def shown_at(url: str | None) -> int | None:
    """The relation whose card a browser shows at this address; None elsewhere."""
    try:
        found = resolve(parts_of(url).path)
    except Resolver404:
        return None
    return found.kwargs.get("relation_id") if found.app_name == "relations" else None
