"""The verbs of the ledger: look now, try again; and what an account's state follows from."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import ngettext

from spindle.channels.models import Account, AccountState
from spindle.journal.actions import record
from spindle.mail.actions.accounts import change_state
from spindle.mail.ledger.lines import missing_of
from spindle.mail.models import Folder, LedgerLine, Quarantine
from spindle.members.models import Member
from spindle.organisations.actions import nudge

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def ask_comparison(account: Account, folders: Sequence[Folder], *, by: Member) -> None:
    """Compare these folders with the server as soon as the account's turn comes, what is in quarantine included."""
    with transaction.atomic(using="organisation", durable=True):
        for folder in folders:
            LedgerLine.objects.get_or_create(folder=folder)
        lines = LedgerLine.objects.filter(folder__in=folders)
        if lines.filter(asked_at=None).update(asked_at=now()):
            Quarantine.objects.filter(folder__in=folders).update(at=_LONG_AGO)
            _record(account, "asked to compare", by=by, after={"folders": len(folders)})
    nudge("mail")


def try_again(account: Account, kept: Quarantine, *, by: Member) -> None:
    """Ask the server once more for a message that it would not hand over."""
    with transaction.atomic(using="organisation", durable=True):
        Quarantine.objects.filter(pk=kept.pk).update(at=_LONG_AGO)
        LedgerLine.objects.get_or_create(folder=kept.folder)
        LedgerLine.objects.filter(folder=kept.folder, asked_at=None).update(asked_at=now())
        _record(account, "asked to try again", by=by, after={"folder": kept.folder.name, "uid": kept.uid})
    nudge("mail")


def tell_compared(account_id: int, *, folders: int) -> None:
    """One line for all folders of an account that were compared in one go; the open pages look again."""
    with transaction.atomic(using="organisation", durable=True):
        record(
            "compared",
            subject="account",
            subject_id=account_id,
            by=None,
            after={"folders": folders, "missing": missing_of(account_id)},
            topics=["accounts"],
        )


def settle_state(account_id: int) -> None:
    """Up to date, or what is missing; never well while the server holds something that we do not."""
    missing = missing_of(account_id)
    if not missing:
        change_state(account_id, AccountState.OK, "")
        return
    words = ngettext(
        "{n} message on the mail server has not come in. Spindle tries again by itself; the account's page says why.",
        "{n} messages on the mail server have not come in. Spindle tries again by itself; the account's page says why.",
        missing,
    )
    change_state(account_id, AccountState.GAP, words.format(n=missing))


def _record(account: Account, verb: str, *, by: Member, after: dict[str, object]) -> None:
    record(verb, subject="account", subject_id=account.pk, by=by.pk, after=after, topics=["accounts"])
