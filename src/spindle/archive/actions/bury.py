"""Deleting for good: of the message its digest alone stays, so that no server brings it back (architecture.md)."""

from collections.abc import Collection, Sequence

from django.db import transaction

from spindle.archive.actions.interaction import refresh_last_interaction
from spindle.archive.actions.move import relations_at
from spindle.archive.actions.notes import note, require_delete
from spindle.archive.models import Entry, Tombstone
from spindle.archive.queries.readable import entries_for
from spindle.archive.search import index
from spindle.members.models import Member


def bury_entries(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """Delete what is in the trash for good; the ids of those that were. Their blobs are swept."""
    require_delete(by)
    with transaction.atomic(using="organisation"):
        wanted = entries_for(by).select_for_update().filter(pk__in=entry_ids, trashed_at__isnull=False)
        found = dict(wanted.order_by("pk").values_list("pk", "fingerprint"))
        if found:
            graves = [Tombstone(fingerprint=one, by=by) for one in found.values()]
            Tombstone.objects.bulk_create(graves, ignore_conflicts=True)
            relations = relations_at(list(found))
            remove_entries(found)
            refresh_last_interaction(relations)
            note("deleted for good", "entry", list(found), by=by, relations=relations)
    return list(found)


def remove_entries(entry_ids: Collection[int]) -> None:
    """Take entries away with all that hangs on them. For use within a transaction."""
    if not entry_ids:
        return
    index.forget(list(entry_ids))
    Entry.objects.filter(pk__in=entry_ids).delete()
