"""The company's mailboxes, as the members' pages share them: fills the slot of `members.mailboxes`."""

from __future__ import annotations

from collections import defaultdict

from spindle.channels.models import Account, AccountMember
from spindle.mail.actions.accounts import share_account, unshare_account
from spindle.members.mailboxes import TeamMailbox
from spindle.members.models import Member


class SharedAccounts:
    """Accounts of every channel: who reads one is not the channel's business."""

    def all(self) -> tuple[TeamMailbox, ...]:
        """Every account of the company, by address. Two queries."""
        readers: dict[int, set[int]] = defaultdict(set)
        for account, member in AccountMember.objects.values_list("account_id", "member_id"):
            readers[account].add(member)
        accounts = Account.objects.order_by("address", "pk").values_list("pk", "address")
        return tuple(TeamMailbox(pk, address, frozenset(readers[pk])) for pk, address in accounts)

    def share(self, mailbox_id: int, member: Member, *, by: Member) -> None:
        """One that is gone meanwhile is passed over."""
        account = Account.objects.filter(pk=mailbox_id).first()
        if account is not None:
            share_account(account, member, by=by)

    def unshare(self, mailbox_id: int, member: Member, *, by: Member) -> None:
        """One that he has not is passed over."""
        shared = (
            AccountMember.objects.filter(account=mailbox_id, member=member).select_related("account").first()
        )
        if shared is not None:
            unshare_account(shared.account, member, by=by)
