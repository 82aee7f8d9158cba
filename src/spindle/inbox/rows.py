"""A conversation in a list, with its verbs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spindle.archive.menus import link_conversation_url
from spindle.archive.presenting import face
from spindle.archive.queries import InboxRow
from spindle.archive.search import Hit
from spindle.channels.contract import Direction, Place
from spindle.inbox.listing import Listing
from spindle.ui.addresses import numbered
from spindle.ui.rows import Chip, EntryDay, EntryRow, MenuItem, Person


def verb_url(verb: str, listing: Listing, conversation_id: int | None = None) -> str:
    """Where a verb is posted: for one conversation, or with the ids in the form.

    It says in which folder; not for what a search found, which may stand anywhere.
    """
    start = _verb_address(verb, "" if listing.words else listing.place.value)
    if conversation_id is None:
        return start
    return f"{start}{'&' if '?' in start else '?'}id={conversation_id}"


# Six addresses a row, fifty rows a page: putting each together costs more than reading the rows.
@lru_cache(maxsize=256)
def _verb_address(verb: str, place: str) -> str:
    return reverse(f"inbox:{verb}") + (f"?{urlencode({'place': place})}" if place else "")


def _verbs(listing: Listing) -> tuple[MenuItem, ...]:
    """What can be done with conversations of a list; `url` holds the verb's name."""
    return _verbs_in(Place.INBOX if listing.words else listing.place, get_language() or "")


@lru_cache(maxsize=128)
def _verbs_in(place: Place, _language: str) -> tuple[MenuItem, ...]:
    here = {
        Place.INBOX: [
            MenuItem(_("Finish"), "check", "finish", "post", "e", optimistic="remove"),
            MenuItem(_("Mark as unread"), "mail", "unread", "post", "u", optimistic="unread"),
            MenuItem(_("Delete"), "trash", "trash", "post", "#", optimistic="remove", danger=True),
            MenuItem(_("Spam"), "alert-octagon", "spam", "post", "!", optimistic="remove"),
        ],
        Place.FINISHED: [
            MenuItem(_("Back to the inbox"), "inbox", "reopen", "post", "e", optimistic="remove"),
            MenuItem(_("Delete"), "trash", "trash", "post", "#", optimistic="remove", danger=True),
        ],
        Place.SPAM: [
            MenuItem(_("No spam"), "circle-check", "not-spam", "post", "!", optimistic="remove"),
            MenuItem(_("Delete"), "trash", "trash", "post", "#", optimistic="remove", danger=True),
        ],
        Place.TRASH: [MenuItem(_("Put back"), "corner-up-left", "restore", "post", "#", optimistic="remove")],
    }
    other = [MenuItem(_("Delete"), "trash", "trash", "post", "#", optimistic="remove", danger=True)]
    return tuple(here.get(place, other))


def actions_for(
    listing: Listing, conversation_id: int | None = None, *, may_write: bool = True
) -> list[MenuItem]:
    """The verbs with their addresses, for one conversation or for the chosen ones."""
    if not may_write:
        return []
    return [
        MenuItem(
            item.label,
            item.icon,
            verb_url(item.url, listing, conversation_id),
            item.method,
            item.key,
            danger=item.danger,
            optimistic=item.optimistic,
        )
        for item in _verbs(listing)
    ]


def bulk_actions(listing: Listing, *, may_write: bool) -> list[MenuItem]:
    """The verbs for several conversations: those of the folder, and the marks that a row has in its menu."""
    if not may_write:
        return []
    marks = [
        MenuItem(_("Mark as read"), "mail-opened", verb_url("read", listing), "post", "i", optimistic="read"),
        MenuItem(_("Highlight"), "flag", verb_url("highlight", listing), "post", "h"),
    ]
    return [*actions_for(listing), *marks]


def entry_row(
    row: InboxRow | Hit, listing: Listing, *, current: int | None, may_write: bool, by_sender: bool
) -> EntryRow:
    """The linked relation with its employer, or `by_sender` who sent it (ET-1); unknown ones with a mark (2.4)."""
    entry, conversation, place = row.entry, row.entry.conversation_id, listing.place
    verbs = {item.key: item for item in actions_for(listing, conversation, may_write=may_write)}
    drawn = bool(verbs)
    finish = verbs.pop("e") if drawn and (listing.words or place == Place.INBOX) else None
    trash = verbs.pop("#") if drawn and (listing.words or place != Place.TRASH) else None
    link = MenuItem(_("Link"), url=link_conversation_url(conversation), key="l", dialog=True)
    return EntryRow(
        id=conversation,
        url=listing.conversation_url(conversation),
        sender=_sender(row, by_sender=by_sender),
        at=entry.at,
        subject=entry.subject,
        snippet=entry.snippet,
        beside=_address(row) if by_sender else _beside(row),
        mark=Chip(_("unknown"), tone="care") if _is_unknown(row) else None,
        unread=row.unread,
        current=conversation == current,
        flagged=isinstance(row, InboxRow) and row.highlighted,
        private=entry.private_to_id is not None,
        has_attachment=entry.has_attachments,
        count=row.count if isinstance(row, InboxRow) else 0,
        finish_url=finish.url if finish else "",
        trash_url=trash.url if trash else "",
        menu_url=numbered("inbox:menu", conversation, place.value),
        keys=(*verbs.values(), link, _highlight(row, listing, conversation)) if may_write else (),
    )


def _highlight(row: InboxRow | Hit, listing: Listing, conversation: int) -> MenuItem:
    """Makes it stand out, or no more."""
    verb = "plain" if isinstance(row, InboxRow) and row.highlighted else "highlight"
    return MenuItem(_("Highlight"), url=verb_url(verb, listing, conversation), method="post", key="h")


def _is_unknown(row: InboxRow | Hit) -> bool:
    return row.relation is None and row.entry.direction == Direction.IN


def _sender(row: InboxRow | Hit, *, by_sender: bool) -> Person:
    entry = row.entry
    if row.relation and not by_sender:
        return face(row.relation)
    if entry.direction == Direction.OUT:
        return Person(_("To: %(names)s") % {"names": entry.to_line} if entry.to_line else _("Nobody yet"))
    named = entry.sender_name or entry.sender_address or _("Nobody")
    return Person(named, kind="person" if row.relation else "unknown")


def _address(row: InboxRow | Hit) -> str:
    """The sender's address, where his name is shown."""
    entry = row.entry
    return entry.sender_address if entry.direction == Direction.IN and entry.sender_name else ""


def _beside(row: InboxRow | Hit) -> str:
    """The employer; at a business the one who wrote for it."""
    relation, entry = row.relation, row.entry
    if relation is None:
        return ""
    if relation.employer_name or not relation.is_business:
        return relation.employer_name
    writer = entry.sender_name if entry.direction == Direction.IN else ""
    return "" if writer.casefold() == relation.name.casefold() else writer


def hit_row(hit: Hit, listing: Listing, *, current: int | None, may_write: bool, by_sender: bool) -> EntryRow:
    """What a search found: opened where the member's copy stands; a colleague's message has no verbs here."""
    place = Place(hit.deliveries[0].place) if hit.deliveries else Place.INBOX
    there = listing.narrowed(place=place)
    may_write = may_write and bool(hit.deliveries)
    return entry_row(hit, there, current=current, may_write=may_write, by_sender=by_sender)


def by_day(rows: Iterable[EntryRow], *, after: date | None = None) -> list[EntryDay]:
    """The rows under the days that they came on; the day of the page before needs no heading again."""
    days: list[EntryDay] = []
    for day, found in _grouped(rows):
        days.append(EntryDay(None if day == after else day, tuple(found)))
    return days


def _grouped(rows: Iterable[EntryRow]) -> Iterator[tuple[date, list[EntryRow]]]:
    day: date | None = None
    found: list[EntryRow] = []
    for row in rows:
        its = localdate(row.at)
        if day is not None and its != day:
            yield day, found
            found = []
        day = its
        found.append(row)
    if day is not None:
        yield day, found
