"""A member's inbox and the folders beside it: a row a conversation, newest first (architecture.md, "Lists and search")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from spindle.archive.models import Delivery, Unread
from spindle.archive.queries.filters import (
    EVERYTHING,
    Filters,
    Stream,
    address_id,
    linked,
    matching,
    stream_of,
)
from spindle.archive.queries.readable import account_ids, entries_for, not_private_from
from spindle.archive.queries.rows import InboxRow, Page, links_of, relations_of
from spindle.members.models import Member


def inbox_page(
    member: Member,
    place: str,
    *,
    filters: Filters = EVERYTHING,
    before: int | None = None,
    limit: int = 50,
) -> Page[InboxRow]:
    """A folder (a `Place`) of the member's accounts. `before` is the last page's `next`. Six SELECTs, seven by address.

    A row is the newest message of its conversation that is in the folder and is as the filters ask.

    Uses index delivery_list once for each account, merged by SQLite, and delivery_conversation to leave out all
    but the newest of a conversation.
    """
    folder = _Folder(member, place, filters.among(account_ids(member)), filters, address_id(filters.address))
    keys = folder.keys(before, limit + 1)
    return Page(folder.rows(keys[:limit]), keys[limit - 1] if len(keys) > limit else None)


def inbox_keys(
    member: Member, place: str, *, filters: Filters = EVERYTHING, before: int | None = None, limit: int = 50
) -> list[int]:
    """The entries that stand for the rows of such a page. Two SELECTs, three by address."""
    folder = _Folder(member, place, filters.among(account_ids(member)), filters, address_id(filters.address))
    return folder.keys(before, limit)


def inbox_count(member: Member, place: str, *, filters: Filters = EVERYTHING, limit: int = 1000) -> int:
    """How many conversations such a list has, counted to `limit`. Two SELECTs, three by address."""
    folder = _Folder(member, place, filters.among(account_ids(member)), filters, address_id(filters.address))
    return folder.count(limit)


@dataclass(frozen=True, slots=True)
class _Folder:
    """One member's view of a place in some of his accounts."""

    member: Member
    place: str
    accounts: Sequence[int]
    filters: Filters
    address: int | None

    def keys(self, before: int | None, limit: int) -> list[int]:
        """The newest matching entry of each conversation: one stream of what is rare, else one an account, merged."""
        if not self.accounts:
            return []
        stream = stream_of(self.filters, self.member, self.address)
        if stream:
            return self._along(stream, before, limit)
        parts = [self._part(account, before).values_list("entry_id", flat=True) for account in self.accounts]
        found = (
            parts[0].order_by().union(*(part.order_by() for part in parts[1:]), all=True)
            if parts[1:]
            else parts[0]
        )
        return list(found.order_by("-entry_id")[:limit])

    def _part(self, account: int, before: int | None) -> QuerySet[Delivery]:
        """One account's copies that are the newest of their conversation in the folder; of equal ones the last."""
        newer = self._copies().filter(
            Q(entry__gt=OuterRef("entry_id")) | Q(entry=OuterRef("entry_id"), pk__gt=OuterRef("pk")),
            conversation=OuterRef("conversation_id"),
            entry__gte=OuterRef("entry_id"),
        )
        found = self._matching(account=account).filter(~Exists(newer))
        return found if before is None else found.filter(entry__lt=before)

    def _along(self, stream: Stream, before: int | None, limit: int) -> list[int]:
        """The entries of a stream that have a matching copy here, each the newest such of its conversation."""
        newer = self._copies().filter(
            conversation=OuterRef(stream.conversation), entry__gt=OuterRef(stream.key)
        )
        here = self._copies().filter(entry=OuterRef(stream.key))
        found = stream.rows.filter(Exists(here), ~Exists(newer))
        if before is not None:
            found = found.filter(**{f"{stream.key}__lt": before})
        keys = found.order_by(f"-{stream.key}").values_list(stream.key, flat=True)
        return list(keys.distinct()[:limit])

    def count(self, limit: int) -> int:
        """The conversations, counted so far."""
        if not self.accounts:
            return 0
        stream = stream_of(self.filters, self.member, self.address)
        if stream is None:
            return self._copies().order_by().values("conversation_id").distinct()[:limit].count()
        here = stream.rows.filter(Exists(self._copies().filter(entry=OuterRef(stream.key)))).order_by()
        return here.values(stream.conversation).distinct()[:limit].count()

    def _copies(self) -> QuerySet[Delivery]:
        return self._matching(account__in=self.accounts)

    def _matching(self, **of: object) -> QuerySet[Delivery]:
        return Delivery.objects.filter(
            not_private_from(self.member, "entry__"),
            matching(self.filters, self.member, self.address),
            place=self.place,
            **of,
        )

    def rows(self, entry_ids: list[int]) -> tuple[InboxRow, ...]:
        """The rows of these entries."""
        copies = Delivery.objects.filter(entry__in=entry_ids, place=self.place, account__in=self.accounts)
        deliveries = {one.entry_id: one for one in copies.select_related("entry", "account").order_by("pk")}
        conversations = {one.conversation_id for one in deliveries.values()}
        of_all = _of_all(self.member, conversations)
        unread = self._unread_among(conversations)
        links = links_of(entry_ids)
        return tuple(
            InboxRow(
                delivery=one,
                entry=one.entry,
                unread=one.conversation_id in unread,
                count=of_all[one.conversation_id].count,
                highlighted=of_all[one.conversation_id].highlighted,
                private=one.entry.private_to_id is not None,
                relation=next(iter(relations_of(one.entry.direction, links.get(pk, ()))), None),
            )
            for pk in entry_ids
            if (one := deliveries.get(pk)) and one.conversation_id in of_all
        )

    def _unread_among(self, conversations: Collection[int]) -> set[int]:
        """Those of the conversations with something unread in the folder.

        Uses index delivery_conversation: the account is looked at here, or the planner takes delivery_list instead.
        """
        mine = Exists(Unread.objects.filter(member=self.member, entry=OuterRef("entry_id")))
        found = Delivery.objects.filter(mine, conversation__in=conversations, place=self.place).order_by()
        pairs = found.values_list("conversation_id", "account_id").distinct()
        return {conversation for conversation, account in pairs if account in self.accounts}


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is told of a conversation as a whole, as far as the member may read it."""

    count: int
    highlighted: bool


def _of_all(member: Member, conversations: Collection[int]) -> dict[int, _Whole]:
    """How many entries each conversation has, and whether one of them stands out. One SELECT."""
    found = entries_for(member).filter(conversation__in=conversations).order_by()
    rows = found.values_list("conversation_id").annotate(count=Count("pk"), marked=Count("highlight"))
    return {pk: _Whole(count, marked > 0) for pk, count, marked in rows}


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


def unlinked(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those whose entry stands at no relation."""
    return deliveries.exclude(linked())
