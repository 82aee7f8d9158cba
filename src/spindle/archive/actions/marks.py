"""What members mark entries with: standing out for all, private to oneself (product.md 2.3).

Each verb takes several entries, passes over those that are so already or not the member's to mark, and returns the
ids of those that it changed: what its opposite needs to undo it.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from spindle.archive.actions.notes import note, require_writer
from spindle.archive.models import Delivery, Entry, Highlight
from spindle.archive.queries.readable import accounts_of, entries_for
from spindle.members.models import Member
from spindle.members.rights import Right


def highlight(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """Make these stand out, for all who may read them. Raises `PermissionDenied`."""
    require_writer(by)
    with transaction.atomic(using="organisation"):
        readable = entries_for(by).filter(pk__in=entry_ids, highlight=None)
        found = list(readable.order_by("pk").values_list("pk", flat=True))
        Highlight.objects.bulk_create([Highlight(entry_id=pk, by=by) for pk in found], ignore_conflicts=True)
        if found:
            note("highlighted", "entry", found, by=by, entries=found)
    return found


def remove_highlight(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """They stand out no more, whoever marked them. Raises `PermissionDenied`."""
    require_writer(by)
    with transaction.atomic(using="organisation"):
        readable = entries_for(by).filter(pk__in=entry_ids, highlight__isnull=False)
        found = list(readable.order_by("pk").values_list("pk", flat=True))
        Highlight.objects.filter(entry__in=found).delete()
        if found:
            note("no longer highlighted", "entry", found, by=by, entries=found)
    return found


def make_private(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """Only this member reads these, and who may see private messages (architecture.md, "Who sees what").

    Only what arrived in an account of his: nobody takes away what is in another's mailbox. Raises `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation"):
        mine = Delivery.objects.filter(entry=OuterRef("pk"), account__in=accounts_of(by))
        return _turn(entries_for(by).filter(Exists(mine), pk__in=entry_ids, private_to=None), by.pk, by=by)


def make_public(entry_ids: Sequence[int], *, by: Member) -> list[int]:
    """As it was before: by who made them private, or who may see private messages. Raises `PermissionDenied`."""
    require_writer(by)
    with transaction.atomic(using="organisation"):
        theirs = entries_for(by).filter(pk__in=entry_ids, private_to__isnull=False)
        if not by.has(Right.SEE_PRIVATE_MESSAGES):
            theirs = theirs.filter(private_to=by)
        return _turn(theirs, None, by=by)


def _turn(entries: QuerySet[Entry], owner: int | None, *, by: Member) -> list[int]:
    found = list(entries.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if found:
        Entry.objects.filter(pk__in=found).update(private_to=owner)
        verb = "made private" if owner else "no longer private"
        note(verb, "entry", found, by=by, entries=found)
    return found
