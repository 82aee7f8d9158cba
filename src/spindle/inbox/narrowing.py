"""How a list's filters are shown: a menu of those that can be added, and a chip for each that narrows it now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.channels.models import Account
from spindle.inbox.listing import Listing
from spindle.inbox.periods import PERIODS
from spindle.members.models import Member
from spindle.ui.dates import say
from spindle.ui.rows import MenuItem, Tab

_RULE = MenuItem(kind="rule")


def tabs(listing: Listing) -> list[Tab]:
    """All, unread, unlinked: each goes along with the other filters, and a second click takes it off."""
    plain = listing.narrowed(unread=False, unlinked=False, words="")
    return [
        Tab(_("All"), plain.url(), current=not (listing.unread or listing.unlinked or listing.words)),
        Tab(_("Unread"), listing.narrowed(unread=not listing.unread, words="").url(), current=listing.unread),
        Tab(
            _("Unlinked"), listing.narrowed(unlinked=not listing.unlinked, words="").url(),
            current=listing.unlinked,
        ),
    ]  # fmt: skip


def chips(listing: Listing, boxes: Sequence[Account]) -> list[Tab]:
    """What narrows the list beside its tabs; the address of each is the list without it."""
    found = [
        (label, listing.narrowed(**{name: False})) for name, label in _switches() if getattr(listing, name)
    ]
    if listing.period or listing.since or listing.until:
        found.append((_days(listing), listing.narrowed(period="", since=None, until=None)))
    if listing.address:
        found.append((listing.address, listing.narrowed(address="")))
    if listing.account_id is not None:
        found.append((_account(listing, boxes), listing.narrowed(account_id=None)))
    return [Tab(label, without.url()) for label, without in found]


def _switches() -> list[tuple[str, str]]:
    return [
        ("highlighted", _("Highlighted")),
        ("private", _("Private")),
        ("attachment", _("With an attachment")),
    ]


def _days(listing: Listing) -> str:
    if listing.period:
        return str(PERIODS[listing.period][0])
    if listing.since and listing.until:
        return f"{_day(listing.since)} – {_day(listing.until)}"
    if listing.since:
        return _("From %(day)s") % {"day": _day(listing.since)}
    return _("Until %(day)s") % {"day": _day(listing.until)} if listing.until else ""


def _day(day: date) -> str:
    return say(day, "date")


def _account(listing: Listing, boxes: Sequence[Account]) -> str:
    named = {box.pk: box.name or box.address for box in boxes}
    return named.get(listing.account_id or 0, _("Another account"))


def filter_menu(listing: Listing, boxes: Sequence[Account], member: Member) -> list[MenuItem]:
    """Each filter is a line that puts it on or takes it off; then all of them at once, and keeping the list as a view."""
    switches = [
        MenuItem(label, url=_turned(listing, name), current=getattr(listing, name))
        for name, label in _switches()
    ]
    periods = [
        MenuItem(
            str(label),
            url=listing.narrowed(period="" if listing.period == name else name, since=None, until=None).url(),
            current=listing.period == name,
        )
        for name, (label, _begins, _ends) in PERIODS.items()
        if name != "yesterday"
    ]
    more = [MenuItem(_("More filters…"), "filter", filter_url(listing), dialog=True)]
    if member.may_write and listing.is_narrowed:
        more.append(MenuItem(_("Save as a view…"), "star", new_view_url(listing), dialog=True))
    return [*switches, _RULE, *periods, *_accounts(listing, boxes), _RULE, *more]


def _turned(listing: Listing, name: str) -> str:
    return listing.narrowed(**{name: not getattr(listing, name)}).url()


def _accounts(listing: Listing, boxes: Sequence[Account]) -> list[MenuItem]:
    """Which account to show, for who has several."""
    if len(boxes) < 2:
        return []
    every = MenuItem(
        _("All accounts"), url=listing.narrowed(account_id=None).url(), current=not listing.account_id
    )
    return [
        _RULE,
        every,
        *(
            MenuItem(
                box.name or box.address,
                url=listing.narrowed(account_id=box.pk).url(),
                current=listing.account_id == box.pk,
            )
            for box in boxes
        ),
    ]


def filter_url(listing: Listing) -> str:
    """The pop-up with all filters, as they are now."""
    return f"{reverse('inbox:filter')}?{urlencode({'list': listing.url()})}"


def new_view_url(listing: Listing) -> str:
    """The pop-up that gives the list a name."""
    return f"{reverse('inbox:new-view')}?{urlencode({'list': listing.url()})}"
