"""The verbs of a connected mail account."""

from django.db import transaction
from django.utils.timezone import now

from spindle.archive.models import Delivery, Unread
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountMember, AccountState
from spindle.journal.actions import record
from spindle.mail.models import MailAccount
from spindle.members.models import Member
from spindle.organisations.actions import nudge

TOPICS = ["accounts", "home", "inbox"]


def stop_fetching(account: Account, *, by: Member) -> None:
    """Fetch nothing more until a member says so; what is here stays."""
    _set_stopped(account, stopped=True, by=by)


def resume_fetching(account: Account, *, by: Member) -> None:
    """Go on where it stopped."""
    _set_stopped(account, stopped=False, by=by)


def _set_stopped(account: Account, *, stopped: bool, by: Member) -> None:
    with transaction.atomic(using="organisation", durable=True):
        MailAccount.objects.filter(account=account).update(stopped=stopped, refusals=0)
        record(
            "stopped" if stopped else "resumed",
            subject="account",
            subject_id=account.pk,
            by=by.pk,
            topics=TOPICS,
        )
        _write_state(account, AccountState.PAUSED if stopped else AccountState.SYNCING, "")
    nudge("mail")


def share_account(account: Account, member: Member, *, by: Member) -> None:
    """The account's messages arrive in this member's inbox too; what is unread on the server is unread for him."""
    with transaction.atomic(using="organisation", durable=True):
        _row, made = AccountMember.objects.get_or_create(account=account, member=member)
        if not made:
            return
        unseen = Delivery.objects.filter(account=account, place=Place.INBOX, seen=False)
        Unread.objects.bulk_create(
            [Unread(member=member, entry_id=entry) for entry in unseen.values_list("entry", flat=True)],
            ignore_conflicts=True,
        )
        _record_sharing("shared", account, member, by)


def unshare_account(account: Account, member: Member, *, by: Member) -> None:
    """The account leaves this member's inbox; nothing else changes."""
    with transaction.atomic(using="organisation", durable=True):
        AccountMember.objects.filter(account=account, member=member).delete()
        _record_sharing("unshared", account, member, by)


def _record_sharing(verb: str, account: Account, member: Member, by: Member) -> None:
    record(
        verb, subject="account", subject_id=account.pk, by=by.pk, after={"member": member.pk}, topics=TOPICS
    )


def count_refusal(account_id: int, *, tried: object) -> int | None:
    """One refused sign-in more with the settings that were `tried`; how many in a row.

    None, and nothing is counted, when the settings are others by now.
    """
    with transaction.atomic(using="organisation", durable=True):
        mail = MailAccount.objects.select_for_update().get(pk=account_id)
        if mail.fingerprint() != tried:
            return None
        mail.refusals += 1
        mail.save(update_fields=["refusals"])
        return mail.refusals


def change_state(account_id: int, state: str, reason: str) -> None:
    """How the account does, as the sync found it: shown on Home and in the inbox.

    Nothing happens when it is so already, or when a member has stopped the account meanwhile.
    """
    with transaction.atomic(using="organisation", durable=True):
        account = Account.objects.select_for_update(of=("self",)).select_related("mail").get(pk=account_id)
        if account.mail.stopped or (account.state, account.state_reason) == (state, reason):
            return
        record(
            "state",
            subject="account",
            subject_id=account_id,
            by=None,
            before={"state": account.state},
            after={"state": state, "reason": reason},
            topics=TOPICS,
        )
        _write_state(account, state, reason)


def _write_state(account: Account, state: str, reason: str) -> None:
    account.state = state
    account.state_reason = reason
    account.state_since = now()
    account.save(update_fields=["state", "state_reason", "state_since"])
