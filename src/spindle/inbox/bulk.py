"""A verb for all conversations of a list, thousands of them: asked for by a member, done by the worker in short turns.

Each turn is one transaction of at most TURN conversations, so that colleagues and a running synchronisation write in
between; it moves the copies, keeps their ids and moves the cursor at once, so that a worker that was killed goes on
exactly where it was. The whole is one line in the journal and has one undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import now, override

from spindle.archive import actions
from spindle.archive.actions.notes import gathered, require_writer
from spindle.archive.models import Delivery, Entry
from spindle.archive.queries import deliveries_for, inbox_count, inbox_keys
from spindle.archive.search import search
from spindle.channels.contract import Place
from spindle.inbox.actions import VERBS
from spindle.inbox.listing import Listing, listing_of
from spindle.inbox.models import Bulk, BulkItem, BulkState
from spindle.inbox.queries import entries_of
from spindle.journal.actions import record
from spindle.journal.live import publish
from spindle.journal.queries import newest_line
from spindle.members.models import Member
from spindle.organisations.actions import nudge
from spindle.organisations.active import current
from spindle.relations.models import Relation

KIND = "inbox"
TURN = 50
# A turn of an undo: single copies, not conversations.
UNDO_TURN = 100
AT_WORK = (BulkState.WAITING, BulkState.UNDOING)
# How long the whole can be undone, unless its line is put away before; and how many items are forgotten at a time.
KEPT = timedelta(days=1)
TIDIED = 2000
# More than so many are not counted before the work begins.
COUNTED = 1_000_000


def topic_of(member_id: int) -> str:
    """The live topic on which a member's pages hear how far his work is."""
    return f"work-{member_id}"


def listing_of_bulk(bulk: Bulk) -> Listing:
    """The list that it is about."""
    return listing_of(Place(bulk.place), bulk.query)


# --- asking --------------------------------------------------------------------------------------------------------


def begin(verb: str, listing: Listing, *, by: Member, relation_id: int | None = None) -> Bulk:
    """Have a verb done to all that stands in a list now; what comes later is not touched.

    Raises `KeyError` for what is no bulk verb, `Relation.DoesNotExist` for one that is not in use, `PermissionDenied`.
    """
    require_writer(by)
    _ = DEEDS[verb]
    with transaction.atomic(using="organisation", durable=True):
        relation = Relation.objects.get(pk=relation_id or 0, trashed_at=None) if verb == "link" else None
        bulk = Bulk.objects.create(
            member=by,
            verb=verb,
            place=listing.place.value,
            query=listing.in_days().query,
            relation=relation,
            newest=Delivery.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        )
        nudge(KIND)
        _tell(bulk)
    return bulk


def stop(bulk_id: int, *, by: Member) -> None:
    """Go no further; what is done stays done, and can be undone as a whole. Raises `Bulk.DoesNotExist`."""
    with transaction.atomic(using="organisation", durable=True):
        bulk = _own(bulk_id, by)
        if bulk.state == BulkState.WAITING:
            _end(bulk, BulkState.STOPPED)


def undo(bulk_id: int, *, by: Member) -> None:
    """Put back all that it has moved, and that nobody has moved since. Raises `Bulk.DoesNotExist`, `PermissionDenied`."""
    require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        bulk = _own(bulk_id, by)
        if not bulk.closed and bulk.state in (BulkState.WAITING, BulkState.DONE, BulkState.STOPPED):
            if bulk.state == BulkState.WAITING:
                _end(bulk, BulkState.STOPPED)
            bulk.state, bulk.ended_at = BulkState.UNDOING, None
            bulk.save(update_fields=["state", "ended_at"])
            nudge(KIND)
            _tell(bulk)


def close(bulk_id: int, *, by: Member) -> None:
    """Put its line away, and its undo with it; not while it is at work. Raises `Bulk.DoesNotExist`."""
    with transaction.atomic(using="organisation", durable=True):
        bulk = _own(bulk_id, by)
        if bulk.state not in AT_WORK:
            bulk.closed = True
            bulk.save(update_fields=["closed"])
            _tell(bulk)


def _own(bulk_id: int, by: Member) -> Bulk:
    return Bulk.objects.select_for_update().get(pk=bulk_id, member=by)


# --- working -------------------------------------------------------------------------------------------------------


def waiting() -> list[int]:
    """The active company's work that is not done, oldest first. One SELECT."""
    return list(Bulk.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True))


def tidy() -> bool:
    """Close what ended long ago, and forget some of what closed work has changed; whether there is more to forget."""
    old = Bulk.objects.filter(closed=False, ended_at__lt=now() - KEPT)
    if old.exists():
        old.update(closed=True)
    bulk = Bulk.objects.filter(Exists(BulkItem.objects.filter(bulk=OuterRef("pk"))), closed=True).first()
    if bulk is None:
        return False
    some = list(bulk.items.order_by("item").values_list("item", flat=True)[:TIDIED])
    bulk.items.filter(item__lte=some[-1]).delete()
    return True


def turn(bulk_id: int, *, zone: str, share: float = 1.0) -> bool:
    """Do a little of it; whether there is more to do. Any number of workers may call it at once.

    `zone` is the company's, in which the days of a list begin for who has chosen none; `share` of a whole turn is done.
    """
    bulk = Bulk.objects.select_related("member").filter(pk=bulk_id, state__in=AT_WORK).first()
    if bulk is None:
        return False
    try:
        with override(ZoneInfo(bulk.member.time_zone or zone)):
            if bulk.state == BulkState.UNDOING:
                return _turn_back(bulk, max(1, round(UNDO_TURN * share)))
            return _turn_forth(bulk, max(1, round(TURN * share)))
    except (PermissionDenied, Relation.DoesNotExist):
        # The member's role, or the relation, has changed under way.
        _give_up(bulk)
        return False


def _turn_forth(seen: Bulk, most: int) -> bool:
    """Read the next conversations first, outside of the transaction: only writing makes others wait."""
    listing = listing_of_bulk(seen)
    if seen.total is None:
        Bulk.objects.filter(pk=seen.pk).update(total=_count(seen.member, listing))
    conversations, cursor = _next(seen, listing, most)
    with transaction.atomic(using="organisation", durable=True):
        bulk = Bulk.objects.select_for_update().select_related("member").get(pk=seen.pk)
        if (bulk.state, bulk.cursor) != (seen.state, seen.cursor):
            # Stopped, or another worker was here.
            return bulk.state in AT_WORK
        with gathered() as told:
            items = DEEDS[bulk.verb].do(bulk, listing, conversations) if conversations else []
        BulkItem.objects.bulk_create(
            [BulkItem(bulk=bulk, item=item) for item in items], ignore_conflicts=True
        )
        bulk.done += len(conversations)
        bulk.changed += len(items)
        bulk.cursor = cursor
        bulk.save(update_fields=["done", "changed", "cursor"])
        if cursor is None:
            _end(bulk, BulkState.DONE)
        else:
            _tell(bulk, told.topics)
    return cursor is not None


def _next(bulk: Bulk, listing: Listing, most: int) -> tuple[list[int], int | None]:
    """The next conversations of the list, and the key to go on from; None after the last."""
    if listing.words:
        found = search(bulk.member, listing.words, filters=listing.filters, before=bulk.cursor, limit=most)
        return list(dict.fromkeys(hit.entry.conversation_id for hit in found.rows)), found.next
    keys = inbox_keys(
        bulk.member, listing.place.value, filters=listing.filters, before=bulk.cursor, limit=most + 1
    )
    ids = Entry.objects.filter(pk__in=keys[:most]).values_list("conversation_id", flat=True)
    return list(dict.fromkeys(ids)), keys[most - 1] if len(keys) > most else None


def _count(member: Member, listing: Listing) -> int | None:
    if not listing.words:
        return inbox_count(member, listing.place.value, filters=listing.filters, limit=COUNTED)
    found = search(member, listing.words, filters=listing.filters)
    return None if found.more else found.count


def _turn_back(seen: Bulk, most: int) -> bool:
    with transaction.atomic(using="organisation", durable=True):
        bulk = Bulk.objects.select_for_update().select_related("member").get(pk=seen.pk)
        if bulk.state != BulkState.UNDOING:
            return False
        items = list(bulk.items.order_by("-item").values_list("item", flat=True)[:most])
        with gathered() as told:
            if items:
                DEEDS[bulk.verb].undo(bulk, items)
        BulkItem.objects.filter(bulk=bulk, item__in=items).delete()
        if len(items) < most:
            _end(bulk, BulkState.UNDONE)
            return False
        _tell(bulk, told.topics)
    return True


def _give_up(bulk: Bulk) -> None:
    with transaction.atomic(using="organisation", durable=True):
        _end(Bulk.objects.select_for_update().get(pk=bulk.pk), BulkState.STOPPED)


def _end(bulk: Bulk, state: BulkState) -> None:
    """The one line of the whole. For use within a transaction."""
    bulk.state, bulk.ended_at = state, now()
    bulk.save(update_fields=["state", "ended_at"])
    record(
        f"{bulk.verb} for all" if state != BulkState.UNDONE else f"undid {bulk.verb} for all",
        subject="bulk", subject_id=bulk.pk, by=bulk.member_id,
        after={
            "place": bulk.place, "query": bulk.query, "relation_id": bulk.relation_id,
            "conversations": bulk.done, "count": bulk.changed, "stopped": state == BulkState.STOPPED,
        },
        topics=["inbox", topic_of(bulk.member_id), *([f"relation-{bulk.relation_id}"] if bulk.relation_id else [])],
    )  # fmt: skip


def _tell(bulk: Bulk, topics: Iterable[str] = ()) -> None:
    """Open pages hear of it on commit, without a line in the journal: that comes at the end."""
    slug, heard = current().organisation.slug, [topic_of(bulk.member_id), *sorted(topics)]
    if topics:
        heard.append("inbox")
    transaction.on_commit(lambda: publish(slug, heard, newest_line()), using="organisation")


# --- what each verb does -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to some conversations of the list, giving what was changed, and what puts that back."""

    do: Callable[[Bulk, Listing, Sequence[int]], list[int]]
    undo: Callable[[Bulk, Sequence[int]], object]


def _moving(name: str) -> Deed:
    verb = VERBS[name]

    def do(bulk: Bulk, listing: Listing, conversations: Sequence[int]) -> list[int]:
        places = [one.value for one in (verb.places if listing.words else (listing.place,))]
        copies = deliveries_for(bulk.member).filter(
            conversation__in=conversations, place__in=places, pk__lte=bulk.newest
        )
        if listing.account_id is not None:
            copies = copies.filter(account=listing.account_id)
        return verb.do(list(copies.order_by("pk").values_list("pk", flat=True)), by=bulk.member)

    return Deed(do, lambda bulk, items: verb.undo(items, by=bulk.member))


def _marking(do: Callable[..., list[int]], back: Callable[..., list[int]], **of: bool) -> Deed:
    return Deed(
        lambda bulk, _listing, conversations: do(
            entries_of(conversations, bulk.member, **of), by=bulk.member
        ),
        lambda bulk, items: back(items, by=bulk.member),
    )


def _link(bulk: Bulk, _listing: Listing, conversations: Sequence[int]) -> list[int]:
    return actions.link(entries_of(conversations, bulk.member), bulk.relation_id or 0, by=bulk.member)


def _unlink(bulk: Bulk, items: Sequence[int]) -> list[int]:
    return actions.unlink(items, bulk.relation_id or 0, by=bulk.member)


DEEDS = {
    **{name: _moving(name) for name in VERBS},
    "read": _marking(actions.mark_read, actions.mark_unread, unread=True),
    "unread": _marking(actions.mark_unread, actions.mark_read, newest=True),
    "highlight": _marking(actions.highlight, actions.remove_highlight, newest=True),
    "link": Deed(_link, _unlink),
}
