"""Each test has an installation of its own, a company in it, and a browser of its administrator and of a colleague."""

from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import ConnectionAttempt, MailAccount
from spindle.members.rights import Role
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal
from tests.accounts.factories import founded, installation, joined, member, pristine, signed_in
from tests.peers.mailbox import Mailbox

__all__ = ["installation", "pristine"]


@dataclass(frozen=True, slots=True)
class Office:
    """A company, and who works there."""

    administrator: Membership
    colleague: Membership
    reader: Membership

    @property
    def organisation(self) -> Organisation:
        """The company."""
        return self.administrator.organisation

    def browser(self, who: Membership) -> Client:
        """Signed in, and asking as a pop-up does."""
        return signed_in(who, hx_request="true")

    def account(
        self, box: Mailbox | None = None, *, of: Membership, address: str = "info@acme.example"
    ) -> Account:
        """A connected mailbox; of no server if none is given."""
        who = member(of)
        with self.organisation.active():
            made = Account.objects.create(kind="mail", address=box.user if box else address, state="sign_in")
            AccountMember.objects.create(account=made, member=who)
            MailAccount.objects.create(
                account=made,
                address=made.address,
                login=made.address,
                secret=seal(box.password if box else "secret"),
                imap_host="127.0.0.1" if box else "imap.acme.example",
                imap_port=box.server.port if box else 993,
                imap_security="plain" if box else "tls",
            )
        return made

    def attempt(self, box: Mailbox | None = None, *, of: Membership, **row: object) -> ConnectionAttempt:
        """A run of the wizard that asks for the password."""
        servers = (
            {"imap_host": "127.0.0.1", "imap_port": box.server.port, "imap_security": "plain"} if box else {}
        )
        address = box.user if box else "info@acme.example"
        with self.organisation.active():
            return ConnectionAttempt.objects.create(
                **{
                    "member_id": of.member_id,
                    "address": address,
                    "login": address,
                    "state": "asking",
                    **servers,
                    **row,
                }
            )

    def now(self, attempt: ConnectionAttempt) -> ConnectionAttempt:
        """The run as it stands."""
        with self.organisation.active():
            return ConnectionAttempt.objects.get(pk=attempt.pk)


@pytest.fixture
def office(installation: Settings) -> Office:
    """Acme: its administrator, a colleague, and one who may only read."""
    installation.SPINDLE_ALLOW_PRIVATE_SERVERS = "yes"
    administrator = founded()
    organisation = administrator.organisation
    return Office(
        administrator,
        joined(organisation, first_name="Joris"),
        joined(organisation, Role.READ_ONLY, first_name="Kim"),
    )
