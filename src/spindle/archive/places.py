"""Where copies stand, and what follows from it for the entry."""

from collections.abc import Iterable

from spindle.archive.models import Aside
from spindle.channels.contract import Place

# The same message in two folders of one account is one copy; it stands where it matters most.
_RANK = (Place.INBOX, Place.SENT, Place.DRAFTS, Place.FINISHED, Place.SPAM, Place.TRASH)
_ORDER = {place.value: rank for rank, place in enumerate(_RANK)}
_IN_ARCHIVE = {Place.INBOX.value, Place.FINISHED.value, Place.SENT.value}


def matters_more(place: str, than: str) -> bool:
    """Whether a copy found at both places stands at the first."""
    return _ORDER[place] < _ORDER[than]


def aside_of(places: Iterable[str]) -> Aside:
    """Where an entry with copies at these places belongs; nowhere aside as long as one is in use."""
    found = set(places)
    if not found or found & _IN_ARCHIVE:
        return Aside.NOWHERE
    if Place.SPAM in found:
        return Aside.SPAM
    return Aside.DRAFTS if Place.DRAFTS in found else Aside.TRASH
