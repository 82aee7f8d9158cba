"""The company that takes the files in. Imported once Django is set up."""

from dataclasses import dataclass

from spindle.accounts.actions import SignUp, sign_up
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import Folder, MailAccount
from spindle.members.models import Member
from spindle.organisations.actions import nudge
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal
from tests.peers.mailbox import Mailbox
from tools.corpus.installation import PASSWORD


@dataclass(frozen=True, slots=True)
class Company:
    """A new company with one member and one mailbox."""

    organisation: Organisation
    identity_id: int

    def inbox(self) -> Folder | None:
        """The mailbox' INBOX, once the worker has found it; the company must be active."""
        return Folder.objects.filter(place="inbox").first()

    def is_watched(self) -> bool:
        """Whether the worker has gone through the empty mailbox, so that what comes now is new mail."""
        with self.organisation.active():
            return Account.objects.filter(state="ok").exists()


def found_company(mailbox: Mailbox) -> Company:
    """Sign up as a person does, and connect the mailbox."""
    wish = SignUp(
        first_name="Corpus",
        last_name="",
        company="Corpus",
        email="corpus@corpus.example",
        password=PASSWORD,
        language="en",
        time_zone="UTC",
    )
    membership = sign_up(wish)
    with membership.organisation.active():
        _connect(mailbox, Member.objects.get(pk=membership.member_id))
        nudge("mail")
    return Company(membership.organisation, membership.identity_id)


def _connect(mailbox: Mailbox, owner: Member) -> None:
    account = Account.objects.create(kind="mail", address=mailbox.user, state="syncing")
    AccountMember.objects.create(account=account, member=owner)
    MailAccount.objects.create(
        account=account,
        address=mailbox.user,
        login=mailbox.user,
        secret=seal(mailbox.password),
        imap_host="127.0.0.1",
        imap_port=mailbox.server.port,
        imap_security="plain",
    )
