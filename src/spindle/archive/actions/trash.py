"""Deleting in a relation's archive: for all, with every account's copy (architecture.md, "Who sees what")."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from spindle.archive.actions.aside import settle
from spindle.archive.actions.interaction import refresh_last_interaction
from spindle.archive.actions.move import log, put_back, relations_at
from spindle.archive.actions.notes import note, require_delete
from spindle.archive.models import Aside, Delivery, Entry, OperationKind
from spindle.archive.queries.readable import entries_for
from spindle.channels.contract import Place
from spindle.members.models import Member


def trash_entries(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """Into the trash of every account that has a copy; the ids that were not there, for `restore_entries`."""
    require_delete(by)
    with transaction.atomic(using="organisation"):
        found = _of(by, entry_ids, trashed=False)
        if found:
            copies = Delivery.objects.filter(entry__in=found).exclude(place=Place.TRASH)
            log(OperationKind.TRASH, copies.values_list("pk", flat=True), by=by)
            copies.update(place_before=F("place"), place=Place.TRASH, moved_at=now(), moved_by=by)
            Entry.objects.filter(pk__in=found).update(aside=Aside.TRASH, trashed_at=now(), trashed_by=by)
            refresh_last_interaction(relations_at(found))
            note("deleted", "entry", found, by=by, entries=found)
    return found


def restore_entries(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """Out of the trash, each copy to where it was before; the ids that were in it."""
    require_delete(by)
    with transaction.atomic(using="organisation"):
        found = _of(by, entry_ids, trashed=True)
        if found:
            copies = list(
                Delivery.objects.filter(entry__in=found, place=Place.TRASH).values_list("pk", flat=True)
            )
            put_back(copies, by=by)
            log(OperationKind.RESTORE, copies, by=by)
            Entry.objects.filter(pk__in=found).update(aside=Aside.NOWHERE, trashed_at=None, trashed_by=None)
            settle(found, by=by.pk)
            refresh_last_interaction(relations_at(found))
            note("restored", "entry", found, by=by, entries=found)
    return found


def _of(by: Member, entry_ids: Sequence[int], *, trashed: bool) -> list[int]:
    found = entries_for(by).select_for_update().filter(pk__in=entry_ids, trashed_at__isnull=not trashed)
    return list(found.order_by("pk").values_list("pk", flat=True))
