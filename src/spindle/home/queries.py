"""What Home shows, with what this member may see; each block a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from spindle.archive.models import Delivery, Link, Unread
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.members.models import Member
from spindle.members.queries import has_colleagues
from spindle.members.rights import Right
from spindle.organisations import recovery
from spindle.organisations.models import Organisation
from spindle.relations.models import Relation

NEWEST = 7
LAST_USED = 7
# Counts are exact so far; more than 999 is shown as 999+.
COUNTED = 1000
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


def inbox_of(member: Member) -> QuerySet[Delivery]:
    """The copies in the inboxes that this member shares."""
    return Delivery.objects.filter(account__members=member, place=Place.INBOX.value)


def unread_count(member: Member) -> int:
    """Unread messages in the member's inboxes, counted to 1,000. One query."""
    unread = Unread.objects.filter(member=member, entry__in=inbox_of(member).values("entry"))
    return unread.values("entry")[:COUNTED].count()


def newest(member: Member) -> tuple[list[Delivery], set[int], dict[int, Relation]]:
    """The newest messages in the inboxes, the ids of the unread ones, and the relation of each that has one.

    A message in two shared mailboxes is shown once. Three queries.
    """
    # Uses index: delivery_list (account, place, -entry)
    found = inbox_of(member).select_related("entry").order_by("-entry")[: NEWEST * 3]
    once = list({delivery.entry_id: delivery for delivery in found}.values())[:NEWEST]
    entries = [delivery.entry_id for delivery in once]
    unread = set(Unread.objects.filter(member=member, entry__in=entries).values_list("entry_id", flat=True))
    links = Link.objects.filter(entry__in=entries, relation__trashed_at=None)
    # The last one counts: who wrote it, before who else it is linked to.
    by_sender = sorted(links.select_related("relation__parent"), key=lambda link: link.role == "from")
    return once, unread, {link.entry_id: link.relation for link in by_sender}


def last_used() -> list[Relation]:
    """The relations with the latest interaction. One query."""
    # Uses index: relation_recent (-last_interaction, -id)
    shown = Relation.objects.filter(trashed_at=None).select_related("parent", "type")
    return list(shown.order_by("-last_interaction", "-pk")[:LAST_USED])


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
