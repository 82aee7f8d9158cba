"""What Home shows, with what this member may see; each block a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from spindle.archive.queries import InboxRow, account_ids, counts, inbox_page
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.members.models import Member
from spindle.members.queries import has_colleagues
from spindle.members.rights import Right
from spindle.organisations import recovery
from spindle.organisations.models import Organisation
from spindle.relations.models import Relation
from spindle.relations.queries.rows import RelationRow

NEWEST = 7
LAST_USED = 7
_FINE = (AccountState.OK, AccountState.SYNCING)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Which of the first steps are done, by real use (product.md ON-7: the steps that exist)."""

    mail: tuple[str, ...]
    relations: bool
    colleagues: bool

    @property
    def done(self) -> int:
        return sum([bool(self.mail), self.relations, self.colleagues])


def unread_count(member: Member) -> int:
    """Conversations with something unread in the member's inbox, counted to 1,000. Two queries."""
    return counts.unread_count(member)


def newest(member: Member) -> tuple[InboxRow, ...]:
    """The newest conversations of the inbox. At most six queries."""
    return inbox_page(member, Place.INBOX.value, limit=NEWEST).rows


def has_mail(member: Member) -> bool:
    """Whether anything can arrive at this member. One query."""
    return bool(account_ids(member))


def last_used() -> tuple[RelationRow, ...]:
    """The relations with the latest interaction. One query."""
    # Uses index: relation_recent (-last_interaction, -id)
    shown = Relation.objects.filter(trashed_at=None).select_related("parent", "type")
    return tuple(map(RelationRow.of, shown.order_by("-last_interaction", "-pk")[:LAST_USED]))


def ailing_accounts(member: Member) -> list[Account]:
    """Accounts that need mending: the member's own, and all of the company's for who manages it."""
    accounts = Account.objects.exclude(state__in=_FINE).order_by("address")
    return list(accounts if member.has(Right.ADMINISTRATION) else accounts.filter(members=member))


def checklist(organisation: Organisation) -> Checklist:
    """How far the company is with its first steps. Four queries."""
    return Checklist(
        mail=tuple(Account.objects.order_by("pk").values_list("address", flat=True)[:2]),
        relations=Relation.objects.filter(trashed_at=None).exists(),
        colleagues=has_colleagues(organisation),
    )


def may_see_recovery(member: Member, organisation: Organisation) -> bool:
    """Whether the installation's recovery code is this member's to keep.

    It opens every company of the installation, so only an administrator of the first company, which
    whoever set the installation up made, sees it here; for others it is on the command line.
    """
    if not member.has(Right.ADMINISTRATION):
        return False
    return not Organisation.objects.filter(pk__lt=organisation.pk).exists()


def recovery_is_due(member: Member, organisation: Organisation) -> bool:
    """Whether to remind this member that nobody has the code on paper yet."""
    return may_see_recovery(member, organisation) and not recovery.is_confirmed()
