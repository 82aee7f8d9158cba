"""Moves an account's copies between places: finish, delete, spam, and back again (product.md 2.4).

Every verb takes several copies at once, passes over what is not in the member's accounts or stands where it should
already, and returns the ids of those that it moved: what its opposite needs to undo it.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now

from spindle.archive.actions.aside import settle
from spindle.archive.actions.interaction import refresh_last_interaction
from spindle.archive.actions.notes import note, require_writer
from spindle.archive.models import Delivery, Link, Operation, OperationKind
from spindle.archive.queries.readable import deliveries_for
from spindle.channels.contract import Place
from spindle.members.models import Member

_IN_USE = (Place.INBOX, Place.SENT, Place.DRAFTS, Place.FINISHED)


def finish(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Out of the inbox of all who share the account; stays in the relation's archive."""
    return _put(delivery_ids, Place.FINISHED, "finished", by=by, from_=(Place.INBOX,))


def unfinish(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Back into the inbox."""
    return _put(delivery_ids, Place.INBOX, "unfinished", by=by, from_=(Place.FINISHED,))


def trash_deliveries(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Into the trash of the account; gone from the archive when no other account has a copy in use."""
    return _put(
        delivery_ids, Place.TRASH, "deleted", by=by, from_=(*_IN_USE, Place.SPAM), tell=OperationKind.TRASH
    )


def restore_deliveries(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Out of the trash, to where each was before."""
    return _put_back(delivery_ids, Place.TRASH, "restored", by=by)


def mark_spam(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Into the account's spam folder."""
    places = (*_IN_USE, Place.TRASH)
    return _put(delivery_ids, Place.SPAM, "marked as spam", by=by, from_=places, tell=OperationKind.SPAM)


def mark_not_spam(delivery_ids: Sequence[int], *, by: Member) -> list[int]:
    """Out of spam, to where each was before, else into the inbox."""
    return _put_back(delivery_ids, Place.SPAM, "marked as no spam", by=by)


def finish_conversations(conversation_ids: Sequence[int], *, by: Member) -> list[int]:
    """Finish all that stands of these conversations in the inboxes of the member's accounts."""
    return finish(copies_of(conversation_ids, Place.INBOX, by=by), by=by)


def copies_of(conversation_ids: Sequence[int], place: Place, *, by: Member) -> list[int]:
    """The copies of conversations in one folder of the member's accounts: what a row of the inbox stands for."""
    found = deliveries_for(by).filter(conversation__in=conversation_ids, place=place.value)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _put(
    delivery_ids: Sequence[int],
    place: Place,
    verb: str,
    *,
    by: Member,
    from_: Iterable[Place],
    tell: OperationKind | None = None,
) -> list[int]:
    require_writer(by)
    with transaction.atomic(using="organisation"):
        allowed = (
            deliveries_for(by).select_for_update(of=("self",)).filter(place__in=[one.value for one in from_])
        )
        found = list(allowed.filter(pk__in=delivery_ids).order_by("pk").values_list("pk", "entry_id"))
        if found:
            _write(found, place.value, by=by)
            _finish_up(found, verb, by=by, tell=tell)
    return [pk for pk, _ in found]


def _write(found: list[tuple[int, int]], place: str, *, by: Member) -> None:
    Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(
        place_before=F("place"), place=place, moved_at=now(), moved_by=by
    )


def _put_back(delivery_ids: Sequence[int], place: Place, verb: str, *, by: Member) -> list[int]:
    require_writer(by)
    with transaction.atomic(using="organisation"):
        allowed = deliveries_for(by).select_for_update(of=("self",)).filter(place=place.value)
        found = list(allowed.filter(pk__in=delivery_ids).order_by("pk").values_list("pk", "entry_id"))
        if found:
            put_back([pk for pk, _ in found], by=by)
            _finish_up(found, verb, by=by, tell=OperationKind.RESTORE)
    return [pk for pk, _ in found]


def put_back(delivery_ids: Sequence[int], *, by: Member) -> None:
    """Each to its place before; to the inbox from where it never was elsewhere. For use within a transaction."""
    copies = Delivery.objects.filter(pk__in=delivery_ids)
    nowhere = Q(place_before__in=["", Place.TRASH.value, Place.SPAM.value])
    copies.filter(nowhere).update(place_before=Place.INBOX.value)
    copies.update(place=F("place_before"), place_before=F("place"), moved_at=now(), moved_by=by)


def _finish_up(found: list[tuple[int, int]], verb: str, *, by: Member, tell: OperationKind | None) -> None:
    """What follows from moved copies: the operation log, the entries' own place, the ranks, the journal."""
    if tell:
        log(tell, [pk for pk, _ in found], by=by)
    entries = sorted({entry for _, entry in found})
    settle(entries, by=by.pk)
    if tell:
        refresh_last_interaction(relations_at(entries))
    note(verb, "delivery", [pk for pk, _ in found], by=by, entries=entries)


def relations_at(entry_ids: Sequence[int]) -> set[int]:
    """The relations at which entries stand."""
    return set(Link.objects.filter(entry__in=entry_ids).values_list("relation_id", flat=True))


def log(kind: OperationKind, delivery_ids: Iterable[int], *, by: Member) -> None:
    """Write the operation log, from which a channel tells its server. For use within a transaction."""
    Operation.objects.bulk_create([Operation(delivery_id=pk, kind=kind, by=by) for pk in delivery_ids])
