"""The inbox's folders and views in the rail. Only what asks for work has a number: design/README.md."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive.queries import folder_counts
from spindle.channels.contract import Place
from spindle.inbox.folders import FOLDERS
from spindle.inbox.listing import Listing, Shown, shown_at
from spindle.inbox.saved import listing_of_view, views_for
from spindle.members.models import Member
from spindle.ui.navigation import RailItem, RailSection


def sections(member: Member, url: str) -> tuple[RailSection, ...]:
    """Folders and views for the page at this address; none where the inbox is not shown. Six SELECTs."""
    shown = shown_at(url)
    if shown is None:
        return ()
    views = _views(member, shown.listing)
    folders = _folders(member, shown, among_views=any(item.current for item in views))
    if not views:
        return (folders,)
    edit_url = reverse("inbox:views") if member.may_write else ""
    kept = RailSection(_("Views"), views, edit_url=edit_url, edit_label=_("Order and rename views"))
    return (folders, kept)


def _views(member: Member, current: Listing) -> tuple[RailItem, ...]:
    """His own and those that colleagues share, each at the list that it keeps."""
    lists = [(view.name, listing_of_view(view)) for view in views_for(member)]
    return tuple(
        RailItem(name, listing.url(), "filter", phone=False, current=listing == current)
        for name, listing in lists
    )


def _folders(member: Member, shown: Shown, *, among_views: bool) -> RailSection:
    counts = folder_counts(member)
    current = shown.listing
    unlinked = Listing(unlinked=True)
    numbers = {Place.DRAFTS: counts.drafts}
    items = [
        _item(_("All"), "stack-2", Listing(), current, counts.inbox),
        _item(_("Unlinked"), "user-question", unlinked, current, counts.unlinked),
    ]
    for place in (Place.DRAFTS, Place.SENT, Place.FINISHED, Place.SPAM, Place.TRASH):
        folder = FOLDERS[place]
        items.append(_item(str(folder.label), folder.icon, Listing(place), current, numbers.get(place, 0)))
    plain = [replace(item, current=False) for item in items] if among_views else items
    return RailSection(_("Folders"), tuple(plain))


def _item(label: str, icon: str, listing: Listing, current: Listing, count: int) -> RailItem:
    same = (listing.place, listing.unlinked) == (current.place, current.unlinked) and not current.words
    return RailItem(label, listing.url(), icon, count=count, current=same, phone=False)
