"""Read and unread: a member's own mark here, the account's flag on the server by the operation log."""

from collections.abc import Sequence

from django.db import transaction

from spindle.archive.actions.move import log
from spindle.archive.actions.notes import note, require_writer
from spindle.archive.bulk import Insert
from spindle.archive.models import Delivery, OperationKind, Unread
from spindle.archive.queries.readable import deliveries_for, entries_for
from spindle.members.models import Member

_INSERT = Insert(Unread, ("member_id", "entry_id"), ignore=True)


def mark_read(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """This member has read these; the ids that were unread. Who may only read marks for himself alone."""
    with transaction.atomic(using="organisation"):
        marks = Unread.objects.filter(member=by, entry__in=entry_ids)
        found = sorted(marks.values_list("entry_id", flat=True))
        marks.delete()
        if by.may_write:
            _flag(entry_ids, by=by, seen=True)
        if found:
            note("read", "entry", found, by=by)
    return found


def mark_unread(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """This member wants to see these as unread again; the ids that were read. Raises `PermissionDenied`."""
    require_writer(by)
    with transaction.atomic(using="organisation"):
        readable = entries_for(by).filter(pk__in=entry_ids).exclude(unread__member=by)
        found = list(readable.order_by("pk").values_list("pk", flat=True))
        _INSERT.run([(by.pk, pk) for pk in found])
        _flag(found, by=by, seen=False)
        if found:
            note("unread", "entry", found, by=by)
    return found


def _flag(entry_ids: Sequence[int], *, by: Member, seen: bool) -> None:
    """Set the flag on the copies in the member's accounts that have it otherwise, and log it for the server."""
    found = deliveries_for(by).filter(entry__in=entry_ids, seen=not seen)
    copies = list(found.order_by("pk").values_list("pk", flat=True))
    if copies:
        Delivery.objects.filter(pk__in=copies).update(seen=seen)
        log(OperationKind.SEEN if seen else OperationKind.UNSEEN, copies, by=by)
