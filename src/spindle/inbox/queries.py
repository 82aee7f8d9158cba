"""What the pages of the inbox read, beside the archive's own queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from spindle.archive.models import Entry
from spindle.archive.queries import (
    ArchiveRow,
    ConversationView,
    LinkedRelation,
    Message,
    conversation,
    deliveries_for,
    entries_for,
    inbox_page,
    relation_archive,
)
from spindle.archive.queries.parties import Party, colleagues_by_address, parties_of, unknown_parties
from spindle.channels.models import Account, AccountState
from spindle.inbox.listing import Listing
from spindle.members.models import Member
from spindle.relations.models import ContactPoint, Relation
from spindle.relations.queries import suggest_company

# Unknown addresses that are offered; a list of addresses is no correspondence.
OFFERED = 3
EARLIER = 4
BROKEN = (AccountState.SIGN_IN, AccountState.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An address that is no relation yet, and the company that it seems to belong to."""

    party: Party
    company: Relation | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A conversation with everything that is shown about it but the bodies."""

    view: ConversationView
    parties: dict[int, list[Party]]
    colleagues: dict[str, Member]
    unknown: tuple[Unknown, ...]
    more_unknown: int

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.view.messages

    @property
    def entries(self) -> list[Entry]:
        return [message.entry for message in self.messages]

    @property
    def subject(self) -> str:
        return self.entries[0].subject or self.entries[-1].subject

    @property
    def unread(self) -> list[int]:
        """The entries that the member has not read."""
        return [message.entry.pk for message in self.messages if message.unread]

    @property
    def relations(self) -> list[LinkedRelation]:
        """The relations of all messages, whom the newest ones are with first."""
        found = {one.id: one for message in reversed(self.messages) for one in reversed(message.relations)}
        ranked = [one.id for message in reversed(self.messages) for one in message.relations]
        return [found[pk] for pk in dict.fromkeys(ranked)]


def reading_of(member: Member, listing: Listing, conversation_id: int) -> Reading | None:
    """The conversation as this member may read it; None when he may not. A constant number of SELECTs."""
    view = conversation(member, conversation_id, place=listing.place.value)
    if view is None:
        return None
    parties = parties_of(message.entry for message in view.messages)
    unknown = unknown_parties(party for found in parties.values() for party in found)
    return Reading(
        view,
        parties,
        colleagues_by_address(),
        tuple(Unknown(party, suggest_company(party.address)) for party in unknown[:OFFERED]),
        max(0, len(unknown) - OFFERED),
    )


def entries_of(
    conversation_ids: Sequence[int], member: Member, *, unread: bool = False, newest: bool = False
) -> list[int]:
    """The readable entries of conversations: all, the unread ones, or the newest of each."""
    found = entries_for(member).filter(conversation__in=conversation_ids).order_by()
    if newest:
        return list(found.values("conversation_id").annotate(last=Max("pk")).values_list("last", flat=True))
    if unread:
        found = found.filter(unread__member=member)
    return list(found.values_list("pk", flat=True))


def key_in(member: Member, listing: Listing, conversation_id: int) -> int | None:
    """The key by which a conversation stands in the list: its newest entry in the folder."""
    copies = deliveries_for(member).filter(conversation=conversation_id, place=listing.place.value)
    found: int | None = copies.aggregate(last=Max("entry_id"))["last"]
    return found


def next_conversation(member: Member, listing: Listing, key: int | None) -> int | None:
    """The conversation below this key in the list, else the first one; None when the list is empty."""
    for before in (key, None):
        page = inbox_page(member, listing.place.value, filters=listing.filters, before=before, limit=1)
        if page.rows:
            return page.rows[0].conversation_id
    return None


def accounts(member: Member) -> list[Account]:
    """The accounts whose messages arrive in this member's inbox. One SELECT."""
    return list(Account.objects.filter(members=member).order_by("address"))


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation as the panel shows it, with its latest entries."""

    relation: Relation
    points: tuple[ContactPoint, ...]
    earlier: tuple[ArchiveRow, ...]


def relation_view(member: Member, relation_id: int, *, without: Sequence[int] = ()) -> RelationView | None:
    """The relation when it is in use; `without` are entries that are on the page already."""
    relation = (
        Relation.objects.select_related("type", "parent").filter(pk=relation_id, trashed_at=None).first()
    )
    if relation is None:
        return None
    page = relation_archive(member, relation, with_employees=False, limit=EARLIER + len(without))
    shown = [row for row in page.rows if row.entry.pk not in set(without)]
    return RelationView(relation, tuple(relation.contact_points.all()), tuple(shown[:EARLIER]))
