"""The rows that say where blobs lie, in the database of the active company."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.timezone import now

from spindle.archive.blobs.packs.form import Place
from spindle.archive.models import Pack, PackedBlob

# Below the number of variables that either engine takes in one statement.
AT_ONCE = 500


def new_key() -> str:
    """A name for an object that nobody else has."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def find(names: Collection[str]) -> dict[str, PackedBlob]:
    """Those of the names that are in packs."""
    found: dict[str, PackedBlob] = {}
    for some in pieces(names):
        rows = PackedBlob.objects.filter(name__in=some).select_related("pack")
        found.update((row.name, row) for row in rows)
    return found


def insert(pack: Pack, places: Mapping[str, Place], sizes: Mapping[str, int]) -> None:
    """Notes a pack and what is in it; what another process put meanwhile stays with that one."""
    at = now()
    with transaction.atomic(using="organisation"):
        pack.save(force_insert=True)
        PackedBlob.objects.bulk_create(
            [
                PackedBlob(
                    name=name, pack=pack, offset=place.offset, length=place.length, size=sizes[name], at=at
                )
                for name, place in sorted(places.items())  # in one order, so that nobody waits in a ring
            ],
            ignore_conflicts=True,
            batch_size=AT_ONCE,
        )


def refresh(names: Sequence[str]) -> None:
    """Notes that known content was put again."""
    for some in pieces(names):
        PackedBlob.objects.filter(name__in=some).update(at=now())


def remove(names: Collection[str], *, before: datetime | None) -> int:
    """Forgets blobs, if they were last put before a moment; returns how many there were."""
    rows = PackedBlob.objects.filter(name__in=names)
    return (rows if before is None else rows.filter(at__lt=before)).delete()[0]


def mark_empty(at: datetime) -> None:
    """Notes since when packs have no blob any more, and takes the note from those that have one after all."""
    Pack.objects.filter(emptied_at__isnull=False, blobs__isnull=False).update(emptied_at=None)
    Pack.objects.filter(emptied_at=None, blobs=None).update(emptied_at=at)


def empty_since(before: datetime) -> list[Pack]:
    """The packs that have had no blob since a moment."""
    return list(Pack.objects.filter(emptied_at__lte=before, blobs=None))


def page(after: str) -> list[str]:
    """The next names after one, in their order."""
    rows = PackedBlob.objects.filter(name__gt=after).order_by("name").values_list("name", flat=True)
    return list(rows[:AT_ONCE])


def pieces(names: Iterable[str]) -> Iterable[list[str]]:
    """The names in runs that fit in one statement."""
    rest = iter(names)
    while some := list(islice(rest, AT_ONCE)):
        yield some
