"""Taking blobs out of packs, and giving the space back: merging small packs, writing anew what is more than a fifth dead."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.timezone import now

from spindle.archive.blobs.errors import BlobMissing
from spindle.archive.blobs.packs import form, index, stores
from spindle.archive.blobs.packs.keeping import compressed, holder, pack_key, write
from spindle.archive.models import Pack, PackedBlob
from spindle.organisations.active import Handle

FULL = 64 * 1024 * 1024
DEAD = 0.2
# Below this a pack is small, and merged with others when there are so many.
SMALL = FULL // 2
_ENOUGH = 32
_MOVED_AT_ONCE = 100
# Who has read where a blob lies still finds it there: a back-up reads rows first and packs much later.
READING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Use:
    """A pack and how many of its bytes are of blobs that somebody may still want."""

    pack: Pack
    live: int


def remove(names: Collection[str], *, before: datetime | None = None) -> int:
    """Forgets blobs (last put before a moment); returns how many. `reclaim` gives their space back."""
    return sum(index.remove(some, before=before) for some in index.pieces(names))


def reclaim(handle: Handle, *, dead: float = DEAD) -> None:
    """Takes packs away in which nothing is left, and writes anew those with more than a share of dead bytes.

    Of the latter the old ones stay for a day more.
    """
    index.mark_empty(now() - READING)
    for group in _groups(use for use in _uses(Pack.objects.all()) if use.live < (1 - dead) * _room(use.pack)):
        _rewrite(handle, group)
    _drop_empty(handle)


def merge(handle: Handle) -> None:
    """Makes packs of 64 MB of the many small ones that single messages leave; nothing when there are few."""
    small = Pack.objects.filter(size__lt=SMALL)
    # Counted first: what is live in a pack is known by adding up its blobs.
    if small.filter(large=False, emptied_at=None).count() >= _ENOUGH:
        for group in _groups(iter(_uses(small))):
            if len(group) > 1:
                _rewrite(handle, group)
    _drop_empty(handle)


def clear_strays(handle: Handle, before: datetime) -> None:
    """Takes away objects from before a moment that no row knows: a crash left them between object and row."""
    store = stores.store_at(handle, stores.address())
    old = [one.key for one in store.listed() if one.at < before]
    for some in index.pieces(old):
        known = set(Pack.objects.filter(key__in=some).values_list("key", flat=True))
        for key in some:
            if key not in known:
                store.delete(key)


def _uses(among: QuerySet[Pack]) -> list[_Use]:
    packs = among.filter(large=False, emptied_at=None).annotate(live=Sum("blobs__length"))
    return [_Use(pack, pack.live or 0) for pack in packs.order_by("pk")]


def _room(pack: Pack) -> int:
    return max(1, pack.size - form.HEADER)


def _groups(uses: Iterator[_Use]) -> Iterator[list[Pack]]:
    group: list[Pack] = []
    size = 0
    for use in uses:
        if group and size + use.live > FULL:
            yield group
            group, size = [], 0
        group.append(use.pack)
        size += use.live
    if group:
        yield group


def _rewrite(handle: Handle, packs: Sequence[Pack]) -> None:
    """Puts what is live in these packs into one new pack; a blob that went meanwhile is dead in it from the start."""
    rows = list(
        PackedBlob.objects.filter(pack__in=packs).select_related("pack").order_by("pack_id", "offset")
    )
    contents = list(_contents(handle, rows))
    if contents:
        packed = form.pack(pack_key(handle), contents)
        made = write(handle, packed.content)
        _move(made, packed.places, [pack.pk for pack in packs])
    index.mark_empty(now())


def _contents(handle: Handle, rows: Sequence[PackedBlob]) -> Iterator[tuple[str, bytes]]:
    for row in rows:
        try:
            yield row.name, compressed(handle, row)
        except BlobMissing:  # moved by another process at this moment
            continue


def _move(made: Pack, places: Mapping[str, form.Place], old: Collection[int]) -> None:
    """In short turns, for everybody else waits meanwhile; broken off, the rest stays where it was."""
    for number, some in enumerate(index.pieces(sorted(places))):
        with transaction.atomic(using="organisation"):
            if number == 0:
                # Never a pack without a blob that others could see: it would pass for one that is to go.
                made.save(force_insert=True)
            rows = list(
                PackedBlob.objects.select_for_update().filter(name__in=some, pack__in=old).order_by("name")
            )
            for row in rows:
                place = places[row.name]
                row.pack, row.offset, row.length = made, place.offset, place.length
            PackedBlob.objects.bulk_update(rows, ["pack", "offset", "length"], batch_size=_MOVED_AT_ONCE)


def _drop_empty(handle: Handle) -> None:
    for pack in index.empty_since(now() - READING):
        holder(handle, pack).delete(pack.key)
        pack.delete()
