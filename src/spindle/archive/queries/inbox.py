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
    """What narrows a folder. `unread`: conversations with unread messages, each by its newest one."""

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
    folder = _Folder(member, place, accounts, filters.unlinked)
    keys = folder.unread_keys(before, limit + 1) if filters.unread else folder.keys(before, limit + 1)
    return Page(folder.rows(keys[:limit]), keys[limit - 1] if len(keys) > limit else None)


@dataclass(frozen=True, slots=True)
class _Folder:
    """One member's view of a place in some of his accounts."""

    member: Member
    place: str
    accounts: Sequence[int]
    unlinked: bool

    def keys(self, before: int | None, limit: int) -> list[int]:
        """The newest entry of each conversation. One stream an account, merged."""
        parts = [self._part(account, before).values_list("entry_id", flat=True) for account in self.accounts]
        if not parts:
            return []
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
        found = Delivery.objects.filter(
            not_private_from(self.member, "entry__"), ~Exists(newer), account=account, place=self.place
        )
        if self.unlinked:
            found = found.exclude(_linked())
        return found if before is None else found.filter(entry__lt=before)

    def unread_keys(self, before: int | None, limit: int) -> list[int]:
        """The newest unread entry of each conversation: a stream of the member's unread marks."""
        newer = self._copies().filter(
            Exists(Unread.objects.filter(member=self.member, entry=OuterRef("entry_id"))),
            conversation=OuterRef("entry__conversation_id"),
            entry__gt=OuterRef("entry_id"),
        )
        here = self._copies().filter(entry=OuterRef("entry_id"))
        found = Unread.objects.filter(Exists(here), ~Exists(newer), member=self.member)
        if self.unlinked:
            found = found.exclude(_linked())
        if before is not None:
            found = found.filter(entry__lt=before)
        return list(found.order_by("-entry_id").values_list("entry_id", flat=True)[:limit])

    def _copies(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(
            not_private_from(self.member, "entry__"), place=self.place, account__in=self.accounts
        )

    def rows(self, entry_ids: list[int]) -> tuple[InboxRow, ...]:
        """The rows of these entries."""
        copies = Delivery.objects.filter(entry__in=entry_ids, place=self.place, account__in=self.accounts)
        deliveries = {one.entry_id: one for one in copies.select_related("entry", "account").order_by("pk")}
        conversations = {one.conversation_id for one in deliveries.values()}
        counts = _counts(self.member, conversations)
        unread = self._unread_among(conversations)
        links = links_of(entry_ids)
        return tuple(
            InboxRow(
                delivery=one,
                entry=one.entry,
                unread=one.conversation_id in unread,
                count=counts.get(one.conversation_id, 1),
                relation=next(iter(relations_of(one.entry.direction, links.get(pk, ()))), None),
            )
            for pk in entry_ids
            if (one := deliveries.get(pk))
        )

    def _unread_among(self, conversations: Collection[int]) -> set[int]:
        """Those of the conversations with something unread in the folder.

        Uses index delivery_conversation: the account is looked at here, or the planner takes delivery_list instead.
        """
        mine = Exists(Unread.objects.filter(member=self.member, entry=OuterRef("entry_id")))
        found = Delivery.objects.filter(mine, conversation__in=conversations, place=self.place).order_by()
        pairs = found.values_list("conversation_id", "account_id").distinct()
        return {conversation for conversation, account in pairs if account in self.accounts}


def _counts(member: Member, conversations: Collection[int]) -> dict[int, int]:
    """How many entries of each conversation the member may read."""
    found = entries_for(member).filter(conversation__in=conversations).order_by()
    return dict(found.values_list("conversation_id").annotate(count=Count("pk")))


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
