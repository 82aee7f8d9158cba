"""How many conversations stand in a member's folders: exact to a thousand (measured/search.md, rule 5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from spindle.archive.models import Delivery
from spindle.archive.queries.counting import Counts
from spindle.archive.queries.inbox import unlinked, unread_conversations
from spindle.archive.queries.readable import account_ids, not_private_from
from spindle.channels.contract import Place
from spindle.members.models import Member

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """Conversations; a number above LIMIT is never given: LIMIT then means "or more"."""

    inbox: int
    unlinked: int
    drafts: int

    @staticmethod
    def shown(number: int) -> str:
        """As a badge says it: "1,000+" is for the template to localise, "" for none."""
        return "" if not number else f"{LIMIT}+" if number >= LIMIT else str(number)


def folder_counts(member: Member) -> FolderCounts:
    """The numbers beside the folders. Two SELECTs."""
    return FolderCounts(*_FOLDERS.of(member, account_ids(member)))


def unread_count(member: Member) -> int:
    """Conversations with something unread in the member's inbox. Two SELECTs."""
    return _UNREAD.of(member, account_ids(member))[0]


def _folders(member: Member, accounts: Sequence[int]) -> list[QuerySet[Delivery, int]]:
    def copies(place: Place) -> QuerySet[Delivery]:
        return Delivery.objects.filter(
            not_private_from(member, "entry__"), account__in=accounts, place=place.value
        )

    inbox = copies(Place.INBOX)
    return [
        _conversations(inbox),
        _conversations(unlinked(inbox)),
        _conversations(copies(Place.DRAFTS)),
    ]


def _unread(member: Member, accounts: Sequence[int]) -> list[QuerySet[Delivery, int]]:
    return [unread_conversations(member, Place.INBOX.value, accounts)[:LIMIT]]


def _conversations(copies: QuerySet[Delivery]) -> QuerySet[Delivery, int]:
    return copies.order_by().values_list("conversation_id", flat=True).distinct()[:LIMIT]


_FOLDERS, _UNREAD = Counts(_folders), Counts(_unread)
