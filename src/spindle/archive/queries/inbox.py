"""A member's inbox and the folders beside it: a row a conversation, newest first (architecture.md, "Lists and search")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from spindle.archive.models import Delivery, Link, Unread
from spindle.archive.queries.readable import account_ids, entries_for, not_private_from
from spindle.archive.queries.rows import InboxRow, Page, links_of, relations_of
from spindle.members.models import Member


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a folder: conversations with unread messages, those at no relation, one account."""

    unread: bool = False
    unlinked: bool = False
    account_id: int | None = None


def inbox_page(
    member: Member,
    place: str,
    *,
    filters: Filters = Filters(),
    before: int | None = None,
    limit: int = 50,
) -> Page[InboxRow]:
    """A folder (a `Place`) of the member's accounts. `before` is the last page's `next`. Six SELECTs.

    Uses index delivery_list once for each account, merged by SQLite, and delivery_conversation to leave out all
    but the newest of a conversation.
    """
    accounts = [pk for pk in account_ids(member) if filters.account_id in (None, pk)]
    keys = _keys(member, place, accounts, filters, before, limit + 1)
    shown = keys[:limit]
    return Page(
        _rows(member, place, accounts, [delivery for _, delivery in shown]),
        shown[-1][0] if len(keys) > limit else None,
    )


def _keys(
    member: Member, place: str, accounts: Sequence[int], filters: Filters, before: int | None, limit: int
) -> list[tuple[int, int]]:
    """Entry and delivery of each row."""
    parts = [
        _part(member, place, account, accounts, filters, before).values_list("entry_id", "pk").order_by()
        for account in accounts
    ]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return list(found.order_by("-entry_id")[:limit])


def _part(
    member: Member, place: str, account: int, accounts: Collection[int], filters: Filters, before: int | None
) -> QuerySet[Delivery]:
    """One account's copies that are the newest of their conversation in the folder."""
    newer = Delivery.objects.filter(
        Q(entry__gt=OuterRef("entry_id")) | Q(entry=OuterRef("entry_id"), pk__gt=OuterRef("pk")),
        conversation=OuterRef("conversation_id"),
        place=place,
        account__in=accounts,
        entry__gte=OuterRef("entry_id"),
    ).filter(not_private_from(member, "entry__"))
    found = Delivery.objects.filter(not_private_from(member, "entry__"), account=account, place=place)
    if before is not None:
        found = found.filter(entry__lt=before)
    if filters.unread:
        found = found.filter(conversation__in=unread_conversations(member, place, accounts))
    if filters.unlinked:
        found = found.exclude(_linked())
    return found.exclude(Exists(newer))


def unread_conversations(member: Member, place: str, accounts: Collection[int]) -> QuerySet[Delivery, int]:
    """The conversations with something unread in the folder."""
    unread = Unread.objects.filter(member=member).values("entry_id")
    return (
        Delivery.objects.filter(entry__in=unread, account__in=accounts, place=place)
        .filter(not_private_from(member, "entry__"))
        .values_list("conversation_id", flat=True)
        .distinct()
        .order_by()
    )


def _linked() -> Exists:
    return Exists(Link.objects.filter(entry=OuterRef("entry_id"), relation__trashed_at=None))


def unlinked(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those whose entry stands at no relation."""
    return deliveries.exclude(_linked())


def _rows(
    member: Member, place: str, accounts: Collection[int], delivery_ids: list[int]
) -> tuple[InboxRow, ...]:
    found = Delivery.objects.filter(pk__in=delivery_ids).select_related("entry", "account")
    deliveries = sorted(found, key=lambda one: one.entry_id, reverse=True)
    conversations = [one.conversation_id for one in deliveries]
    counts = dict(
        entries_for(member)
        .filter(conversation__in=conversations)
        .values_list("conversation_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    unread = set(unread_conversations(member, place, accounts).filter(conversation__in=conversations))
    links = links_of(one.entry_id for one in deliveries)
    return tuple(
        InboxRow(
            delivery=one,
            entry=one.entry,
            unread=one.conversation_id in unread,
            count=counts.get(one.conversation_id, 1),
            relation=next(iter(relations_of(one.entry.direction, links.get(one.entry_id, ()))), None),
        )
        for one in deliveries
    )
