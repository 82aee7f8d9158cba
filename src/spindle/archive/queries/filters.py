"""What narrows a folder or a search: one predicate for lists, searches and counts (product.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from spindle.archive.models import Address, Delivery, Entry, Highlight, Link, Participant, Unread
from spindle.archive.queries.readable import accounts_of
from spindle.channels.addresses import normalise
from spindle.members.models import Member
from spindle.members.rights import Right


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows what the others leave. `since` and `until` are time keys, from the one on and before the other."""

    unread: bool = False
    unlinked: bool = False
    account_id: int | None = None
    highlighted: bool = False
    private: bool = False
    attachment: bool = False
    address: str = ""
    since: int | None = None
    until: int | None = None

    def among(self, accounts: list[int]) -> list[int]:
        """Those of the member's accounts that are asked for."""
        return [pk for pk in accounts if self.account_id in (None, pk)]


EVERYTHING = Filters()


def address_id(address: str) -> int | None:
    """The row of an address as somebody typed it; 0 where it was never seen, None where none is asked for. One SELECT."""
    if not address:
        return None
    found = Address.objects.filter(address=normalise(address)).values_list("pk", flat=True).first()
    return found or 0


def matching(filters: Filters, member: Member, address: int | None) -> Q:
    """The predicate on copies (`Delivery`); the account and the folder are the caller's."""
    return _of_entries(filters, member, address, "entry_id", "entry__")


def entries_matching(entries: QuerySet[Entry], filters: Filters, member: Member) -> QuerySet[Entry]:
    """The same on entries, for a search over all folders. One SELECT where an address is asked for."""
    if filters == EVERYTHING:
        return entries
    found = entries.filter(_of_entries(filters, member, address_id(filters.address), "pk", ""))
    if filters.account_id is None:
        return found
    copies = Delivery.objects.filter(
        entry=OuterRef("pk"), account=filters.account_id, account__in=accounts_of(member)
    )
    return found.filter(Exists(copies))


def _of_entries(filters: Filters, member: Member, address: int | None, key: str, prefix: str) -> Q:
    asked = Q()
    if filters.unread:
        asked &= Q(Exists(Unread.objects.filter(member=member, entry=OuterRef(key))))
    if filters.unlinked:
        asked &= ~Q(linked(key))
    if filters.highlighted:
        asked &= Q(Exists(Highlight.objects.filter(entry=OuterRef(key))))
    if filters.private:
        asked &= Q(**{f"{prefix}private_to__isnull": False})
    if filters.attachment:
        asked &= Q(**{f"{prefix}has_attachments": True})
    if address is not None:
        asked &= Q(Exists(Participant.objects.filter(address=address, entry=OuterRef(key))))
    return asked & _between(filters, key)


def _between(filters: Filters, key: str) -> Q:
    asked = Q()
    if filters.since is not None:
        asked &= Q(**{f"{key}__gte": filters.since})
    if filters.until is not None:
        asked &= Q(**{f"{key}__lt": filters.until})
    return asked


def linked(key: str = "entry_id") -> Exists:
    """Whether the entry behind `key` stands at a relation in use."""
    return Exists(Link.objects.filter(entry=OuterRef(key), relation__trashed_at=None))


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows from which a narrowed list is read, newest first: those of the rarest thing that is asked for.

    `key` leads to the entry, `conversation` to its conversation.
    """

    rows: QuerySet[Model]
    key: str
    conversation: str


def stream_of(filters: Filters, member: Member, address: int | None) -> Stream | None:
    """Where few entries have what is asked for, their own index; None where the folder itself is walked.

    Uses index: entry_private; the keys of Highlight, Participant and Unread.
    """
    if filters.private:
        # A comparison, not "is not null": for that alone SQLite would walk all entries by their key.
        all_private = Entry.objects.filter(private_to__gt=0)
        private = (
            all_private if member.has(Right.SEE_PRIVATE_MESSAGES) else all_private.filter(private_to=member)
        )
        return Stream(private, "pk", "conversation_id")
    if filters.highlighted:
        return Stream(Highlight.objects.all(), "entry_id", "entry__conversation_id")
    if address is not None:
        return Stream(Participant.objects.filter(address=address), "entry_id", "entry__conversation_id")
    if filters.unread:
        return Stream(Unread.objects.filter(member=member), "entry_id", "entry__conversation_id")
    return None
