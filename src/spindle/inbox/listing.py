"""Which list of conversations a page shows, as it stands in the address: a folder, what narrows it, or a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve, reverse

from spindle.archive.asked import ids_of
from spindle.archive.queries import Filters
from spindle.channels.contract import Place
from spindle.ui.addresses import parts_of


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder of the member's accounts, perhaps narrowed; with `words` a search over all that he may read."""

    place: Place = Place.INBOX
    unread: bool = False
    unlinked: bool = False
    account_id: int | None = None
    words: str = ""

    @classmethod
    def of(cls, place: Place, query: Mapping[str, str]) -> Self:
        """From an address; what makes no sense in it is passed over."""
        return cls(
            place,
            unread=query.get("unread") == "1",
            unlinked=query.get("unlinked") == "1",
            account_id=next(iter(ids_of([query.get("account", "")])), None),
            words=query.get("q", "").strip(),
        )

    @property
    def filters(self) -> Filters:
        return Filters(self.unread, self.unlinked, self.account_id)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.unread or self.unlinked or self.account_id or self.words)

    def narrowed(self, **changes: object) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def url(self, **more: object) -> str:
        """The address of the list."""
        return reverse("inbox:folder", args=[self.place.value]) + self._query(more)

    def conversation_url(self, conversation_id: int, **more: object) -> str:
        """The address of a conversation with this list beside it."""
        path = reverse("inbox:conversation", args=[self.place.value, conversation_id])
        return path + self._query(more)

    def _query(self, more: Mapping[str, object]) -> str:
        pairs: list[tuple[str, object]] = [
            (name, value)
            for name, value in (
                ("unread", "1" if self.unread else ""),
                ("unlinked", "1" if self.unlinked else ""),
                ("account", self.account_id),
                ("q", self.words),
                *more.items(),
            )
            if value not in (None, "")
        ]
        return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser shows: a list, and the conversation that is open beside it."""

    listing: Listing
    conversation_id: int | None


def shown_at(url: str | None) -> Shown | None:
    """The page of the inbox that this address is of; None for any other page."""
    parts = parts_of(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name not in {"inbox:folder", "inbox:conversation"}:
        return None
    listing = Listing.of(match.kwargs["place"], dict(parse_qsl(parts.query)))
    return Shown(listing, match.kwargs.get("conversation_id"))
