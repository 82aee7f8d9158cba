"""What the pages of the mail channel read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, Max, Q, QuerySet, When
from django.utils.timezone import now

from spindle.archive.models import Delivery, Entry, Link
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.mail.models import ConnectionAttempt, Folder, MailAccount, Quarantine, RemotePicture
from spindle.members.models import Member
from spindle.members.rights import Right

# As folders are fetched: the inbox first.
ORDER = Case(
    *(
        When(place=place, then=number)
        for number, place in enumerate([Place.INBOX, Place.SENT, Place.FINISHED])
    ),
    default=9,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Newest(TypedDict):
        """What the accounts page adds to an account: the key of its newest entry."""

        newest: int | None

    ListedAccount = WithAnnotations[Account, Newest]


@dataclass(frozen=True, slots=True)
class FolderProgress:
    """One folder of the progress pop-up."""

    name: str
    place: str
    fetched: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an account's first synchronisation has come."""

    account: Account
    folders: list[FolderProgress]
    fetched: int
    total: int
    linked: int
    unknown: int
    attachments: int
    unreadable: int
    complete: bool
    minutes_left: int | None
    reached: datetime | None


def accounts_for(member: Member) -> QuerySet[Account]:
    """The mail accounts that a member may manage: all for an administrator, else those that he shares."""
    accounts = Account.objects.filter(kind="mail", mail__isnull=False).order_by("address")
    if member.has(Right.ADMINISTRATION):
        return accounts
    return accounts.filter(members=member)


def account_rows(member: Member) -> QuerySet[ListedAccount]:
    """The accounts page: who shares each, and when its newest message came; three queries in all."""
    return (
        accounts_for(member)
        .select_related("mail")
        .prefetch_related("members")
        .annotate(newest=Max("deliveries__entry_id"))
    )


def sharing_colleagues(member: Member) -> list[Member]:
    """Whom this member may let share an account: everyone for an administrator, nobody for others."""
    return list(Member.objects.filter(active=True)) if member.has(Right.ADMINISTRATION) else []


def attempts_for(member: Member) -> QuerySet[ConnectionAttempt]:
    """A member sees only his own runs of the wizard: a password may stand in them."""
    return ConnectionAttempt.objects.filter(member=member)


def progress_of(account: Account) -> Progress:
    """Counts for the progress pop-up, in a constant number of queries."""
    rows = list(Folder.objects.filter(account_id=account.pk, gone=False).order_by(ORDER, "id"))
    folders = [FolderProgress(row.name, row.place, row.fetched, row.total) for row in rows]
    fetched, total = sum(f.fetched for f in folders), sum(f.total for f in folders)
    entries = Delivery.objects.filter(account=account)
    linked = entries.filter(entry__in=Link.objects.values("entry")).count()
    counts = entries.aggregate(
        all=Count("id"),
        attachments=Count("id", filter=Q(entry__has_attachments=True)),
        unreadable=Count("id", filter=~Q(entry__parse_error="")),
    )
    unreadable = counts["unreadable"] + Quarantine.objects.filter(folder__account_id=account.pk).count()
    return Progress(
        account, folders, fetched, total, linked, counts["all"] - linked, counts["attachments"], unreadable,
        bool(rows) and all(row.complete for row in rows), _minutes_left(account, fetched, total), _reached(account),
    )  # fmt: skip


def _minutes_left(account: Account, fetched: int, total: int) -> int | None:
    """By the pace since the synchronisation was last begun; None until there is a pace to speak of."""
    mail = account.mail
    elapsed = (now() - (mail.began_at or account.state_since)).total_seconds()
    since = fetched - mail.began_with
    if since <= 0 or elapsed < 2 or account.state != AccountState.SYNCING:
        return None
    return max(0, round((total - fetched) * elapsed / since / 60))


def _reached(account: Account) -> datetime | None:
    """The moment down to which the inbox is complete; None before the first batch."""
    oldest = Delivery.objects.filter(account=account, place=Place.INBOX).order_by("entry_id").first()
    return Entry.objects.get(pk=oldest.entry_id).at if oldest else None


def broken_accounts(member: Member) -> QuerySet[Account]:
    """Accounts of this member that need him: signed out, or out of reach."""
    return accounts_for(member).filter(state__in=[AccountState.SIGN_IN, AccountState.UNREACHABLE])


def stale_attempts() -> QuerySet[ConnectionAttempt]:
    """Runs of the wizard that nobody finished: their passwords are not kept longer than a day."""
    return ConnectionAttempt.objects.filter(created_at__lt=now() - timedelta(days=1))


def mail_account(account: Account) -> MailAccount:
    """The server settings of a mail account."""
    return MailAccount.objects.get(account=account)


# So long a picture from elsewhere is kept: opening its mail again does not tell the sender.
KEPT_DAYS = 30


def known_pictures(entry: Entry) -> set[str]:
    """The digests of this mail's pictures from elsewhere that were fetched not long ago, or could not be."""
    since = now() - timedelta(days=KEPT_DAYS)
    found = RemotePicture.objects.filter(entry=entry, fetched_at__gte=since)
    return set(found.values_list("digest", flat=True))


def kept_picture(entry: Entry, digest: str) -> RemotePicture | None:
    """What became of one of them; None when it was never fetched, or too long ago."""
    since = now() - timedelta(days=KEPT_DAYS)
    return RemotePicture.objects.filter(entry=entry, digest=digest, fetched_at__gte=since).first()
