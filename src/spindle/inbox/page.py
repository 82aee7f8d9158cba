"""Puts a list together: its rows by day, its filters, what is said when it is empty, what is wrong with an account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.archive.queries import inbox_page
from spindle.archive.search import search
from spindle.archive.time_key import key_time
from spindle.channels import registry
from spindle.channels.contract import Place
from spindle.channels.models import Account
from spindle.inbox.bulk_rows import bulk_context
from spindle.inbox.display import shows_sender
from spindle.inbox.folders import FOLDERS
from spindle.inbox.listing import Listing
from spindle.inbox.narrowing import chips, filter_menu, tabs
from spindle.inbox.older import Offer, offer_for
from spindle.inbox.presence_rows import readers_context
from spindle.inbox.queries import BROKEN, accounts
from spindle.inbox.rows import bulk_actions, by_day, entry_row, hit_row
from spindle.members.models import Member
from spindle.ui.rows import EntryRow

Context = dict[str, object]
PAGE = 50
# A page begins with so many: more than a screen shows. Those below are fetched when they come into sight.
FIRST = 30
# A list that has been scrolled through this far is fetched again up to here after a live event.
MOST = 500


def list_context(
    member: Member, listing: Listing, *, before: int | None = None, current: int | None = None
) -> Context:
    """The left pane of a page."""
    boxes = accounts(member)
    return (
        _rows_context(member, listing, boxes, before=before, current=current)
        | {
            "listing": listing,
            "title": FOLDERS[listing.place].label,
            "tabs": tabs(listing),
            "filter_chips": chips(listing, boxes),
            "filter_menu": filter_menu(listing, boxes, member),
            "bulk": bulk_actions(listing, may_write=member.may_write),
            "link_all_url": f"{reverse('inbox:link-all')}?{urlencode({'list': listing.url()})}",
            "search_url": listing.narrowed(words="").url(),
        }
        | bulk_context(member)
        | readers_context(member)
    )


def rows_context(
    member: Member, listing: Listing, *, before: int | None = None, shown: int = 0, current: int | None = None
) -> Context:
    """Rows alone. `shown` is how many were loaded already, so that none of them goes away."""
    boxes = accounts(member) if before is None else []
    return _rows_context(member, listing, boxes, before=before, shown=shown, current=current)


def _rows_context(
    member: Member,
    listing: Listing,
    boxes: list[Account],
    *,
    before: int | None,
    shown: int = 0,
    current: int | None = None,
) -> Context:
    limit = PAGE if before is not None else min(max(FIRST, shown), MOST)
    found = _found if listing.words else _folder
    rows = found(member, listing, before=before, shown=shown, limit=limit, current=current)
    return rows | (_notices(member, listing, boxes) if before is None and member.may_write else {})


def _notices(member: Member, listing: Listing, boxes: list[Account]) -> Context:
    """What stands over the rows: accounts that need a hand, and the offer to finish old mail."""
    offers = listing.place == Place.INBOX and not listing.is_narrowed
    return {
        "broken": [_ailment(account) for account in boxes if account.state in BROKEN],
        "older": _older_line(offer_for(member, boxes)) if offers else "",
    }


def _older_line(offer: Offer | None) -> str:
    if offer is None:
        return ""
    if offer.many:
        return _("More than %(count)d messages in the inbox are older than 30 days.") % {"count": offer.count}
    words = ngettext(
        "%(count)d message in the inbox is older than 30 days.",
        "%(count)d messages in the inbox are older than 30 days.",
        offer.count,
    )
    return words % {"count": offer.count}


def _folder(
    member: Member, listing: Listing, *, before: int | None, shown: int, limit: int, current: int | None
) -> Context:
    page = inbox_page(member, listing.place.value, filters=listing.filters, before=before, limit=limit)
    by_sender, may_write = shows_sender(), member.may_write
    rows = [
        entry_row(row, listing, current=current, may_write=may_write, by_sender=by_sender)
        for row in page.rows
    ]
    return _context(listing, rows, page.next, before=before, shown=shown) | {
        "empty": None if rows or before else _empty(member, listing)
    }


def _found(
    member: Member, listing: Listing, *, before: int | None, shown: int, limit: int, current: int | None
) -> Context:
    found = search(member, listing.words, filters=listing.filters, before=before, limit=limit)
    by_sender, may_write = shows_sender(), member.may_write
    rows = [
        hit_row(hit, listing, current=current, may_write=may_write, by_sender=by_sender) for hit in found.rows
    ]
    # Several messages of a conversation are one row: the newest that was found.
    once: dict[int, EntryRow] = {}
    for row in rows:
        once.setdefault(row.id, row)
    empty = None
    if not rows and not before:
        empty = {"icon": "search", "title": _("Nothing found"), "text": _hint(bool(found.problems))}
    return _context(listing, list(once.values()), found.next, before=before, shown=shown) | {
        "empty": empty,
        "words": found.words,
        "problems": found.problems,
    }


def _hint(problems: bool) -> str:
    if problems:
        return _("Mend what is named above, or leave it out.")
    return _(
        "Try fewer words, or the beginning of one. from: to: relation: in: before: and after: narrow a search."
    )


def _context(
    listing: Listing, rows: list[EntryRow], following: int | None, *, before: int | None, shown: int
) -> Context:
    after = localdate(key_time(before)) if before else None
    return {
        "days": by_day(rows, after=after),
        "rows_url": listing.url(),
        "next_url": listing.url(before=following, shown=_counted(before, shown, rows)) if following else "",
        "shown": _counted(before, shown, rows),
    }


def _counted(before: int | None, shown: int, rows: list[EntryRow]) -> int:
    return shown + len(rows) if before is not None else len(rows)


def _ailment(account: Account) -> dict[str, str]:
    return {
        "title": f"{account.address}: {account.get_state_display()}",
        "text": account.state_reason,
        "mend_url": registry.get(account.kind).mend_url(account.pk),
    }


def _connect_url(member: Member) -> str:
    channels = registry.registered()
    return channels[0].connect_url() if channels and member.may_write else ""


def _empty(member: Member, listing: Listing) -> Context:
    """What will be here, and the first step."""
    folder = FOLDERS[listing.place]
    if listing.is_narrowed:
        return {
            "icon": "filter",
            "title": _("Nothing here"),
            "text": _("No message in this folder is like that."),
        }
    if listing.place == Place.INBOX and not accounts(member):
        return {
            "icon": "mail",
            "title": _("Your mail will be here"),
            "text": _("Connect an account, and every message finds its relation by itself."),
            "url": _connect_url(member),
            "label": _("Connect an account"),
        }
    return {"icon": folder.icon, "title": folder.empty, "text": folder.empty_text}
