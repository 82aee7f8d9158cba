"""The one predicate of who may read what (architecture.md, "Who sees what").

An entry is readable by the members of an account that received it, and by all once it is linked to a relation in
use, unless it is a draft that nobody has sent yet; `private` narrows it to its owner and to who has the right to see private messages.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from spindle.archive.models import Aside, Delivery, Entry, Link
from spindle.channels.models import AccountMember
from spindle.members.models import Member
from spindle.members.rights import Right


def entries_for(member: Member) -> QuerySet[Entry]:
    """The entries that this member may read, wherever they stand, trash and spam included."""
    mine = Delivery.objects.filter(entry=OuterRef("pk"), account__in=accounts_of(member))
    linked = Link.objects.filter(entry=OuterRef("pk"), relation__trashed_at=None)
    shared = Exists(linked) & ~Q(aside=Aside.DRAFTS)
    return Entry.objects.filter(not_private_from(member), Exists(mine) | shared)


def deliveries_for(member: Member) -> QuerySet[Delivery]:
    """The copies in this member's accounts that he may read."""
    return Delivery.objects.filter(not_private_from(member, "entry__"), account__in=accounts_of(member))


def accounts_of(member: Member) -> Subquery:
    """The ids of the accounts whose messages arrive in this member's inbox."""
    return Subquery(AccountMember.objects.filter(member=member).values("account_id"))


def account_ids(member: Member) -> list[int]:
    """The same, fetched: lists go through them one by one."""
    return list(
        AccountMember.objects.filter(member=member)
        .values_list("account_id", flat=True)
        .order_by("account_id")
    )


def not_private_from(member: Member, prefix: str = "") -> Q:
    """Not private, or this member's own, or he may see private ones; `prefix` leads to the entry."""
    if member.has(Right.SEE_PRIVATE_MESSAGES):
        return Q()
    return Q(**{f"{prefix}private_to": None}) | Q(**{f"{prefix}private_to": member.pk})
