"""How many conversations stand in a member's folders: exact to a thousand (measured/search.md, rule 5)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from spindle.archive.models import Delivery
from spindle.archive.queries.inbox import unlinked
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
    """The numbers beside the folders. Four SELECTs."""
    accounts = account_ids(member)

    def copies(place: Place) -> QuerySet[Delivery]:
        return Delivery.objects.filter(
            not_private_from(member, "entry__"), account__in=accounts, place=place.value
        )

    return FolderCounts(
        inbox=_count(copies(Place.INBOX)),
        unlinked=_count(unlinked(copies(Place.INBOX))),
        drafts=_count(copies(Place.DRAFTS)),
    )


def _count(copies: QuerySet[Delivery]) -> int:
    return copies.order_by().values("conversation_id").distinct()[:LIMIT].count()
