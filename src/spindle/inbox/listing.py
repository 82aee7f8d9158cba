"""Which list of conversations a page shows, as it stands in the address: a folder, what narrows it, or a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Self
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve, reverse

from spindle.archive.asked import ids_of
from spindle.archive.queries import Filters
from spindle.channels.contract import Place
from spindle.inbox.periods import PERIODS, days_of, key_of, read_day
from spindle.ui.addresses import numbered, parts_of

# Longer searches and addresses are cut.
LONGEST, LONGEST_ADDRESS = 300, 254
# The filters that are on or off, by their name in an address.
SWITCHES = ("unread", "unlinked", "highlighted", "private", "attachment")


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder of the member's accounts, perhaps narrowed; with `words` a search over all that he may read.

    `period` is a quick choice that moves along with today; without one `since` and `until` are the first and last day.
    """

    place: Place = Place.INBOX
    unread: bool = False
    unlinked: bool = False
    account_id: int | None = None
    words: str = ""
    highlighted: bool = False
    private: bool = False
    attachment: bool = False
    address: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, place: Place, query: Mapping[str, str]) -> Self:
        """From an address; what makes no sense in it is passed over."""
        period = query.get("period", "")
        quick = period in PERIODS
        return cls(
            place,
            unread=query.get("unread") == "1",
            unlinked=query.get("unlinked") == "1",
            highlighted=query.get("highlighted") == "1",
            private=query.get("private") == "1",
            attachment=query.get("attachment") == "1",
            account_id=next(iter(ids_of([query.get("account", "")])), None),
            words=query.get("q", "").strip()[:LONGEST],
            address=query.get("address", "").strip()[:LONGEST_ADDRESS],
            period=period if quick else "",
            since=None if quick else read_day(query.get("since", "")),
            until=None if quick else read_day(query.get("until", "")),
        )

    @property
    def filters(self) -> Filters:
        """As the archive's queries take them."""
        first, last = days_of(self.period) or (self.since, self.until)
        return Filters(
            unread=self.unread,
            unlinked=self.unlinked,
            account_id=self.account_id,
            highlighted=self.highlighted,
            private=self.private,
            attachment=self.attachment,
            address=self.address,
            since=key_of(first),
            until=key_of(last + timedelta(days=1)) if last else None,
        )

    @property
    def is_narrowed(self) -> bool:
        return self != type(self)(self.place)

    @property
    def whole(self) -> Self:
        """The folder without what narrows it."""
        return type(self)(self.place)

    def in_days(self) -> Self:
        """The same list with the days themselves, for what goes on beyond today."""
        first, last = days_of(self.period) or (self.since, self.until)
        return replace(self, period="", since=first, until=last)

    def narrowed(self, **changes: object) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def url(self, **more: object) -> str:
        """The address of the list."""
        return reverse("inbox:folder", args=[self.place.value]) + self._query(more)

    def conversation_url(self, conversation_id: int, **more: object) -> str:
        """The address of a conversation with this list beside it."""
        path = numbered("inbox:conversation", conversation_id, self.place.value)
        return path + self._query(more)

    @property
    def query(self) -> str:
        """What narrows it, as it stands in an address after the question mark."""
        return self._query({}).removeprefix("?")

    def _query(self, more: Mapping[str, object]) -> str:
        return _query(self, tuple(more.items()))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser shows: a list, and the conversation that is open beside it."""

    listing: Listing
    conversation_id: int | None


@lru_cache(maxsize=1024)
def _query(listing: Listing, more: tuple[tuple[str, object], ...]) -> str:
    """Asked for once a row."""
    pairs: list[tuple[str, object]] = [
        (name, value)
        for name, value in (
            *((name, "1" if getattr(listing, name) else "") for name in SWITCHES),
            ("account", listing.account_id),
            ("address", listing.address),
            ("period", listing.period),
            ("since", listing.since),
            ("until", listing.until),
            ("q", listing.words),
            *more,
        )
        if value not in (None, "")
    ]
    return f"?{urlencode(pairs)}" if pairs else ""


def listing_of(place: Place, query: str) -> Listing:
    """The list of a folder with this behind the question mark of its address."""
    return Listing.of(place, dict(parse_qsl(query)))


def shown_at(url: str | None) -> Shown | None:
    """The page of the inbox that this address is of; None for any other page."""
    parts = parts_of(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name not in {"inbox:folder", "inbox:conversation"}:
        return None
    return Shown(listing_of(match.kwargs["place"], parts.query), match.kwargs.get("conversation_id"))
