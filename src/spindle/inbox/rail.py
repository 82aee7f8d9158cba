"""The inbox's folders in the rail, with how many conversations stand in each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spindle.archive.queries import folder_counts
from spindle.channels.contract import Place
from spindle.inbox.folders import FOLDERS
from spindle.inbox.listing import Listing, shown_at
from spindle.members.models import Member
from spindle.ui.navigation import RailItem, RailSection


def folders(member: Member, url: str) -> RailSection | None:
    """The section for the page at this address; None where the inbox is not shown. Seven SELECTs."""
    shown = shown_at(url)
    if shown is None:
        return None
    counts = folder_counts(member)
    current = shown.listing
    unlinked = Listing(unlinked=True)
    numbers = {
        Place.DRAFTS: counts.drafts,
        Place.SPAM: counts.spam,
        Place.TRASH: counts.trash,
    }
    items = [
        _item(_("All"), "stack-2", Listing(), current, counts.inbox),
        _item(_("Unlinked"), "user-question", unlinked, current, counts.unlinked),
    ]
    for place in (Place.DRAFTS, Place.SENT, Place.FINISHED, Place.SPAM, Place.TRASH):
        folder = FOLDERS[place]
        items.append(_item(str(folder.label), folder.icon, Listing(place), current, numbers.get(place, 0)))
    return RailSection(_("Folders"), tuple(items))


def _item(label: str, icon: str, listing: Listing, current: Listing, count: int) -> RailItem:
    same = (listing.place, listing.unlinked) == (current.place, current.unlinked) and not current.words
    return RailItem(label, listing.url(), icon, count=count, current=same, phone=False)
