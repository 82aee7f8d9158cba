"""Keeps an entry's `aside` in step with where its copies stand."""

from collections.abc import Iterable

from django.utils.timezone import now

from spindle.archive.models import Aside, Delivery, Entry
from spindle.archive.places import aside_of


def settle(entry_ids: Iterable[int], *, by: int | None) -> None:
    """Set `aside`, and who trashed it when, from the copies' places. For use within a transaction.

    Entries without copies are left as they are. Two SELECTs, one UPDATE for each value.
    """
    ids = list(entry_ids)
    if not ids:
        return
    places: dict[int, set[str]] = {}
    for entry, place in Delivery.objects.filter(entry__in=ids).values_list("entry_id", "place"):
        places.setdefault(entry, set()).add(place)
    before = dict(Entry.objects.filter(pk__in=places).values_list("pk", "aside"))
    changed: dict[Aside, list[int]] = {}
    for entry, found in places.items():
        if (aside := aside_of(found)) != before[entry]:
            changed.setdefault(aside, []).append(entry)
    for aside, entries in changed.items():
        trashed = aside == Aside.TRASH
        Entry.objects.filter(pk__in=entries).update(
            aside=aside, trashed_at=now() if trashed else None, trashed_by=by if trashed else None
        )
